package io.braid.planner.analyze;

import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.planner.tree.Literal;
import org.jspecify.annotations.Nullable;

/**
 * Which literals a plan serves in the place of one of its parameters; their kind is part of the
 * plan's key.
 *
 * @param value the only literal, or null
 * @param type the only type, or null
 * @param low least value of an integer
 * @param high greatest value of an integer
 */
public record LiteralGuard(
    @Nullable Literal value, @Nullable ColumnType type, long low, long high, Collation connection) {

  /** Whether the plan serves a literal. */
  public boolean admits(Literal literal) {
    if (value != null && !value.equals(literal)) {
      return false;
    }
    if (literal instanceof Literal.IntegerLiteral(long number) && (number < low || number > high)) {
      return false;
    }
    return type == null || type.equals(Literals.analyze(literal, connection).type());
  }

  /** Whether the plan is for one value only. */
  public boolean isOneValue() {
    return value != null;
  }
}
