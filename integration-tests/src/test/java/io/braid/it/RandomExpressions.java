package io.braid.it;

import io.braid.it.RandomTables.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random expressions over the columns of a scope. */
final class RandomExpressions {
  /** A column that expressions may name. */
  record Name(String text, Kind kind) {}

  /** Makes subqueries that may name columns of {@code outer}. */
  interface Subqueries {
    /** A query of one column of the kind, in parentheses. */
    StatementTree column(Kind kind, List<Name> outer, boolean oneRow);
  }

  private final RandomGenerator random;
  private final Subqueries subqueries;
  private boolean strict;

  RandomExpressions(RandomGenerator random, Subqueries subqueries) {
    this.random = random;
    this.subqueries = subqueries;
  }

  /** Whether only values of one kind meet, as in a change, where others are warnings or errors. */
  void strict(boolean newStrict) {
    strict = newStrict;
  }

  private StatementTree call(String name, StatementTree... arguments) {
    return StatementTree.of(name, "(", StatementTree.joined(", ", List.of(arguments)), ")");
  }

  private int chance(int of) {
    return random.nextInt(of);
  }

  String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** A column of the scope of one of the kinds, or null if there is none. */
  private Name name(List<Name> scope, java.util.function.Predicate<Kind> wanted) {
    List<Name> fitting = scope.stream().filter(n -> wanted.test(n.kind())).toList();
    return fitting.isEmpty() ? null : fitting.get(random.nextInt(fitting.size()));
  }

  /** Any expression whose values can be compared and grouped. */
  StatementTree any(List<Name> scope, int depth) {
    return switch (chance(7)) {
      case 0, 1 -> number(scope, depth);
      case 2, 3 -> text(scope, depth);
      case 4 -> date(scope, depth);
      default -> {
        Name name = name(scope, k -> k != Kind.JSON);
        yield name == null ? number(scope, depth) : StatementTree.of(name.text());
      }
    };
  }

  /** A number. */
  StatementTree number(List<Name> scope, int depth) {
    if (depth <= 0 || chance(4) == 0) {
      Name name = name(scope, Kind::isNumber);
      return name != null && chance(4) > 0
          ? StatementTree.of(name.text())
          : StatementTree.of(
              pick("0", "1", "2", "3", "-1", "7", "1.5", "2.25", "NULL", "10", "1e0"));
    }
    StatementTree a = number(scope, depth - 1);
    StatementTree b = number(scope, depth - 1);
    return switch (chance(24)) {
      case 0, 1, 2, 3 -> StatementTree.of("(", a, pick(" + ", " - ", " * "), b, ")").or(a, b);
      case 4 -> StatementTree.of("(", a, pick(" / ", " DIV ", " % "), b, ")").or(a, b);
      case 5 -> call(pick("ABS", "SIGN", "FLOOR", "CEILING", "ROUND", "-"), a).or(a);
      case 6 ->
          call(pick("ROUND", "TRUNCATE"), a, StatementTree.of(pick("0", "1", "2", "-1"))).or(a);
      case 7 -> call(pick("LENGTH", "CHAR_LENGTH", "ASCII"), text(scope, depth - 1)).or(a);
      case 8 ->
          call(pick("INSTR", "LOCATE", "STRCMP"), text(scope, depth - 1), text(scope, depth - 1))
              .or(a);
      case 9 ->
          call(
                  pick(
                      "YEAR",
                      "MONTH",
                      "DAYOFMONTH",
                      "DAYOFWEEK",
                      "DAYOFYEAR",
                      "TO_DAYS",
                      "QUARTER"),
                  date(scope, depth - 1))
              .or(a);
      case 10 -> call("DATEDIFF", date(scope, depth - 1), date(scope, depth - 1)).or(a);
      case 11 ->
          StatementTree.of(
                  "CASE WHEN ", condition(scope, depth - 1), " THEN ", a, " ELSE ", b, " END")
              .or(a, b);
      case 12 ->
          StatementTree.of("CASE ", a, " WHEN ", b, " THEN ", number(scope, 0), " END").or(a, b);
      case 13 -> call("IF", condition(scope, depth - 1), a, b).or(a, b);
      case 14 -> call(pick("IFNULL", "COALESCE", "NULLIF"), a, b).or(a, b);
      case 15 -> call(pick("GREATEST", "LEAST"), a, b).or(a, b);
      case 16 ->
          StatementTree.of(
                  "CAST(",
                  a,
                  " AS ",
                  pick("SIGNED", "DECIMAL(10,2)", "DOUBLE", "DECIMAL(6,1)"),
                  ")")
              .or(a);
      case 17 -> StatementTree.of("(", condition(scope, depth - 1), ")").or(a);
      case 18 -> StatementTree.of("(", a, pick(" & ", " | ", " ^ ", " << "), b, ")").or(a, b);
      case 19 -> call("MOD", a, b).or(a, b);
      case 20 -> subqueries.column(Kind.INTEGER, scope, true).or(a);
      case 21 -> {
        StatementTree field = call("FIELD", text(scope, depth - 1), text(scope, 0), text(scope, 0));
        // MySQL takes FIELD for NULL where an argument is: it makes an outer join an inner one.
        yield call("IFNULL", field, StatementTree.of("0")).or(field, a);
      }
      case 22 -> strict ? a : StatementTree.of("(0 + ", text(scope, depth - 1), ")").or(a);
      default -> call("IFNULL", a, StatementTree.of("1")).or(a);
    };
  }

  /** A string. */
  StatementTree text(List<Name> scope, int depth) {
    if (depth <= 0 || chance(3) == 0) {
      Name name = name(scope, Kind::isText);
      return name != null && chance(4) > 0
          ? StatementTree.of(name.text())
          : StatementTree.of(pick("'a'", "'B'", "''", "'abc'", "'12'", "NULL", "'b '", "'é'"));
    }
    StatementTree a = text(scope, depth - 1);
    StatementTree b = text(scope, depth - 1);
    return switch (chance(18)) {
      case 0, 1 -> call("CONCAT", a, b).or(a, b);
      case 2 -> call("CONCAT_WS", StatementTree.of("'-'"), a, b).or(a, b);
      case 3, 4 -> call(pick("UPPER", "LOWER", "TRIM", "LTRIM", "RTRIM", "REVERSE"), a).or(a);
      case 5 -> call(pick("LEFT", "RIGHT"), a, StatementTree.of(pick("0", "1", "2", "-1"))).or(a);
      case 6 ->
          call("SUBSTRING", a, StatementTree.of(pick("1", "2", "-2")), StatementTree.of("2")).or(a);
      case 7 -> call("REPLACE", a, b, StatementTree.of("'x'")).or(a, b);
      case 8 -> call(pick("LPAD", "RPAD"), a, StatementTree.of("5"), StatementTree.of("'*'")).or(a);
      case 9 -> call("REPEAT", a, StatementTree.of(pick("0", "1", "2"))).or(a);
      case 10 -> call("HEX", a).or(a);
      case 11 -> call("IF", condition(scope, depth - 1), a, b).or(a, b);
      case 12 -> call(pick("IFNULL", "COALESCE", "NULLIF"), a, b).or(a, b);
      case 13 -> StatementTree.of("CAST(", exactNumber(scope, depth - 1), " AS CHAR(20))").or(a);
      case 14 ->
          call("DATE_FORMAT", date(scope, depth - 1), StatementTree.of("'%Y/%m-%d %W'")).or(a);
      case 15 -> call(pick("GREATEST", "LEAST"), a, b).or(a, b);
      case 16 -> subqueries.column(Kind.TEXT, scope, true).or(a);
      default -> call("ELT", number(scope, 0), a, b).or(a, b);
    };
  }

  private StatementTree exactNumber(List<Name> scope, int depth) {
    Name name = name(scope, k -> k == Kind.INTEGER || k == Kind.DECIMAL);
    return name == null || depth < 0 ? StatementTree.of("12") : StatementTree.of(name.text());
  }

  /** A DATE or DATETIME. */
  StatementTree date(List<Name> scope, int depth) {
    if (depth <= 0 || chance(3) == 0) {
      Name name = name(scope, k -> k == Kind.DATE || k == Kind.DATETIME);
      return name != null && chance(4) > 0
          ? StatementTree.of(name.text())
          : StatementTree.of(
              pick("DATE'2024-02-29'", "DATE'1999-06-15'", "TIMESTAMP'2024-01-01 23:59:59'"));
    }
    StatementTree a = date(scope, depth - 1);
    return switch (chance(7)) {
      case 0, 1 ->
          StatementTree.of(
                  "(",
                  a,
                  pick(" + ", " - "),
                  "INTERVAL ",
                  pick("1", "2", "13"),
                  " ",
                  pick("DAY", "MONTH", "YEAR", "HOUR", "WEEK", "QUARTER", "SECOND"),
                  ")")
              .or(a);
      case 2 -> call(pick("DATE", "LAST_DAY"), a).or(a);
      case 3 -> call(pick("IFNULL", "COALESCE"), a, date(scope, depth - 1)).or(a);
      case 4 -> StatementTree.of("CAST(", a, " AS ", pick("DATE", "DATETIME"), ")").or(a);
      case 5 ->
          StatementTree.of(
                  "CASE WHEN ",
                  condition(scope, depth - 1),
                  " THEN ",
                  a,
                  " ELSE ",
                  date(scope, 0),
                  " END")
              .or(a);
      default -> call(pick("GREATEST", "LEAST"), a, date(scope, 0)).or(a);
    };
  }

  /** A condition. */
  StatementTree condition(List<Name> scope, int depth) {
    if (depth <= 0) {
      return comparison(scope, 0);
    }
    StatementTree a = condition(scope, depth - 1);
    return switch (chance(16)) {
      case 0, 1 -> {
        StatementTree b = condition(scope, depth - 1);
        yield StatementTree.of("(", a, " AND ", b, ")").or(a, b);
      }
      case 2, 3 -> {
        StatementTree b = condition(scope, depth - 1);
        yield StatementTree.of("(", a, " OR ", b, ")").or(a, b);
      }
      case 4 -> StatementTree.of("(NOT ", a, ")").or(a);
      case 5 ->
          StatementTree.of(
                  "((", a, ") IS ", pick("TRUE", "NOT TRUE", "FALSE", "UNKNOWN", "NOT NULL"), ")")
              .or(a);
      case 6 ->
          StatementTree.of(
                  pick("", "NOT "), "EXISTS ", subqueries.column(Kind.INTEGER, scope, false))
              .or(a);
      case 7, 8 -> {
        boolean numbers = random.nextBoolean();
        StatementTree left = numbers ? number(scope, depth - 1) : text(scope, depth - 1);
        yield StatementTree.of(
                "(",
                left,
                pick(
                    " IN ",
                    " NOT IN ",
                    " IN ",
                    " NOT IN ",
                    " = ANY ",
                    " <> ALL ",
                    " > ANY ",
                    " <= ALL "),
                subqueries.column(numbers ? Kind.INTEGER : Kind.TEXT, scope, false),
                ")")
            .or(a);
      }
      default -> comparison(scope, depth);
    };
  }

  private StatementTree comparison(List<Name> scope, int depth) {
    int kind = chance(strict ? 9 : 10);
    StatementTree a;
    StatementTree b;
    if (kind < 4) {
      a = number(scope, depth - 1);
      b = number(scope, depth - 1);
    } else if (kind < 7) {
      a = text(scope, depth - 1);
      b = text(scope, depth - 1);
    } else if (kind < 9) {
      a = date(scope, depth - 1);
      b = date(scope, depth - 1);
    } else {
      // MySQL stores a text into a BIT before it looks for it in an index.
      Name name = name(scope, k -> k != Kind.JSON && k != Kind.BIT);
      a = name == null ? number(scope, 0) : StatementTree.of(name.text());
      boolean date = name != null && (name.kind() == Kind.DATE || name.kind() == Kind.DATETIME);
      if (name != null && name.kind() == Kind.TIME) {
        return StatementTree.of(
            "(",
            a,
            pick(" = ", " <> ", " < ", " >= "),
            pick("'00:00:00'", "'23:59'", "10000"),
            ")");
      }
      if (date) {
        return StatementTree.of(
            "(",
            a,
            pick(" = ", " <> ", " < ", " >= ", " <=> "),
            pick("'2024-02-29'", "20240229", "'1999-06-15 00:00:00'", "NULL", "'12'", "'x'"),
            ")");
      }
      b =
          StatementTree.of(
              pick(
                  "1", "'a'", "'12'", "0", "1.5", "'2024-02-29'", "20240229", "'x'", "''", "NULL"));
    }
    StatementTree one = StatementTree.of("1");
    return switch (chance(12)) {
      case 0 -> StatementTree.of("(", a, pick(" IS NULL", " IS NOT NULL"), ")").or(one);
      case 1 -> {
        StatementTree c = kind < 4 ? number(scope, 0) : b;
        yield StatementTree.of("(", a, pick(" BETWEEN ", " NOT BETWEEN "), b, " AND ", c, ")")
            .or(one);
      }
      case 2, 3 -> {
        List<StatementTree> list = new ArrayList<>(List.of(b));
        for (int i = 1 + chance(3); i > 0; i--) {
          // One subquery alone in parentheses would be IN (SELECT …).
          list.add(kind < 4 ? number(scope, 0) : kind < 7 ? text(scope, 0) : b);
        }
        yield StatementTree.of(
                "(", a, pick(" IN (", " NOT IN ("), StatementTree.joined(", ", list), "))")
            .or(one);
      }
      case 4 ->
          kind >= 4 && kind < 7
              ? StatementTree.of(
                      "(",
                      a,
                      pick(" LIKE ", " NOT LIKE "),
                      pick("'a%'", "'%b'", "'_b%'", "'%'", "'x\\\\_y'"),
                      ")")
                  .or(one)
              : StatementTree.of("(", a, " <=> ", b, ")").or(one);
      case 5 -> StatementTree.of("(", a, " <=> ", b, ")").or(one);
      default ->
          StatementTree.of("(", a, pick(" = ", " = ", " <> ", " < ", " <= ", " > ", " >= "), b, ")")
              .or(one);
    };
  }
}
