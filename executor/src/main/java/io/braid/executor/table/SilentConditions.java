package io.braid.executor.table;

import io.braid.common.MySqlError;
import io.braid.common.value.StoreConditions;

/** Drops conditions, where a value is known to fit. */
enum SilentConditions implements StoreConditions {
  INSTANCE;

  @Override
  public void note(MySqlError error, String message) {}

  @Override
  public void warning(MySqlError error, String message) {}
}
