package io.braid.planner.analyze;

import static io.braid.planner.analyze.FunctionSignature.Argument.ANY;
import static io.braid.planner.analyze.FunctionSignature.Argument.DOUBLE;
import static io.braid.planner.analyze.FunctionSignature.Argument.INTEGER;
import static io.braid.planner.analyze.FunctionSignature.Argument.NUMBER;
import static io.braid.planner.analyze.FunctionSignature.Argument.OWN_TEXT;

import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.planner.analyze.FunctionRegistry.Builder;
import io.braid.planner.analyze.FunctionSignature.Arguments;
import io.braid.planner.analyze.FunctionSignature.Nullability;
import io.braid.planner.analyze.FunctionSignature.Result;

/**
 * Mathematical functions.
 *
 * @see "MySQL 9.7 Reference Manual, Mathematical Functions"
 */
final class NumericFunctions {
  private NumericFunctions() {}

  static void register(Builder b) {
    Result real = a -> TypeRules.DOUBLE;
    b.add("abs", 1, 1, a -> a.type(0), NUMBER);
    b.add("ceiling", 1, 1, NumericFunctions::whole, NUMBER);
    b.add("floor", 1, 1, NumericFunctions::whole, NUMBER);
    // Rounding may carry into one digit more.
    b.add("round", 1, 2, a -> rounded(a, 1), NUMBER, INTEGER);
    b.add("truncate", 2, 2, a -> rounded(a, 0), NUMBER, INTEGER);
    b.add("sign", 1, 1, a -> TypeRules.BIGINT, NUMBER);
    b.addNullable("mod", 2, 2, a -> a.type(0), NUMBER);
    b.addNullable("pow", 2, 2, real, DOUBLE);
    b.addNullable("sqrt", 1, 1, real, DOUBLE);
    b.addNullable("exp", 1, 1, real, DOUBLE);
    b.addNullable("ln", 1, 1, real, DOUBLE);
    b.addNullable("log", 1, 2, real, DOUBLE);
    b.addNullable("log2", 1, 1, real, DOUBLE);
    b.addNullable("log10", 1, 1, real, DOUBLE);
    b.add("sin", 1, 1, real, DOUBLE);
    b.add("cos", 1, 1, real, DOUBLE);
    b.add("tan", 1, 1, real, DOUBLE);
    b.add("cot", 1, 1, real, DOUBLE);
    b.addNullable("asin", 1, 1, real, DOUBLE);
    b.addNullable("acos", 1, 1, real, DOUBLE);
    b.add("atan", 1, 2, real, DOUBLE);
    b.add("atan2", 2, 2, real, DOUBLE);
    b.add("radians", 1, 1, real, DOUBLE);
    b.add("degrees", 1, 1, real, DOUBLE);
    b.addNotNull("pi", 0, 0, a -> TypeRules.floating(8, 6));
    b.addVolatile("rand", 0, 1, real, Nullability.NEVER, INTEGER);
    b.add("crc32", 1, 1, a -> TypeRules.integer(10, true), OWN_TEXT);
    b.add("bit_count", 1, 1, a -> TypeRules.BIGINT, ANY);
    b.addNullable(
        "conv", 3, 3, a -> TypeRules.string(64, a.connection()), OWN_TEXT, INTEGER, INTEGER);
    b.add(
        "format",
        2,
        3,
        a -> TypeRules.string(a.characters(0) + a.characters(0) / 3 + 32, a.connection()),
        NUMBER,
        INTEGER,
        OWN_TEXT);
  }

  private static ColumnType whole(Arguments a) {
    ColumnType type = a.type(0);
    return switch (type.family()) {
      case DECIMAL -> {
        int digits = TypeRules.integerDigits(type) + 1;
        yield digits <= 18
            ? TypeRules.integer(21, type.unsigned())
            : TypeRules.decimal(digits, 0, type.unsigned());
      }
      case FLOATING -> TypeRules.DOUBLE;
      default ->
          type.type() == MySqlType.BIGINT
              ? type
              : TypeRules.integer(TypeRules.displayWidth(type), type.unsigned());
    };
  }

  private static ColumnType rounded(Arguments a, int carried) {
    ColumnType type = a.type(0);
    if (type.family() != MySqlType.Family.DECIMAL) {
      return type.family() == MySqlType.Family.INTEGER
          ? TypeRules.integer(21, type.unsigned())
          : TypeRules.DOUBLE;
    }
    int scale = type.decimals();
    if (a.count() == 1) {
      scale = 0;
    } else if (a.constant(1).isPresent()) {
      scale = (int) Math.max(0, Math.min(30, Math.min(a.constant(1).get(), scale)));
    }
    return TypeRules.decimal(TypeRules.integerDigits(type) + carried, scale, type.unsigned());
  }
}
