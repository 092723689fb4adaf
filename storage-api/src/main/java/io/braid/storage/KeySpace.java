package io.braid.storage;

/**
 * The layout of keys in the column family {@code current}: table id (4 bytes, unsigned,
 * big-endian), index id (2 bytes, unsigned, big-endian), then the memcomparable key columns. A
 * row's key is that of index 1: the primary key, or an 8-byte hidden row id. Table id 0 is the
 * catalog, whose index id is the kind of object.
 */
public final class KeySpace {
  /** Bytes before the key columns. */
  public static final int PREFIX_BYTES = 6;

  /** The longest key, prefix included. */
  public static final int KEY_BYTES_MAX = 8 * 1024;

  /** The index id of rows. */
  public static final int ROW_INDEX = 1;

  /** The table id of catalog objects. */
  public static final long CATALOG_TABLE = 0;

  /** The first table id that user tables get. */
  public static final long FIRST_USER_TABLE = 1_000;

  private KeySpace() {}

  /** Writes the prefix to the first {@link #PREFIX_BYTES} bytes of {@code key}. */
  public static void putPrefix(byte[] key, long tableId, int indexId) {
    key[0] = (byte) (tableId >>> 24);
    key[1] = (byte) (tableId >>> 16);
    key[2] = (byte) (tableId >>> 8);
    key[3] = (byte) tableId;
    key[4] = (byte) (indexId >>> 8);
    key[5] = (byte) indexId;
  }

  /** The prefix alone: the start of an index. */
  public static byte[] prefix(long tableId, int indexId) {
    byte[] key = new byte[PREFIX_BYTES];
    putPrefix(key, tableId, indexId);
    return key;
  }

  /** The table id of a key. */
  public static long tableId(byte[] key) {
    return (key[0] & 0xFFL) << 24 | (key[1] & 0xFFL) << 16 | (key[2] & 0xFFL) << 8 | key[3] & 0xFFL;
  }

  /** The index id of a key. */
  public static int indexId(byte[] key) {
    return (key[4] & 0xFF) << 8 | key[5] & 0xFF;
  }

  /** Whether a key is that of an entry of a secondary index: no row's, and no catalog object's. */
  public static boolean isIndexEntry(byte[] key) {
    return tableId(key) != CATALOG_TABLE && indexId(key) != ROW_INDEX;
  }

  /** All keys of one index. */
  public static KeyRange indexRange(long tableId, int indexId) {
    return new KeyRange(prefix(tableId, indexId), successorOfPrefix(prefix(tableId, indexId)));
  }

  /** All keys of one table. */
  public static KeyRange tableRange(long tableId) {
    byte[] start = {
      (byte) (tableId >>> 24), (byte) (tableId >>> 16), (byte) (tableId >>> 8), (byte) tableId
    };
    return new KeyRange(start, successorOfPrefix(start));
  }

  /**
   * The smallest key above all keys that start with {@code prefix}; an empty array means the end of
   * the key space.
   */
  public static byte[] successorOfPrefix(byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != (byte) 0xFF) {
        byte[] successor = java.util.Arrays.copyOf(prefix, i + 1);
        successor[i]++;
        return successor;
      }
    }
    return new byte[0];
  }
}
