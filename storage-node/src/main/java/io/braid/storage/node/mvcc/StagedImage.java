package io.braid.storage.node.mvcc;

import org.jspecify.annotations.Nullable;

/**
 * What a staged change leaves of its key. A mutable view of bytes that belong to another, so that
 * folding parses without allocating.
 */
final class StagedImage {
  private static final byte[] NO_BYTES = {};

  int schemaVersion;
  byte[] bytes = NO_BYTES;
  int offset;

  /** Of the image or row key; negative for a removal. */
  int length;

  /** Takes what a staged record in the first {@code recordLength} bytes of an array leaves. */
  void parse(byte[] record, int recordLength) {
    ChangeRecordCodec.readStagedImage(record, recordLength, this);
  }

  /** Takes what stands beside the key. */
  void set(StagedKey.Inline inline) {
    byte @Nullable [] value = inline.value();
    set(
        inline.schemaVersion(),
        value == null ? NO_BYTES : value,
        0,
        value == null ? -1 : value.length);
  }

  void set(int newSchemaVersion, byte[] newBytes, int newOffset, int newLength) {
    schemaVersion = newSchemaVersion;
    bytes = newBytes;
    offset = newOffset;
    length = newLength;
  }

  boolean removed() {
    return length < 0;
  }
}
