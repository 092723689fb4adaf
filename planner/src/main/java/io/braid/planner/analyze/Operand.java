package io.braid.planner.analyze;

import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import java.util.Optional;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/**
 * An analysed expression with what Calcite does not carry: how strongly it holds its collation, and
 * whether all its characters are ASCII.
 */
record Operand(RexNode rex, Coercibility coercibility, boolean asciiOnly) {

  /** Collation strength by type: strings as columns, all others as numbers. */
  static Operand of(RexNode rex) {
    return switch (MySqlRelType.columnType(rex.getType()).family()) {
      case STRING, ENUM, SET, JSON -> new Operand(rex, Coercibility.IMPLICIT, false);
      case GEOMETRY -> new Operand(rex, Coercibility.IMPLICIT, false);
      case NULL -> new Operand(rex, Coercibility.IGNORABLE, true);
      case INTEGER, DECIMAL, FLOATING, BIT, YEAR, DATE, TIME, DATETIME ->
          new Operand(rex, Coercibility.NUMERIC, true);
    };
  }

  /** A column, which holds its collation as its source did if it is a string. */
  static Operand column(RexNode rex, Derivation derivation) {
    return TypeRules.isString(MySqlRelType.columnType(rex.getType()))
        ? new Operand(rex, derivation.coercibility(), derivation.asciiOnly())
        : of(rex);
  }

  Derivation derivation() {
    return new Derivation(coercibility, asciiOnly);
  }

  ColumnType type() {
    return MySqlRelType.columnType(rex.getType());
  }

  boolean nullable() {
    return rex.getType().isNullable();
  }

  MySqlType.Family family() {
    return type().family();
  }

  boolean isPredicate() {
    return MySqlRelType.of(rex.getType()).isPredicate();
  }

  /** Whether it is the literal NULL or an expression of its type. */
  boolean isNullType() {
    return type().type() == MySqlType.NULL;
  }

  /** Whether it is a constant; unlike {@link #constant} this does not look at its value. */
  boolean isConstant() {
    return rex instanceof RexCall call && call.op instanceof ScalarOperator.Constant;
  }

  /** The literal that it is, if that may become a parameter. */
  Optional<LiteralUses.Use> literal() {
    return rex instanceof RexCall call && call.op instanceof ScalarOperator.Constant constant
        ? constant.use()
        : Optional.empty();
  }

  /** The constant that it is, if it is one; a plan is then for this value only. */
  Optional<SqlValue> constant() {
    return rex instanceof RexCall call && call.op instanceof ScalarOperator.Constant constant
        ? Optional.of(constant.value())
        : Optional.empty();
  }

  /** Its collation; that of numbers is said by the coercibility to count last. */
  Collation collation() {
    ColumnType type = type();
    if (type.type() == MySqlType.JSON) {
      return Collation.UTF8MB4_BIN;
    }
    return type.collation();
  }
}
