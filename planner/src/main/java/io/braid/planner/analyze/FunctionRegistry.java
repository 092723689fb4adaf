package io.braid.planner.analyze;

import io.braid.planner.analyze.FunctionSignature.Argument;
import io.braid.planner.analyze.FunctionSignature.Nullability;
import io.braid.planner.analyze.FunctionSignature.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The native functions by name. Beside them plans use these operators as names of {@code
 * Scalar.Call}; their arguments arrive in equal families (integers may differ in sign):
 *
 * <ul>
 *   <li>{@code + - * / div % neg}: INTEGER, DECIMAL or DOUBLE operands;
 *   <li>{@code & | ^ ~ << >>}: BIGINT UNSIGNED, or binary strings of one length;
 *   <li>{@code = <=> <> < <= > >=}: two operands of one family, strings of one collation;
 *   <li>{@code and or xor not}: truth values; {@code and} and {@code or} take two or more;
 *   <li>{@code is null, is not null, is true, is not true, is false, is not false}: one operand;
 *   <li>{@code in}: a value, then the items, all of one family;
 *   <li>{@code like}: value, pattern, and an escape string of one character or none; {@code
 *       regexp}: value, pattern;
 *   <li>{@code case}: condition, result, condition, result, …, and the ELSE last if there is one;
 *   <li>{@code date_add, date_sub}: base, amount, unit as a constant string in lower case; {@code
 *       extract}: unit, value; {@code timestampdiff}: unit, from, to;
 *   <li>{@code system_variable}: name, then 1 for GLOBAL;
 *   <li>{@code row} never: comparisons of rows are taken apart.
 * </ul>
 */
public final class FunctionRegistry {
  private static final FunctionRegistry STANDARD = build();

  private final Map<String, FunctionSignature> functions;
  private final Map<String, AggregateSignature> aggregates;

  private FunctionRegistry(
      Map<String, FunctionSignature> functions, Map<String, AggregateSignature> aggregates) {
    this.functions = Map.copyOf(functions);
    this.aggregates = Map.copyOf(aggregates);
  }

  /** All functions of Braid. */
  public static FunctionRegistry standard() {
    return STANDARD;
  }

  private static FunctionRegistry build() {
    Builder builder = new Builder();
    StringFunctions.register(builder);
    NumericFunctions.register(builder);
    TemporalFunctions.register(builder);
    JsonFunctions.register(builder);
    ControlFunctions.register(builder);
    Map<String, AggregateSignature> aggregates = new HashMap<>();
    AggregateFunctions.all().forEach(a -> aggregates.put(a.name(), a));
    return new FunctionRegistry(builder.functions, aggregates);
  }

  /** A scalar function by its name or a synonym of it, in lower case. */
  public Optional<FunctionSignature> function(String name) {
    return Optional.ofNullable(functions.get(canonicalName(name)));
  }

  private static String canonicalName(String name) {
    return switch (name) {
      case "lcase" -> "lower";
      case "ucase" -> "upper";
      case "character_length" -> "char_length";
      case "octet_length" -> "length";
      case "substring", "mid" -> "substr";
      case "ceil" -> "ceiling";
      case "power" -> "pow";
      case "sha" -> "sha1";
      case "schema" -> "database";
      case "session_user", "system_user" -> "user";
      case "current_timestamp", "localtime", "localtimestamp" -> "now";
      case "current_date" -> "curdate";
      case "current_time" -> "curtime";
      case "position" -> "locate";
      case "dayofmonth" -> "day";
      default -> name;
    };
  }

  /** An aggregate or window function by its name in lower case. */
  public Optional<AggregateSignature> aggregate(String name) {
    return Optional.ofNullable(aggregates.get(name));
  }

  /** The names of all scalar functions, sorted. */
  public SortedSet<String> functionNames() {
    return new TreeSet<>(functions.keySet());
  }

  /** The names of all aggregate and window functions, sorted. */
  public SortedSet<String> aggregateNames() {
    return new TreeSet<>(aggregates.keySet());
  }

  /** Collects signatures. */
  static final class Builder {
    /** Any number of arguments. */
    static final int MANY = -1;

    private final Map<String, FunctionSignature> functions = new HashMap<>();

    void add(String name, int min, int max, Result result, Argument... arguments) {
      put(name, min, max, result, Nullability.IF_ANY_ARGUMENT, true, arguments);
    }

    /** A function whose result may be NULL for any arguments. */
    void addNullable(String name, int min, int max, Result result, Argument... arguments) {
      put(name, min, max, result, Nullability.ALWAYS, true, arguments);
    }

    void addNotNull(String name, int min, int max, Result result, Argument... arguments) {
      put(name, min, max, result, Nullability.NEVER, true, arguments);
    }

    /** A function with effects or of a result that changes from call to call. */
    void addVolatile(
        String name,
        int min,
        int max,
        Result result,
        Nullability nullability,
        Argument... arguments) {
      put(name, min, max, result, nullability, false, arguments);
    }

    void put(
        String name,
        int min,
        int max,
        Result result,
        Nullability nullability,
        boolean deterministic,
        Argument... arguments) {
      List<Argument> list = arguments.length == 0 ? List.of(Argument.ANY) : List.of(arguments);
      FunctionSignature signature =
          new FunctionSignature(name, min, max, list, result, nullability, deterministic);
      if (functions.put(name, signature) != null) {
        throw new IllegalStateException("registered twice: " + name);
      }
    }
  }
}
