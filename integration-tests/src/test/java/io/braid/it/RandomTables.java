package io.braid.it;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A few small tables of random columns, keys and rows; the same for one seed. */
final class RandomTables {
  private static final int TABLES_MAX = 4;
  private static final int COLUMNS_MAX = 7;
  private static final int ROWS_MAX = 14;
  private static final String[] WORDS = {
    "",
    "a",
    "A",
    "b",
    "B",
    "ab",
    "Ab",
    "aB ",
    "abc",
    "ABC",
    "b ",
    "é",
    "e",
    "ß",
    "ss",
    "12",
    "12abc",
    "-3.5",
    "1e2",
    "2024-02-29",
    "x_y",
    "x%y",
    "Zz",
    "zz",
    "0",
    "1",
    "7",
    " 7",
    "ÄÖ",
    "ao"
  };
  private static final String[] DATES = {
    "2024-02-29", "2023-12-31", "2024-01-01", "1999-06-15", "2024-02-28", "1000-01-01", "9999-12-31"
  };
  private static final String[] TIMES = {
    "00:00:00", "23:59:59", "12:30:15", "-01:00:00", "838:59:59", "01:02:03.456789"
  };

  /** What a column's values are like. */
  enum Kind {
    INTEGER,
    DECIMAL,
    DOUBLE,
    TEXT,
    BYTES,
    DATE,
    DATETIME,
    TIME,
    YEAR,
    ENUM,
    SET,
    BIT,
    JSON;

    /** Whether arithmetic is meant for it. */
    boolean isNumber() {
      return this == INTEGER || this == DECIMAL || this == DOUBLE || this == YEAR;
    }

    /** Whether string functions are meant for it. */
    boolean isText() {
      return this == TEXT || this == ENUM || this == SET;
    }
  }

  record Column(String name, Kind kind, String definition, boolean nullable) {}

  /**
   * @param key the first column, an integer that names a row
   * @param unique columns of unique keys beside the primary one
   */
  record Table(String name, List<Column> columns, List<String> unique) {
    Column key() {
      return columns.getFirst();
    }
  }

  private final RandomGenerator random;
  private final List<Table> tables = new ArrayList<>();
  private final List<String> statements = new ArrayList<>();

  /** Collations of a seed's texts: mostly one, so that not every second statement mixes them. */
  private final String[] collations;

  RandomTables(RandomGenerator random) {
    this.random = random;
    String[] all = {
      "", " COLLATE utf8mb4_bin", " COLLATE utf8mb4_general_ci", " CHARACTER SET latin1"
    };
    String[] both = {"", " CHARACTER SET latin1"};
    collations = random.nextInt(6) == 0 ? both : new String[] {all[random.nextInt(all.length)]};
    int count = 2 + random.nextInt(TABLES_MAX - 1);
    for (int t = 0; t < count; t++) {
      addTable("t" + t);
    }
  }

  List<Table> tables() {
    return tables;
  }

  /** What makes the tables and fills them; a row that a key refuses is refused by both servers. */
  List<String> statements() {
    return statements;
  }

  private void addTable(String name) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("id", Kind.INTEGER, "INT NOT NULL", false));
    int count = 2 + random.nextInt(COLUMNS_MAX - 1);
    for (int c = 0; c < count; c++) {
      // Names are shared by tables, so that NATURAL and USING have something to join.
      columns.add(column("c" + c));
    }
    List<String> keys = new ArrayList<>(List.of("PRIMARY KEY (id)"));
    List<String> unique = new ArrayList<>();
    for (Column column : columns.subList(1, columns.size())) {
      if (column.kind() == Kind.JSON || random.nextInt(3) > 0) {
        continue;
      }
      boolean isUnique = random.nextInt(4) == 0;
      if (isUnique) {
        unique.add(column.name());
      }
      String second = random.nextInt(3) == 0 ? ", id" + (random.nextBoolean() ? " DESC" : "") : "";
      keys.add(
          (isUnique ? "UNIQUE " : "")
              + "KEY ("
              + column.name()
              + (random.nextInt(4) == 0 ? " DESC" : "")
              + (isUnique ? "" : second)
              + ")");
    }
    Table table = new Table(name, columns, unique);
    tables.add(table);
    List<String> elements = new ArrayList<>();
    columns.forEach(c -> elements.add(c.name() + " " + c.definition()));
    elements.addAll(keys);
    statements.add("CREATE TABLE " + name + " (" + String.join(", ", elements) + ")");
    int rows = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(ROWS_MAX);
    for (int row = 0; row < rows; row++) {
      List<String> values = new ArrayList<>();
      values.add(String.valueOf(row + 1));
      columns.stream().skip(1).forEach(c -> values.add(value(c)));
      statements.add("INSERT INTO " + name + " VALUES (" + String.join(", ", values) + ")");
    }
  }

  private Column column(String name) {
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    if (random.nextInt(3) == 0) {
      kind = random.nextBoolean() ? Kind.INTEGER : Kind.TEXT;
    }
    boolean nullable = random.nextInt(4) > 0;
    String type =
        switch (kind) {
          case INTEGER ->
              pick("INT", "TINYINT", "SMALLINT UNSIGNED", "BIGINT", "BIGINT UNSIGNED", "MEDIUMINT");
          case DECIMAL -> pick("DECIMAL(10,2)", "DECIMAL(20,6)", "DECIMAL(5,0)", "DECIMAL(8,3)");
          case DOUBLE -> pick("DOUBLE", "FLOAT");
          case TEXT ->
              pick("VARCHAR(20)", "VARCHAR(20)", "CHAR(12)", "TEXT(200)") + pick(collations);
          case BYTES -> pick("VARBINARY(20)", "BINARY(6)");
          case DATE -> "DATE";
          case DATETIME -> pick("DATETIME", "DATETIME(3)", "TIMESTAMP", "DATETIME(6)");
          case TIME -> pick("TIME", "TIME(2)");
          case YEAR -> "YEAR";
          case ENUM -> "ENUM('b','a','Zz','12')";
          case SET -> "SET('a','b','c')";
          case BIT -> pick("BIT(8)", "BIT(1)");
          case JSON -> "JSON";
        };
    if (kind == Kind.TEXT && type.startsWith("TEXT")) {
      type = type.replace("TEXT(200)", "VARCHAR(200)");
    }
    return new Column(
        name,
        kind,
        type + (nullable ? (type.equals("TIMESTAMP") ? " NULL" : "") : " NOT NULL"),
        nullable);
  }

  /** A literal that the column can hold, mostly. */
  String value(Column column) {
    if (column.nullable() && random.nextInt(5) == 0) {
      return "NULL";
    }
    return switch (column.kind()) {
      case INTEGER ->
          column.definition().contains("UNSIGNED")
              ? String.valueOf(random.nextInt(12))
              : String.valueOf(random.nextInt(12) - 3);
      case DECIMAL -> (random.nextInt(40) - 10) + "." + pick("0", "5", "25", "75");
      case DOUBLE -> (random.nextInt(40) - 10) + "." + pick("0", "5", "25", "75");
      case TEXT, BYTES -> {
        String word = pick(WORDS);
        yield column.definition().startsWith("BINARY") && word.length() > 3
            ? "'ab'"
            : "'" + word + "'";
      }
      case DATE -> "'" + pick(DATES) + "'";
      case DATETIME ->
          column.definition().startsWith("TIMESTAMP")
              ? "'"
                  + pick("2024-02-29 12:30:15", "1999-06-15 00:00:00", "2024-01-01 23:59:59")
                  + "'"
              : "'" + pick(DATES) + " " + pick("00:00:00", "23:59:59", "12:30:15.123") + "'";
      case TIME -> "'" + pick(TIMES) + "'";
      case YEAR -> pick("2024", "1999", "2000", "1901");
      case ENUM -> pick("'a'", "'b'", "'Zz'", "'12'");
      case SET -> pick("''", "'a'", "'a,b'", "'c'", "'a,b,c'");
      case BIT -> pick("b'0'", "b'1'");
      case JSON -> pick("'1'", "'{\"a\": 1}'", "'[1, \"x\"]'", "'null'");
    };
  }

  String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
