package io.braid.protocol.packet;

/**
 * The description of one result column or parameter.
 *
 * @param schema database of the table, or empty
 * @param table table name or alias, or empty
 * @param originalTable table name, or empty
 * @param name column name or alias as the client sees it
 * @param originalName column name, or empty
 * @param collationId id of the collation, 63 for binary and for every type that is not text
 * @param lengthBytes display length in bytes, 32 bits unsigned
 * @param type type byte
 * @param flags bits of {@link ColumnFlag}
 * @param decimals fraction digits; 31 (0x1f) where MySQL leaves them open
 */
public record ResultColumn(
    String schema,
    String table,
    String originalTable,
    String name,
    String originalName,
    int collationId,
    long lengthBytes,
    WireType type,
    int flags,
    int decimals) {
  /** Collation id of binary strings and of all types that are not text. */
  public static final int BINARY_COLLATION_ID = 63;

  public ResultColumn {
    if (collationId < 0 || collationId > 0xFFFF) {
      throw new IllegalArgumentException("collation id " + collationId);
    }
    if (lengthBytes < 0 || lengthBytes > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("length " + lengthBytes);
    }
    if (flags < 0 || flags > 0xFFFF || decimals < 0 || decimals > 0xFF) {
      throw new IllegalArgumentException("flags " + flags + ", decimals " + decimals);
    }
  }

  /** A column that belongs to no table. */
  public static ResultColumn ofExpression(
      String name, int collationId, long lengthBytes, WireType type, int flags, int decimals) {
    return new ResultColumn("", "", "", name, "", collationId, lengthBytes, type, flags, decimals);
  }

  /** Whether the flag word has all bits of {@code mask}. */
  public boolean has(int mask) {
    return (flags & mask) == mask;
  }
}
