package io.braid.storage.node.mvcc;

import io.braid.common.InvariantViolation;
import io.braid.storage.StoredVersion;
import io.braid.storage.VersionPointer;
import org.jspecify.annotations.Nullable;

/**
 * What a large transaction has last done to a key: a value of column family {@code staged_keys}.
 *
 * <pre>
 * 0   1   u8       format version, 1
 * 1   8   u64 BE   transaction id
 * 9       varint   sequence of its first record of the key
 * …       varint   sequence of its last record of the key that was not rolled back
 * and, unless it ends here, what the last record leaves, so that reads need not look it up:
 * …   1   u8       1 if the key has a value, 0 if it was removed
 * …       varint   schema version of a row image, 0 for index entries
 * …       rest     the value
 * </pre>
 *
 * @param inline null when only the record has the value
 */
record StagedKey(long transactionId, int first, int last, @Nullable Inline inline) {
  /** Longer values are left to the record. */
  static final int INLINE_BYTES_MAX = 64;

  private static final int FORMAT_VERSION = 1;
  private static final int REMOVED = 0;
  private static final int PRESENT = 1;

  /**
   * What the last record leaves.
   *
   * @param value null when the key was removed
   */
  record Inline(int schemaVersion, byte @Nullable [] value) {}

  /** One whose value only the record has. */
  StagedKey(long transactionId, int first, int last) {
    this(transactionId, first, last, null);
  }

  /**
   * Replaces what is in {@code out} by the bytes of a staged key.
   *
   * @param value what the last record leaves; null for a removal
   */
  static void write(
      ByteWriter out,
      long transactionId,
      int first,
      int last,
      int schemaVersion,
      byte @Nullable [] value) {
    out.clear();
    writeHead(out, transactionId, first, last);
    if (value == null) {
      out.putByte(REMOVED).putVarint(schemaVersion);
    } else if (value.length <= INLINE_BYTES_MAX) {
      out.putByte(PRESENT).putVarint(schemaVersion).putBytes(value);
    }
  }

  private static void writeHead(ByteWriter out, long transactionId, int first, int last) {
    out.putByte(FORMAT_VERSION).putLong(transactionId).putVarint(first).putVarint(last);
  }

  /** Its bytes without the value. */
  byte[] encode() {
    ByteWriter out = new ByteWriter(20);
    writeHead(out, transactionId, first, last);
    return out.toArray();
  }

  static StagedKey read(byte[] value) {
    return read(value, value.length);
  }

  /** Reads the first {@code length} bytes of an array. */
  static StagedKey read(byte[] bytes, int length) {
    ByteReader in = new ByteReader(bytes, 0, length);
    int version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw new InvariantViolation("a staged key in format " + version);
    }
    long transactionId = in.readLong();
    int first = in.readVarintInt();
    int last = in.readVarintInt();
    if (in.remaining() == 0) {
      return new StagedKey(transactionId, first, last);
    }
    boolean present = in.readByte() == PRESENT;
    int schemaVersion = in.readVarintInt();
    byte @Nullable [] value = present ? in.readBytes(in.remaining()) : null;
    return new StagedKey(transactionId, first, last, new Inline(schemaVersion, value));
  }

  /** The transaction alone; cheap. */
  static long transactionId(byte[] bytes) {
    return (long) ByteReader.LONG.get(bytes, 1);
  }

  /** The version that the key's last record has made. */
  <E extends Exception> StoredVersion version(
      VersionPointer pointer, StagedReads.StagedRecords<E> records) throws E {
    Inline there = inline;
    if (there != null) {
      return new StoredVersion(pointer, there.schemaVersion(), there.value());
    }
    ChangeRecordCodec.StagedRecord record = records.read(transactionId, last);
    return new StoredVersion(pointer, record.schemaVersion(), record.after());
  }
}
