package io.braid.it;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Every column type with NULL, its limits, empty values and fractions, as SQL literals. */
final class AllTypes {
  private AllTypes() {}

  /**
   * A column type.
   *
   * @param name of the column and, with a prefix, of the type's table
   * @param definition as in CREATE TABLE
   * @param literals SQL literals, the first is NULL
   */
  record Type(String name, String definition, List<String> literals) {
    Type {
      literals = List.copyOf(literals);
    }

    /** A table with a primary key and one column {@code v} of this type. */
    String createTable() {
      return "CREATE TABLE type_" + name + " (id INT PRIMARY KEY, v " + definition + ")";
    }

    /** One row for each literal, from id 1. */
    List<String> inserts(int firstId) {
      List<String> inserts = new ArrayList<>();
      for (int i = 0; i < literals.size(); i++) {
        inserts.add(
            "INSERT INTO type_"
                + name
                + " VALUES ("
                + (firstId + i)
                + ", "
                + literals.get(i)
                + ")");
      }
      return inserts;
    }
  }

  /** A point (1, 2) and a line, as MySQL stores them: SRID, then WKB. */
  private static final String POINT = "0x000000000101000000000000000000F03F0000000000000040";

  private static final String LINE =
      "0x00000000010200000002000000000000000000000000000000000000000000000000000840000000000000F0BF";

  static final List<Type> TYPES =
      List.of(
          type("tinyint_s", "TINYINT", "-128", "127", "0", "-1"),
          type("tinyint_u", "TINYINT UNSIGNED", "0", "255", "128"),
          type("smallint_s", "SMALLINT", "-32768", "32767", "0", "-1"),
          type("smallint_u", "SMALLINT UNSIGNED", "0", "65535", "32768"),
          type("mediumint_s", "MEDIUMINT", "-8388608", "8388607", "0", "-1"),
          type("mediumint_u", "MEDIUMINT UNSIGNED", "0", "16777215", "8388608"),
          type("int_s", "INT", "-2147483648", "2147483647", "0", "-1"),
          type("int_u", "INT UNSIGNED", "0", "4294967295", "2147483648"),
          type("bigint_s", "BIGINT", "-9223372036854775808", "9223372036854775807", "0", "-1"),
          type("bigint_u", "BIGINT UNSIGNED", "0", "18446744073709551615", "9223372036854775808"),
          type(
              "decimal_wide",
              "DECIMAL(65,30)",
              "-99999999999999999999999999999999999.999999999999999999999999999999",
              "99999999999999999999999999999999999.999999999999999999999999999999",
              "0",
              "0.000000000000000000000000000001",
              "-1.5"),
          type("decimal_money", "DECIMAL(10,2)", "-99999999.99", "99999999.99", "0.00", "-0.01"),
          type("decimal_unsigned", "DECIMAL(9,0) UNSIGNED", "0", "999999999"),
          type("float_v", "FLOAT", "-3.40282e38", "3.40282e38", "0", "1.5", "-1.17549e-38"),
          type(
              "double_v",
              "DOUBLE",
              "-1.7976931348623157e308",
              "1.7976931348623157e308",
              "0",
              "0.1",
              "2.2250738585072014e-308"),
          type("bit_one", "BIT(1)", "b'0'", "b'1'"),
          type("bit_wide", "BIT(64)", "b'0'", "0xFFFFFFFFFFFFFFFF", "0x0123456789ABCDEF"),
          type("char_v", "CHAR(10)", "''", "'abcdefghij'", "'ä€😀'", "'x'"),
          type("varchar_v", "VARCHAR(300)", "''", "REPEAT('z', 300)", "'ä€😀'", "'a''b\\\\c'"),
          type("varchar_latin1", "VARCHAR(20) CHARACTER SET latin1", "''", "'äöü'", "'plain'"),
          type("varchar_ascii", "VARCHAR(20) CHARACTER SET ascii", "''", "'plain'"),
          type("varchar_utf8mb3", "VARCHAR(20) CHARACTER SET utf8mb3", "''", "'ä€'"),
          type("binary_v", "BINARY(8)", "''", "0x0001020304050607", "'ab'", "0xFF"),
          type("varbinary_v", "VARBINARY(300)", "''", "0x00FF00FF", "REPEAT(0xAB, 300)"),
          type("tinytext_v", "TINYTEXT", "''", "REPEAT('t', 255)", "'ä'"),
          type("text_v", "TEXT", "''", "REPEAT('t', 5000)", "'ä€😀'"),
          type("mediumtext_v", "MEDIUMTEXT", "''", "REPEAT('m', 70000)"),
          type("longtext_v", "LONGTEXT", "''", "REPEAT('l', 70000)"),
          type("tinyblob_v", "TINYBLOB", "''", "REPEAT(0x00, 255)", "0xFF00"),
          type("blob_v", "BLOB", "''", "REPEAT(0xFE, 5000)", "0x00"),
          type("mediumblob_v", "MEDIUMBLOB", "''", "REPEAT(0x01, 70000)"),
          type("longblob_v", "LONGBLOB", "''", "REPEAT(0x02, 70000)"),
          type("date_v", "DATE", "'1000-01-01'", "'9999-12-31'", "'2024-02-29'"),
          type("time_v", "TIME", "'-838:59:59'", "'838:59:59'", "'00:00:00'", "'-00:00:01'"),
          type(
              "time_fraction",
              "TIME(6)",
              "'-838:59:59.000000'",
              "'838:59:58.999999'",
              "'00:00:00.000001'",
              "'-00:00:00.000001'"),
          type("time_three", "TIME(3)", "'-01:02:03.004'", "'01:02:03.999'"),
          type("datetime_v", "DATETIME", "'1000-01-01 00:00:00'", "'9999-12-31 23:59:59'"),
          type("datetime_one", "DATETIME(1)", "'1000-01-01 00:00:00.1'", "'2024-02-29 23:59:59.9'"),
          type(
              "datetime_fraction",
              "DATETIME(6)",
              "'1000-01-01 00:00:00.000001'",
              "'9999-12-31 23:59:59.999999'",
              "'2024-02-29 12:34:56.000000'"),
          type(
              "timestamp_v",
              "TIMESTAMP NULL",
              "'1970-01-02 00:00:01'",
              "'2038-01-18 03:14:07'",
              "'2024-02-29 12:34:56'"),
          type(
              "timestamp_fraction",
              "TIMESTAMP(6) NULL",
              "'1970-01-02 00:00:01.000001'",
              "'2038-01-18 03:14:07.999999'"),
          type("year_v", "YEAR", "1901", "2155", "2024"),
          type("enum_v", "ENUM('one','two','ä','')", "'one'", "'ä'", "''"),
          type("set_v", "SET('a','b','c','d','e','f','g','h','i')", "''", "'a'", "'a,c,i'"),
          type(
              "json_v",
              "JSON",
              "'null'",
              "'{}'",
              "'[]'",
              "'{\"a\": [1, -2, 3.5, true, null, \"ä€😀\"], \"b\": {\"c\": \"\"}}'",
              "'18446744073709551615'",
              "'\"text\"'"),
          type("geometry_v", "GEOMETRY", POINT, LINE));

  private static Type type(String name, String definition, String... values) {
    List<String> literals = new ArrayList<>();
    literals.add("NULL");
    literals.addAll(List.of(values));
    return new Type(name, definition, literals);
  }

  /** All columns of a table that has every type, each after its name. */
  static String allColumnDefinitions() {
    StringBuilder columns = new StringBuilder();
    for (Type type : TYPES) {
      columns.append(columns.isEmpty() ? "" : ", ").append(type.name()).append(' ');
      columns.append(type.definition());
    }
    return columns.toString();
  }

  /** A value for a column, the small ones more often than those of many bytes. */
  static String randomLiteral(RandomGenerator random, Type type) {
    String literal = type.literals().get(random.nextInt(type.literals().size()));
    boolean large = literal.contains("70000") || literal.contains("5000");
    return large && random.nextInt(20) != 0 ? "NULL" : literal;
  }
}
