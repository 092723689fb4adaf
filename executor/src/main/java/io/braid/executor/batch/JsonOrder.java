package io.braid.executor.batch;

import io.braid.common.MySqlException;

/** The order and text of JSON values. */
public final class JsonOrder {
  private JsonOrder() {}

  static int compare(Vector left, int leftRow, Vector right, int rightRow) {
    throw MySqlException.notSupported("comparison of JSON values");
  }

  /** The text of a binary JSON value. */
  public static String text(byte[] binary) {
    throw MySqlException.notSupported("JSON values");
  }
}
