package io.braid.storage.node.mvcc;

import io.braid.common.InvariantViolation;

/**
 * Builds the payload of a log entry: a head of our own and the records of a serialized RocksDB
 * {@code WriteBatch}, which appliers concatenate without parsing (measured at 0.39 µs a put against
 * 0.6 µs through the API).
 *
 * <pre>
 * offset  length  type      meaning
 * 0       1       u8        format version, 1
 * 1       1       u8        kind: 0 data, 1 safe point (the timestamp is the new safe point)
 * 2       8       u64 BE    commit timestamp; 0 for housekeeping
 * 10      4       u32 BE    number of records
 * 14      rest              records of a WriteBatch: tag, varint family, varint length and key,
 *                           for puts and merges varint length and value
 * </pre>
 */
final class EntryWriter {
  static final int FORMAT_VERSION = 1;
  static final int HEAD_BYTES = 14;
  static final int KIND_DATA = 0;
  static final int KIND_SAFE_POINT = 1;

  // Record tags of RocksDB's WriteBatch, db/dbformat.h.
  static final int PUT = 0x5;
  static final int DELETE = 0x4;
  static final int MERGE = 0x6;
  static final int DELETE_RANGE = 0xE;

  private final ByteWriter out;
  private int records;

  EntryWriter(int kind, long timestamp, int capacity) {
    out = new ByteWriter(capacity);
    out.putByte(FORMAT_VERSION).putByte(kind).putLong(timestamp).putInt(0);
  }

  void put(Column column, byte[] key, byte[] value) {
    out.putByte(PUT).putVarint(column.id()).putSized(key).putSized(value);
    records++;
  }

  void put(Column column, byte[] key, ByteWriter value) {
    out.putByte(PUT).putVarint(column.id()).putSized(key).putVarint(value.length());
    out.putBytes(value.array(), 0, value.length());
    records++;
  }

  /** Puts a version: a header and, unless it is a tombstone, an image. */
  void putVersion(
      byte[] key, boolean tombstone, long commitTs, int sequence, int schemaVersion, byte[] image) {
    putVersion(key, tombstone, commitTs, sequence, schemaVersion, image, 0, image.length);
  }

  private void putVersion(
      byte[] key,
      boolean tombstone,
      long commitTs,
      int sequence,
      int schemaVersion,
      byte[] bytes,
      int offset,
      int length) {
    out.putByte(PUT).putVarint(Column.CURRENT.id()).putSized(key);
    out.putVarint(VersionHeader.bytes(sequence, schemaVersion) + (long) length);
    VersionHeader.write(out, tombstone, commitTs, sequence, schemaVersion);
    out.putBytes(bytes, offset, length);
    records++;
  }

  /** Puts the version that a staged change has made. */
  void putVersion(byte[] key, long commitTs, int sequence, StagedImage image) {
    putVersion(
        key,
        image.removed(),
        commitTs,
        sequence,
        image.schemaVersion,
        image.bytes,
        image.offset,
        Math.max(0, image.length));
  }

  void merge(Column column, byte[] key, byte[] value) {
    out.putByte(MERGE).putVarint(column.id()).putSized(key).putSized(value);
    records++;
  }

  void delete(Column column, byte[] key) {
    out.putByte(DELETE).putVarint(column.id()).putSized(key);
    records++;
  }

  void deleteRange(Column column, byte[] start, byte[] end) {
    out.putByte(DELETE_RANGE).putVarint(column.id()).putSized(start).putSized(end);
    records++;
  }

  int length() {
    return out.length();
  }

  /** The finished payload. */
  byte[] finish() {
    out.setInt(HEAD_BYTES - 4, records);
    return out.toArray();
  }

  /** Refuses a payload of another format. */
  static void check(byte[] payload) {
    if (payload.length < HEAD_BYTES || payload[0] != FORMAT_VERSION) {
      throw new InvariantViolation(
          "a log entry of " + payload.length + " bytes in an unknown format");
    }
  }

  static int kind(byte[] payload) {
    return payload[1];
  }

  static long timestamp(byte[] payload) {
    return (long) ByteReader.LONG.get(payload, 2);
  }

  static int records(byte[] payload) {
    return (int) ByteReader.INT.get(payload, HEAD_BYTES - 4);
  }
}
