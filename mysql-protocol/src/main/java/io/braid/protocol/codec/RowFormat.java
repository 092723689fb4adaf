package io.braid.protocol.codec;

/** How values of a result set are written. */
public enum RowFormat {
  /** As text, for COM_QUERY. */
  TEXT,
  /** In binary form, for prepared statements. */
  BINARY
}
