package io.braid.executor.batch;

import io.braid.common.MySqlException;

/** The order of JSON values. */
public final class JsonOrder {
  private JsonOrder() {}

  static int compare(Vector left, int leftRow, Vector right, int rightRow) {
    throw MySqlException.notSupported("comparison of JSON values");
  }
}
