package io.braid.frontend.variable;

import io.braid.common.value.SqlValue;

/** A global variable whose value is a fact of the whole cluster, asked for at each read. */
public interface SharedVariable {
  /** The value as SHOW VARIABLES prints it. */
  String value();

  /**
   * SET GLOBAL, on the thread of the session; read-only variables are refused before.
   *
   * @param value converted to the variable's type
   * @throws io.braid.common.MySqlException when the value cannot be taken
   */
  default void change(SqlValue value) {
    throw new IllegalStateException("not to be set, and not refused as read-only");
  }
}
