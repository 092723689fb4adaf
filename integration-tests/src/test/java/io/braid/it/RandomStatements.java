package io.braid.it;

import io.braid.it.RandomExpressions.Name;
import io.braid.it.RandomTables.Column;
import io.braid.it.RandomTables.Kind;
import io.braid.it.RandomTables.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Random queries and changes whose results do not depend on a server's choices: LIMIT stands only
 * behind a total order, and a group's text is not looked into where its collation calls different
 * texts equal.
 */
final class RandomStatements {
  private static final int NESTING_MAX = 2;

  /**
   * A statement.
   *
   * @param ordered whether the order of rows is given
   * @param folded whether texts that are equal by collation count as equal
   */
  record Generated(StatementTree tree, boolean ordered, boolean folded) {}

  /** Tables of a FROM clause, the columns they show, and the columns that name a row of them. */
  private record From(StatementTree tree, List<Name> names, List<String> keys) {}

  private final RandomGenerator random;
  private final List<Table> tables;
  private final RandomExpressions expressions;
  private final RandomTables values;
  private int nesting;
  private int aliases;

  RandomStatements(RandomGenerator random, RandomTables tables) {
    this.random = random;
    this.values = tables;
    this.tables = tables.tables();
    expressions = new RandomExpressions(random, this::subquery);
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private boolean oneIn(int of) {
    return random.nextInt(of) == 0;
  }

  private String alias(String prefix) {
    return prefix + aliases++;
  }

  private static List<Name> names(Table table, String alias) {
    List<Name> names = new ArrayList<>();
    for (Column column : table.columns()) {
      names.add(new Name(alias + "." + column.name(), column.kind()));
    }
    return names;
  }

  /** A query of one column in parentheses, for use inside expressions. */
  private StatementTree subquery(Kind kind, List<Name> outer, boolean oneRow) {
    if (nesting >= NESTING_MAX) {
      return kind == Kind.TEXT
          ? StatementTree.of("(SELECT 'a' UNION ALL SELECT NULL WHERE 0)")
          : StatementTree.of("(SELECT 1)");
    }
    nesting++;
    try {
      Table table = pick(tables);
      String alias = alias("s");
      List<Name> inner = names(table, alias);
      List<Name> both = new ArrayList<>(inner);
      if (!oneIn(4)) {
        outer.stream().filter(n -> n.text().matches("\\w+\\.\\w+")).forEach(both::add);
      }
      List<Object> parts = new ArrayList<>();
      String key = alias + ".id";
      StatementTree value =
          kind == Kind.TEXT ? expressions.text(inner, 1) : expressions.number(inner, 1);
      boolean aggregate = oneRow && (kind == Kind.TEXT ? oneIn(2) : !oneIn(3));
      if (aggregate && kind == Kind.TEXT) {
        value = StatementTree.of("GROUP_CONCAT(", key, " ORDER BY ", key, ")");
      } else if (aggregate) {
        value =
            StatementTree.of(pick("MIN(", "MAX(", "COUNT(", "SUM(", "COUNT(DISTINCT "), value, ")")
                .or("COUNT(*)");
      }
      parts.add("(SELECT ");
      parts.add(value);
      parts.add(" FROM " + table.name() + " AS " + alias);
      parts.add(where(both, 1));
      if (oneRow && !aggregate) {
        parts.add(" ORDER BY " + key + " LIMIT 1" + (oneIn(3) ? " OFFSET 1" : ""));
      } else if (!oneRow && oneIn(6)) {
        parts.add(" GROUP BY " + key);
      }
      parts.add(")");
      return StatementTree.of(parts.toArray());
    } finally {
      nesting--;
    }
  }

  private StatementTree where(List<Name> scope, int depth) {
    if (oneIn(4)) {
      return StatementTree.of("");
    }
    return StatementTree.of(" WHERE ", expressions.condition(scope, depth)).or("");
  }

  private From from() {
    int count = 1 + (oneIn(2) ? 0 : 1 + random.nextInt(2));
    From from = source();
    for (int i = 1; i < count; i++) {
      From next = source();
      List<Name> names = new ArrayList<>(from.names());
      names.addAll(next.names());
      List<String> keys = new ArrayList<>(from.keys());
      keys.addAll(next.keys());
      if (from.keys().isEmpty() || next.keys().isEmpty()) {
        keys.clear();
      }
      List<String> shared = shared(from.names(), next.names());
      StatementTree tree =
          switch (random.nextInt(shared.isEmpty() ? 6 : 8)) {
            case 0 -> StatementTree.of("(", from.tree(), " CROSS JOIN ", next.tree(), ")");
            case 1, 2 ->
                StatementTree.of(
                    "(", from.tree(), " JOIN ", next.tree(), " ON ", on(from, next, names), ")");
            case 3, 4, 5 ->
                StatementTree.of(
                    "(",
                    from.tree(),
                    pick(" LEFT JOIN ", " RIGHT JOIN "),
                    next.tree(),
                    " ON ",
                    on(from, next, names),
                    ")");
            default ->
                StatementTree.of(
                    "(",
                    from.tree(),
                    pick(" JOIN ", " LEFT JOIN ", " RIGHT JOIN "),
                    next.tree(),
                    " USING (" + pick(shared) + ")",
                    ")");
          };
      from = new From(tree, names, keys);
    }
    return from;
  }

  private static String plain(Name name) {
    return name.text().substring(name.text().indexOf('.') + 1);
  }

  /** Column names that exactly one column on each side has, of comparable kinds. */
  private static List<String> shared(List<Name> left, List<Name> right) {
    List<String> shared = new ArrayList<>();
    for (Name name : left) {
      String text = plain(name);
      boolean once = left.stream().filter(n -> plain(n).equals(text)).count() == 1;
      boolean other =
          right.stream().filter(n -> plain(n).equals(text)).count() == 1
              && right.stream().anyMatch(n -> plain(n).equals(text) && n.kind() == name.kind());
      if (once && other && name.kind() != Kind.JSON) {
        shared.add(text);
      }
    }
    return shared;
  }

  private StatementTree on(From left, From right, List<Name> both) {
    List<Name> comparableLeft = left.names().stream().filter(n -> n.kind() != Kind.JSON).toList();
    Name a = pick(comparableLeft);
    List<Name> fitting = right.names().stream().filter(n -> n.kind() == a.kind()).toList();
    if (fitting.isEmpty() || oneIn(4)) {
      return expressions.condition(both, 1).or("1");
    }
    StatementTree equal = StatementTree.of(a.text(), " = ", pick(fitting).text());
    return oneIn(3)
        ? StatementTree.of(equal, " AND ", expressions.condition(both, 1)).or(equal, "1")
        : equal.or("1");
  }

  private From source() {
    if (oneIn(6) && nesting < NESTING_MAX) {
      return derived();
    }
    Table table = pick(tables);
    String alias = alias("a");
    return new From(
        StatementTree.of(table.name() + " AS " + alias),
        names(table, alias),
        List.of(alias + ".id"));
  }

  private From derived() {
    nesting++;
    try {
      Table table = pick(tables);
      String inner = alias("i");
      String alias = alias("d");
      List<Name> scope = names(table, inner);
      List<Name> columns = scope.stream().filter(n -> n.kind() != Kind.JSON).toList();
      if (oneIn(2)) {
        Name group = pick(columns.stream().filter(n -> !n.kind().isText()).toList());
        return new From(
            StatementTree.of(
                "(SELECT "
                    + group.text()
                    + " AS g, COUNT(*) AS n, MIN("
                    + inner
                    + ".id) AS m FROM ",
                table.name() + " AS " + inner,
                where(scope, 1),
                " GROUP BY g",
                oneIn(3) ? StatementTree.of(" HAVING n > 1").or("") : "",
                ") AS " + alias),
            List.of(
                new Name(alias + ".g", group.kind()),
                new Name(alias + ".n", Kind.INTEGER),
                new Name(alias + ".m", Kind.INTEGER)),
            List.of(alias + ".m"));
      }
      Name second = pick(columns);
      return new From(
          StatementTree.of(
              "(SELECT " + inner + ".id, ",
              second.text() + " AS v, ",
              expressions.number(scope, 1),
              " AS w FROM " + table.name() + " AS " + inner,
              where(scope, 1),
              oneIn(4) ? StatementTree.of(" ORDER BY id LIMIT 3").or("") : "",
              ") AS " + alias),
          List.of(
              new Name(alias + ".id", Kind.INTEGER),
              new Name(alias + ".v", second.kind()),
              new Name(alias + ".w", Kind.DECIMAL)),
          List.of(alias + ".id"));
    } finally {
      nesting--;
    }
  }

  /** A query. */
  Generated query() {
    aliases = 0;
    expressions.strict(false);
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> grouped();
      case 3 -> union();
      default -> plainQuery();
    };
  }

  private static StatementTree item(StatementTree expression, int number) {
    return StatementTree.of(expression, " AS x" + number);
  }

  private Generated plainQuery() {
    From from = from();
    boolean distinct = oneIn(6);
    int width = 1 + random.nextInt(4);
    List<StatementTree> items = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      items.add(item(expressions.any(from.names(), 3).or("1"), i));
    }
    StatementTree order = StatementTree.of("");
    boolean ordered = oneIn(2) && (distinct || !from.keys().isEmpty());
    if (ordered && distinct) {
      List<String> numbers = new ArrayList<>();
      for (int i = 0; i < width; i++) {
        numbers.add((i + 1) + pick("", " DESC"));
      }
      order = StatementTree.of(" ORDER BY " + String.join(", ", numbers), limit());
    } else if (ordered) {
      String keys = String.join(", ", from.keys());
      StatementTree first =
          StatementTree.of(expressions.any(from.names(), 1), pick("", " DESC"), ", ").or("");
      order = StatementTree.of(" ORDER BY ", oneIn(2) ? first : "", keys, limit());
    }
    return new Generated(
        StatementTree.of(
            "SELECT ",
            distinct ? "DISTINCT " : "",
            list(items),
            " FROM ",
            from.tree(),
            where(from.names(), 2),
            order),
        ordered,
        distinct);
  }

  /** Items that may shrink to one of them. */
  private static StatementTree list(List<StatementTree> items) {
    StatementTree all = StatementTree.joined(", ", items);
    return items.size() == 1 ? all : all.or(items.toArray());
  }

  private StatementTree limit() {
    return oneIn(2)
        ? StatementTree.of("")
        : StatementTree.of(" LIMIT ", pick("", "1, ", "3, "), pick("0", "1", "2", "5", "100"))
            .or("");
  }

  private Generated grouped() {
    From from = from();
    List<Name> scope = from.names();
    int groups = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(2);
    boolean rollup = groups > 0 && oneIn(5);
    List<StatementTree> keys = new ArrayList<>();
    List<StatementTree> items = new ArrayList<>();
    List<Name> visible = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      List<Name> fitting = scope.stream().filter(n -> n.kind() != Kind.JSON).toList();
      Name column = pick(fitting);
      boolean expression = oneIn(4) && !rollup;
      StatementTree key =
          expression
              ? expressions.any(scope.stream().filter(n -> n.kind().isNumber()).toList(), 1)
              : StatementTree.of(column.text());
      keys.add(expression ? StatementTree.of("x" + items.size()) : key);
      items.add(item(key, items.size()));
      if (!expression && !column.kind().isText() && column.kind() != Kind.BYTES) {
        visible.add(column);
      }
    }
    List<Name> aggregates = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      aggregates.add(aggregate(scope, groups > 0));
    }
    List<Name> both = new ArrayList<>(visible);
    aggregates.stream().filter(n -> n.kind().isNumber()).forEach(both::add);
    for (Name aggregate : aggregates) {
      items.add(item(StatementTree.of(aggregate.text()), items.size()));
    }
    if (oneIn(3) && !rollup) {
      items.add(item(expressions.number(both, 2).or("1"), items.size()));
    }
    List<Object> parts = new ArrayList<>();
    parts.add("SELECT ");
    parts.add(StatementTree.joined(", ", items));
    parts.add(" FROM ");
    parts.add(from.tree());
    parts.add(where(scope, 2));
    if (groups > 0) {
      parts.add(" GROUP BY ");
      parts.add(StatementTree.joined(", ", keys));
      if (rollup) {
        parts.add(StatementTree.of(" WITH ROLLUP").or(""));
      }
    }
    if (oneIn(3)) {
      parts.add(StatementTree.of(" HAVING ", expressions.condition(both, 1)).or(""));
    }
    boolean ordered = groups > 0 && !rollup && oneIn(2);
    if (ordered) {
      StatementTree first =
          StatementTree.of(aggregates.getFirst().text(), pick("", " DESC"), ", ").or("");
      parts.add(
          StatementTree.of(
              " ORDER BY ",
              oneIn(3) && aggregates.getFirst().kind().isNumber() ? first : "",
              StatementTree.joined(", ", keys),
              limit()));
    }
    return new Generated(StatementTree.of(parts.toArray()), ordered, true);
  }

  private Name aggregate(List<Name> scope, boolean grouped) {
    // Of all rows MySQL takes the least ENUM from an index by its number, else by its text.
    Name column =
        pick(
            scope.stream()
                .filter(n -> n.kind() != Kind.JSON)
                .filter(n -> grouped || n.kind() != Kind.ENUM && n.kind() != Kind.SET)
                .toList());
    List<Name> numbers = scope.stream().filter(n -> n.kind().isNumber()).toList();
    String number = pick(numbers).text();
    return switch (random.nextInt(10)) {
      case 0, 1 -> new Name("COUNT(*)", Kind.INTEGER);
      case 2 -> new Name("COUNT(" + column.text() + ")", Kind.INTEGER);
      case 3 -> new Name("COUNT(DISTINCT " + column.text() + ")", Kind.INTEGER);
      case 4, 5 ->
          new Name(
              pick("SUM(", "AVG(", "SUM(DISTINCT ", "MIN(", "MAX(") + number + ")", Kind.DECIMAL);
      case 6, 7 ->
          new Name(
              pick("MIN(", "MAX(") + column.text() + ")",
              column.kind().isNumber() ? Kind.DECIMAL : Kind.TEXT);
      case 8 -> new Name(pick("BIT_OR(", "BIT_AND(", "BIT_XOR(") + number + ")", Kind.TEXT);
      default -> new Name("GROUP_CONCAT(" + number + " ORDER BY " + number + " DESC)", Kind.TEXT);
    };
  }

  private Generated union() {
    int width = 1 + random.nextInt(2);
    List<StatementTree> blocks = new ArrayList<>();
    boolean numbers = oneIn(2);
    for (int b = 2 + random.nextInt(2); b > 0; b--) {
      From from = source();
      List<StatementTree> items = new ArrayList<>();
      for (int i = 0; i < width; i++) {
        StatementTree value =
            oneIn(5)
                ? expressions.any(from.names(), 1)
                : numbers ? expressions.number(from.names(), 2) : expressions.text(from.names(), 2);
        items.add(item(value.or("1"), i));
      }
      blocks.add(
          StatementTree.of(
              "SELECT ",
              StatementTree.joined(", ", items),
              " FROM ",
              from.tree(),
              where(from.names(), 1)));
    }
    List<Object> parts = new ArrayList<>();
    parts.add(blocks.getFirst());
    for (StatementTree block : blocks.subList(1, blocks.size())) {
      parts.add(
          StatementTree.of(
                  pick(" UNION ", " UNION ALL ", " UNION ", " INTERSECT ", " EXCEPT "), block)
              .or(""));
    }
    boolean ordered = false;
    return new Generated(StatementTree.of(parts.toArray()), ordered, true);
  }

  /** An INSERT, REPLACE, UPDATE or DELETE. */
  Generated change() {
    aliases = 0;
    expressions.strict(true);
    StatementTree tree =
        switch (random.nextInt(9)) {
          case 0, 1 -> insertValues();
          case 2 -> insertSelect();
          case 3, 4, 5 -> update();
          case 6 -> updateJoin();
          case 7 -> delete();
          default -> deleteJoin();
        };
    return new Generated(tree, true, false);
  }

  private StatementTree insertValues() {
    Table table = pick(tables);
    boolean replace = oneIn(4);
    List<StatementTree> rows = new ArrayList<>();
    for (int r = 1 + random.nextInt(3); r > 0; r--) {
      List<StatementTree> row = new ArrayList<>();
      for (Column column : table.columns()) {
        row.add(
            column.equals(table.key())
                ? StatementTree.of(pick("1", "3", "20", "21", "22", "-1"))
                : newValue(column, List.of()));
      }
      rows.add(StatementTree.of("(", StatementTree.joined(", ", row), ")"));
    }
    return StatementTree.of(
        replace ? "REPLACE" : pick("INSERT", "INSERT", "INSERT IGNORE"),
        " INTO " + table.name() + " VALUES ",
        list(rows),
        replace || oneIn(2) ? "" : onDuplicate(table));
  }

  private StatementTree onDuplicate(Table table) {
    Column column = pick(table.columns());
    Column other = pick(table.columns());
    StatementTree value =
        switch (random.nextInt(3)) {
          case 0 -> StatementTree.of("VALUES(" + other.name() + ")");
          case 1 -> StatementTree.of(table.name() + "." + other.name());
          default -> newValue(column, names(table, table.name()));
        };
    return StatementTree.of(" ON DUPLICATE KEY UPDATE " + column.name() + " = ", value).or("");
  }

  /** A value for a column, now and then one that it cannot hold. */
  private StatementTree newValue(Column column, List<Name> scope) {
    if (oneIn(3) && !scope.isEmpty() && column.kind() != Kind.JSON) {
      if (column.kind().isNumber()) {
        return expressions.number(scope, 2).or("1");
      }
      if (column.kind() == Kind.TEXT) {
        return expressions.text(scope, 2).or("'a'");
      }
      if (column.kind() == Kind.DATE || column.kind() == Kind.DATETIME) {
        return expressions.date(scope, 2).or("'2024-01-01'");
      }
    }
    if (oneIn(10) && column.kind() != Kind.BIT) {
      return StatementTree.of(
          pick("NULL", "'abc'", "300", "-5", "'2024-02-30'", "1.259", "''", "DEFAULT", "'12abc'"));
    }
    return StatementTree.of(values.value(column));
  }

  private StatementTree insertSelect() {
    Table table = pick(tables);
    Table source = pick(tables);
    List<Name> scope = names(source, "q");
    List<StatementTree> items = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    for (Column column : table.columns()) {
      columns.add(column.name());
      items.add(
          column.equals(table.key())
              ? StatementTree.of("q.id + ", pick("0", "10", "100"))
              : noDefault(newValue(column, scope)));
    }
    return StatementTree.of(
        pick("INSERT", "INSERT IGNORE", "REPLACE"),
        " INTO " + table.name() + " (" + String.join(", ", columns) + ") SELECT ",
        StatementTree.joined(", ", items),
        " FROM " + source.name() + " AS q",
        where(scope, 1),
        " ORDER BY q.id");
  }

  private static StatementTree noDefault(StatementTree value) {
    return value.text().equals("DEFAULT") ? StatementTree.of("NULL") : value;
  }

  private StatementTree update() {
    Table table = pick(tables);
    List<Name> scope = names(table, table.name());
    List<StatementTree> assignments = new ArrayList<>();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      Column column = pick(table.columns());
      StatementTree value =
          column.equals(table.key())
              ? StatementTree.of(pick("id + 1", "id + 100", "id - 1", "5"))
              : newValue(column, scope);
      assignments.add(StatementTree.of(column.name(), " = ", value));
    }
    return StatementTree.of(
        pick("UPDATE ", "UPDATE ", "UPDATE IGNORE "),
        table.name(),
        " SET ",
        list(assignments),
        where(scope, 2),
        " ORDER BY id" + pick("", " DESC"),
        oneIn(3) ? StatementTree.of(" LIMIT ", pick("0", "1", "3")).or("") : "");
  }

  private StatementTree updateJoin() {
    Table first = pick(tables);
    Table second = pick(tables);
    List<Name> scope = new ArrayList<>(names(first, "a"));
    scope.addAll(names(second, "b"));
    List<Column> free =
        first.columns().stream().skip(1).filter(c -> !first.unique().contains(c.name())).toList();
    if (free.isEmpty()) {
      return update();
    }
    Column column = pick(free);
    From left = new From(StatementTree.of(""), names(first, "a"), List.of());
    From right = new From(StatementTree.of(""), names(second, "b"), List.of());
    return StatementTree.of(
        "UPDATE " + first.name() + " AS a",
        pick(" JOIN ", " LEFT JOIN "),
        second.name() + " AS b ON ",
        on(left, right, scope),
        " SET a." + column.name() + " = ",
        newValue(column, names(first, "a")),
        where(scope, 1));
  }

  private StatementTree delete() {
    Table table = pick(tables);
    List<Name> scope = names(table, table.name());
    return StatementTree.of(
        pick("DELETE FROM ", "DELETE IGNORE FROM "),
        table.name(),
        where(scope, 2),
        oneIn(3)
            ? StatementTree.of(" ORDER BY id" + pick("", " DESC") + " LIMIT " + pick("0", "1", "3"))
                .or("")
            : "");
  }

  private StatementTree deleteJoin() {
    Table first = pick(tables);
    Table second = pick(tables);
    List<Name> scope = new ArrayList<>(names(first, "a"));
    scope.addAll(names(second, "b"));
    From left = new From(StatementTree.of(""), names(first, "a"), List.of());
    From right = new From(StatementTree.of(""), names(second, "b"), List.of());
    return StatementTree.of(
        "DELETE ",
        pick("a", "a", "a, b"),
        " FROM " + first.name() + " AS a",
        pick(" JOIN ", " LEFT JOIN "),
        second.name() + " AS b ON ",
        on(left, right, scope),
        where(scope, 1));
  }
}
