package io.braid.planner.parse;

import io.braid.planner.tree.CastType;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Literal;
import io.braid.planner.tree.SourceText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Names that MySQL unites: each synonym becomes the name under which MySQL prints the function in
 * views and default expressions.
 */
final class FunctionNames {
  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("character_length", "char_length"),
          Map.entry("atan2", "atan"),
          Map.entry("ceil", "ceiling"),
          Map.entry("current_date", "curdate"),
          Map.entry("current_time", "curtime"),
          Map.entry("current_timestamp", "now"),
          Map.entry("localtime", "now"),
          Map.entry("localtimestamp", "now"),
          Map.entry("day", "dayofmonth"),
          Map.entry("lcase", "lower"),
          Map.entry("ucase", "upper"),
          Map.entry("mid", "substr"),
          Map.entry("substring", "substr"),
          Map.entry("octet_length", "length"),
          Map.entry("power", "pow"),
          Map.entry("schema", "database"),
          Map.entry("session_user", "user"),
          Map.entry("system_user", "user"),
          Map.entry("stddev", "std"),
          Map.entry("stddev_pop", "std"),
          Map.entry("var_pop", "variance"));

  private FunctionNames() {}

  /** The name that MySQL prints; {@code name} is in lower case. */
  static String canonical(String name) {
    return SYNONYMS.getOrDefault(name, name);
  }

  /** A call by name; the few functions that are casts in MySQL become casts. */
  static Expression call(String name, List<Expression> arguments, SourceText source) {
    if (arguments.size() == 1) {
      Expression argument = arguments.getFirst();
      switch (name) {
        case "date" -> {
          return FunctionParser.cast(argument, CastType.Name.DATE, OptionalLong.empty());
        }
        case "time" -> {
          return FunctionParser.cast(
              argument, CastType.Name.TIME, OptionalLong.of(CastType.OF_ARGUMENT));
        }
        case "timestamp" -> {
          return FunctionParser.cast(
              argument, CastType.Name.DATETIME, OptionalLong.of(CastType.OF_ARGUMENT));
        }
        case "isnull" -> {
          return new Expression.IsTest(argument, Expression.IsTest.Truth.NULL, false);
        }
        // MySQL adds the default of a second argument.
        case "round", "week" -> {
          return new Expression.FunctionCall(
              Optional.empty(), name, List.of(argument, new Literal.IntegerLiteral(0)), source);
        }
        case "bin" -> {
          return conversion(argument, 2, source);
        }
        case "oct" -> {
          return conversion(argument, 8, source);
        }
        default -> {}
      }
    }
    if (arguments.size() == 2 && name.equals("instr")) {
      return new Expression.FunctionCall(
          Optional.empty(), "locate", List.of(arguments.get(1), arguments.get(0)), source);
    }
    return new Expression.FunctionCall(Optional.empty(), canonical(name), arguments, source);
  }

  private static Expression conversion(Expression argument, int base, SourceText source) {
    return new Expression.FunctionCall(
        Optional.empty(),
        "conv",
        List.of(argument, new Literal.IntegerLiteral(10), new Literal.IntegerLiteral(base)),
        source);
  }
}
