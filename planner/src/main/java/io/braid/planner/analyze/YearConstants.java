package io.braid.planner.analyze;

import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType.Family;
import io.braid.common.value.SqlValue;
import io.braid.common.value.YearConversion;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalInt;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/**
 * Constants beside a YEAR column: MySQL compares with the year that the column would take from
 * them, where it would take one.
 *
 * @see YearConversion
 */
final class YearConstants {
  /** The function that converts a constant expression when it is evaluated. */
  private static final String FUNCTION = "year_constant";

  private static final int YEAR_DIGITS = 4;

  private final RexFactory rex;

  YearConstants(RexFactory rex) {
    this.rex = rex;
  }

  /** A value as it is compared with another that may be a YEAR column. */
  Operand beside(Operand value, Operand other) {
    boolean column =
        other.family() == Family.YEAR
            && (other.rex() instanceof RexInputRef
                || other.rex() instanceof RexCall call && call.op instanceof ScalarOperator.Outer);
    if (!column || !isConstant(value)) {
      return value;
    }
    return value.isConstant() ? literal(value) : expression(value);
  }

  /** Whether it has one value in a statement that is known before any row. */
  static boolean isConstant(Operand operand) {
    return isConstant(operand.rex());
  }

  private static boolean isConstant(RexNode node) {
    if (!(node instanceof RexCall call) || !call.op.isDeterministic()) {
      return false;
    }
    boolean reads =
        call.op instanceof ScalarOperator.Outer
            || call.op instanceof ScalarOperator.Subquery
            || call.op instanceof ScalarOperator.Placeholder;
    return !reads && call.operands.stream().allMatch(YearConstants::isConstant);
  }

  private Operand literal(Operand constant) {
    if (constant.rex() instanceof RexCall call
        && call.op instanceof ScalarOperator.Constant number
        && number.isWithin(YearConversion.FIRST, YearConversion.LAST)) {
      return constant;
    }
    OptionalInt year =
        switch (constant.constant().orElseThrow()) {
          case SqlValue.IntegerValue(long bits, boolean unsigned) ->
              unsigned && bits < 0
                  ? OptionalInt.empty()
                  : YearConversion.of(BigDecimal.valueOf(bits));
          case SqlValue.DecimalValue d -> YearConversion.of(d.value());
          case SqlValue.DoubleValue d -> YearConversion.of(BigDecimal.valueOf(d.value()));
          case SqlValue.StringValue s ->
              s.collation() == Collation.BINARY
                  ? OptionalInt.empty()
                  : YearConversion.ofText(s.bytes());
          case SqlValue.TemporalValue t -> YearConversion.of(t.kind(), t.packed());
          case SqlValue.SqlNull n -> OptionalInt.empty();
          case SqlValue.JsonValue j -> OptionalInt.empty();
        };
    return year.isEmpty() ? constant : Operand.of(rex.integer(year.getAsInt()));
  }

  private Operand expression(Operand constant) {
    ColumnType type = constant.type();
    return switch (type.family()) {
      case INTEGER ->
          call(
              constant,
              TypeRules.integer(Math.max(5, TypeRules.displayWidth(type)), type.unsigned()));
      case DECIMAL ->
          call(
              constant,
              TypeRules.decimal(
                  Math.max(YEAR_DIGITS, TypeRules.integerDigits(type)),
                  type.decimals(),
                  type.unsigned()));
      case FLOATING -> call(constant, TypeRules.DOUBLE);
      case STRING ->
          type.collation() == Collation.BINARY
              ? constant
              : call(
                  constant,
                  TypeRules.string(
                      Math.max(YEAR_DIGITS, TypeRules.characters(type)), type.collation()));
      case DATE, DATETIME -> call(constant, TypeRules.BIGINT);
      case NULL, TIME, YEAR, BIT, ENUM, SET, JSON, GEOMETRY -> constant;
    };
  }

  private Operand call(Operand constant, ColumnType type) {
    return new Operand(
        rex.call(FUNCTION, type, constant.nullable(), List.of(constant.rex())),
        constant.coercibility(),
        constant.asciiOnly());
  }
}
