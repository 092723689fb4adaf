package io.braid.executor.expression;

import io.braid.common.MySqlException;
import io.braid.common.type.ColumnType;

/** Conversions to DATE, TIME and DATETIME. */
final class TemporalCasts {
  private TemporalCasts() {}

  static RowFunction function(ColumnType from, ColumnType to) {
    if (from.family() == to.family()) {
      return (in, out) -> out.setLong(in.raw(0));
    }
    throw MySqlException.notSupported("conversion of " + from.type() + " to " + to.type());
  }

  static void setText(Result out, String text, ExpressionContext context) {
    throw MySqlException.notSupported("conversion of strings to " + out.type().type());
  }
}
