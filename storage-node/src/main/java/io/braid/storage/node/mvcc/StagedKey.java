package io.braid.storage.node.mvcc;

import io.braid.common.InvariantViolation;

/**
 * What a large transaction has last done to a key: a value of column family {@code staged_keys}.
 *
 * <pre>
 * 0   1   u8       format version, 1
 * 1   8   u64 BE   transaction id
 * 9       varint   sequence of its first record of the key
 * …       varint   sequence of its last record of the key that was not rolled back
 * </pre>
 */
record StagedKey(long transactionId, int first, int last) {
  private static final int FORMAT_VERSION = 1;

  byte[] encode() {
    return new ByteWriter(20)
        .putByte(FORMAT_VERSION)
        .putLong(transactionId)
        .putVarint(first)
        .putVarint(last)
        .toArray();
  }

  static StagedKey read(byte[] value) {
    ByteReader in = new ByteReader(value);
    int version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw new InvariantViolation("a staged key in format " + version);
    }
    return new StagedKey(in.readLong(), in.readVarintInt(), in.readVarintInt());
  }
}
