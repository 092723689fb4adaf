package io.braid.executor.function;

import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import io.braid.executor.batch.Vector;
import io.braid.planner.plan.Scalar;
import java.util.stream.Collectors;

/** The text of an expression in error 1690. */
final class ExpressionText {
  private ExpressionText() {}

  /** The call with the values of its two integer operands where they are not constants. */
  static String of(Scalar.Call call, Vector left, Vector right, int row) {
    return "("
        + operand(call.arguments().get(0), left, row)
        + " "
        + call.function()
        + " "
        + operand(call.arguments().get(1), right, row)
        + ")";
  }

  private static String operand(Scalar scalar, Vector value, int row) {
    return scalar instanceof Scalar.Call || isWrittenCast(scalar)
        ? of(scalar)
        : value.type().unsigned()
            ? Long.toUnsignedString(value.longAt(row))
            : Long.toString(value.longAt(row));
  }

  /** Whether the statement itself casts to a whole number. */
  private static boolean isWrittenCast(Scalar scalar) {
    return scalar instanceof Scalar.Cast cast
        && !cast.implicit()
        && cast.type().family() == MySqlType.Family.INTEGER;
  }

  static String of(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Call call ->
          call.arguments().size() == 2
                  && (call.function().equals("div")
                      || !Character.isLetter(call.function().charAt(0)))
              ? "("
                  + of(call.arguments().get(0))
                  + " "
                  + (call.function().equals("div") ? "DIV" : call.function())
                  + " "
                  + of(call.arguments().get(1))
                  + ")"
              : call.function().equals("neg")
                  ? "-(" + of(call.arguments().get(0)) + ")"
                  : call.function()
                      + "("
                      + call.arguments().stream()
                          .map(ExpressionText::of)
                          .collect(Collectors.joining(","))
                      + ")";
      case Scalar.Cast cast ->
          isWrittenCast(cast)
              ? "cast("
                  + of(cast.argument())
                  + " as "
                  + (cast.type().unsigned() ? "unsigned" : "signed")
                  + ")"
              : of(cast.argument());
      case Scalar.Constant constant -> constant(constant.value());
      case Scalar.Input input -> "column " + (input.column() + 1);
      case Scalar.Outer outer -> "column " + (outer.column() + 1);
      case Scalar.Parameter parameter -> "?";
      case Scalar.UserVariable variable -> "@" + variable.name();
      case Scalar.AssignUserVariable assign -> "@" + assign.name();
      case Scalar.Subquery subquery -> "(select)";
    };
  }

  private static String constant(SqlValue value) {
    return switch (value) {
      case SqlValue.SqlNull n -> "NULL";
      case SqlValue.IntegerValue(long bits, boolean unsigned) ->
          unsigned ? Long.toUnsignedString(bits) : Long.toString(bits);
      case SqlValue.DecimalValue(java.math.BigDecimal decimal) -> decimal.toPlainString();
      case SqlValue.DoubleValue(double number) -> Double.toString(number);
      case SqlValue.StringValue s -> "'…'";
      case SqlValue.TemporalValue t -> "'…'";
      case SqlValue.JsonValue j -> "json";
    };
  }
}
