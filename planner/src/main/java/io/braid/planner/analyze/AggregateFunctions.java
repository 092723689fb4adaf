package io.braid.planner.analyze;

import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.planner.analyze.AggregateSignature.Conversion;
import java.util.List;

/**
 * Aggregate and window functions.
 *
 * @see "MySQL 9.7 Reference Manual, Aggregate Function Descriptions; Window Function Descriptions"
 */
final class AggregateFunctions {
  /** AVG and the division of SUM keep this many more digits: div_precision_increment. */
  private static final int DIVISION_DIGITS = 4;

  private AggregateFunctions() {}

  static List<AggregateSignature> all() {
    ColumnType bits = TypeRules.BIGINT_UNSIGNED;
    return List.of(
        of("count", 0, -1, Conversion.NONE, false, a -> TypeRules.BIGINT),
        of("sum", 1, 1, Conversion.NUMBER, true, a -> sum(a.getFirst())),
        of("avg", 1, 1, Conversion.NUMBER, true, a -> average(a.getFirst())),
        of("min", 1, 1, Conversion.NONE, true, List::getFirst),
        of("max", 1, 1, Conversion.NONE, true, List::getFirst),
        of("any_value", 1, 1, Conversion.NONE, true, List::getFirst),
        of("bit_and", 1, 1, Conversion.BITS, false, a -> bits(a.getFirst(), bits)),
        of("bit_or", 1, 1, Conversion.BITS, false, a -> bits(a.getFirst(), bits)),
        of("bit_xor", 1, 1, Conversion.BITS, false, a -> bits(a.getFirst(), bits)),
        of("std", 1, 1, Conversion.DOUBLE, true, a -> TypeRules.DOUBLE),
        of("stddev_samp", 1, 1, Conversion.DOUBLE, true, a -> TypeRules.DOUBLE),
        of("variance", 1, 1, Conversion.DOUBLE, true, a -> TypeRules.DOUBLE),
        of("var_samp", 1, 1, Conversion.DOUBLE, true, a -> TypeRules.DOUBLE),
        of("group_concat", 1, -1, Conversion.TEXT, true, AggregateFunctions::groupConcat),
        of("json_arrayagg", 1, 1, Conversion.NONE, true, a -> TypeRules.JSON),
        of("json_objectagg", 2, 2, Conversion.NONE, true, a -> TypeRules.JSON),
        window("row_number", 0, 0, false, a -> TypeRules.integer(21, true)),
        window("rank", 0, 0, false, a -> TypeRules.integer(21, true)),
        window("dense_rank", 0, 0, false, a -> TypeRules.integer(21, true)),
        window("ntile", 1, 1, true, a -> TypeRules.integer(21, true)),
        window("percent_rank", 0, 0, false, a -> TypeRules.DOUBLE),
        window("cume_dist", 0, 0, false, a -> TypeRules.DOUBLE),
        window("first_value", 1, 1, true, List::getFirst),
        window("last_value", 1, 1, true, List::getFirst),
        window("nth_value", 2, 2, true, List::getFirst),
        window("lag", 1, 3, true, List::getFirst),
        window("lead", 1, 3, true, List::getFirst));
  }

  private static AggregateSignature of(
      String name,
      int min,
      int max,
      Conversion conversion,
      boolean nullable,
      AggregateSignature.Result result) {
    return new AggregateSignature(name, min, max, conversion, false, nullable, result);
  }

  private static AggregateSignature window(
      String name, int min, int max, boolean nullable, AggregateSignature.Result result) {
    return new AggregateSignature(name, min, max, Conversion.NONE, true, nullable, result);
  }

  private static ColumnType bits(ColumnType argument, ColumnType integer) {
    return argument.type().isBinaryString() ? argument : integer;
  }

  private static ColumnType sum(ColumnType argument) {
    return switch (argument.family()) {
      case FLOATING -> TypeRules.DOUBLE;
      default -> {
        int scale = TypeRules.fraction(argument);
        int precision = Math.min(TypeRules.precision(argument) + 22, 65);
        yield ColumnType.decimal(precision, scale, false);
      }
    };
  }

  private static ColumnType average(ColumnType argument) {
    return switch (argument.family()) {
      case FLOATING -> TypeRules.DOUBLE;
      default -> {
        int scale = Math.min(TypeRules.fraction(argument) + DIVISION_DIGITS, 30);
        int precision = Math.min(TypeRules.precision(argument) + DIVISION_DIGITS, 65);
        yield ColumnType.decimal(Math.max(precision, scale), scale, false);
      }
    };
  }

  /** group_concat_max_len bounds the value; the client is told of a long text. */
  private static ColumnType groupConcat(List<ColumnType> arguments) {
    ColumnType first = arguments.getFirst();
    boolean binary = TypeRules.isBinaryCharset(first.collation());
    return ColumnType.string(
        binary ? MySqlType.LONGBLOB : MySqlType.LONGTEXT, 65535, first.collation());
  }
}
