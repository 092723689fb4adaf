package io.braid.storage.node.mvcc;

import io.braid.common.InvariantViolation;

/**
 * The bytes before the image in a value of column family {@code current}. A mutable view, so that a
 * scan parses without allocating.
 *
 * <pre>
 * offset  length  type      meaning
 * 0       1       u8        format version (high 4 bits, 1), flags (low 4 bits; 1 = tombstone)
 * 1       8       u64 BE    commit timestamp of the version
 * 9       1-5     varint    sequence of the commit's first change record of this key; 0 when there
 *                           was no version before and no record holds one
 * …       1-5     varint    schema version of a row image, 0 for index entries and the catalog
 * …       rest              row image, row key of an index entry or catalog object
 * </pre>
 *
 * @see "PROTOCOL.md, rule 13"
 */
final class VersionHeader {
  static final int FORMAT_VERSION = 1;
  private static final int TOMBSTONE = 1;
  private static final int FIXED_BYTES = 9;

  boolean tombstone;
  long commitTs;
  int sequence;
  int schemaVersion;

  /** Where the image starts, from the start of the array. */
  int valueOffset;

  /** Reads the header of the value in the first {@code length} bytes of {@code bytes}. */
  void parse(byte[] bytes, int length) {
    if (length < FIXED_BYTES + 2) {
      throw new InvariantViolation("a stored version of " + length + " bytes");
    }
    int first = bytes[0];
    if ((first & 0xFF) >>> 4 != FORMAT_VERSION) {
      throw new InvariantViolation("a stored version in format " + ((first & 0xFF) >>> 4));
    }
    tombstone = (first & TOMBSTONE) != 0;
    commitTs = (long) ByteReader.LONG.get(bytes, 1);
    int position = FIXED_BYTES;
    if (bytes[9] >= 0 && bytes[10] >= 0) {
      sequence = bytes[9];
      schemaVersion = bytes[10];
      position = 11;
    } else {
      ByteReader reader = new ByteReader(bytes, position, length - position);
      sequence = reader.readVarintInt();
      schemaVersion = reader.readVarintInt();
      position = reader.position();
    }
    valueOffset = position;
  }

  /** Bytes of a header. */
  static int bytes(int sequence, int schemaVersion) {
    return FIXED_BYTES + ByteWriter.varintBytes(sequence) + ByteWriter.varintBytes(schemaVersion);
  }

  /** Writes a header; the image follows. */
  static void write(
      ByteWriter out, boolean tombstone, long commitTs, int sequence, int schemaVersion) {
    out.putByte(FORMAT_VERSION << 4 | (tombstone ? TOMBSTONE : 0))
        .putLong(commitTs)
        .putVarint(sequence)
        .putVarint(schemaVersion);
  }
}
