package io.braid.executor.expression;

import io.braid.common.MySqlException;
import io.braid.common.type.ColumnType;

/** Conversions to JSON. */
final class JsonCasts {
  private JsonCasts() {}

  static RowFunction toJson(ColumnType from) {
    return switch (from.family()) {
      case JSON -> (in, out) -> out.setArgument(in, 0);
      default -> throw MySqlException.notSupported("conversion of " + from.type() + " to JSON");
    };
  }
}
