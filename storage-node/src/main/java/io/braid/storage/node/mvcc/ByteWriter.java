package io.braid.storage.node.mvcc;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte array with the number formats of this package. Big-endian unless said. */
final class ByteWriter {
  private byte[] bytes;
  private int length;

  ByteWriter(int capacity) {
    bytes = new byte[Math.max(16, capacity)];
  }

  int length() {
    return length;
  }

  /** The bytes written so far, copied. */
  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** The backing array, of which {@link #length} bytes count. */
  byte[] array() {
    return bytes;
  }

  void clear() {
    length = 0;
  }

  @CanIgnoreReturnValue
  ByteWriter putByte(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
    return this;
  }

  @CanIgnoreReturnValue
  ByteWriter putInt(int value) {
    ensure(4);
    ByteReader.INT.set(bytes, length, value);
    length += 4;
    return this;
  }

  @CanIgnoreReturnValue
  ByteWriter putLong(long value) {
    ensure(8);
    ByteReader.LONG.set(bytes, length, value);
    length += 8;
    return this;
  }

  /** Base-128, least significant group first, as RocksDB's and protobuf's varint. */
  @CanIgnoreReturnValue
  ByteWriter putVarint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  @CanIgnoreReturnValue
  ByteWriter putBytes(byte[] source, int offset, int count) {
    ensure(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
    return this;
  }

  @CanIgnoreReturnValue
  ByteWriter putBytes(byte[] source) {
    return putBytes(source, 0, source.length);
  }

  /** A varint length and the bytes. */
  @CanIgnoreReturnValue
  ByteWriter putSized(byte[] source) {
    return putVarint(source.length).putBytes(source);
  }

  @CanIgnoreReturnValue
  ByteWriter putText(String text) {
    return putSized(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Overwrites four bytes written before. */
  void setInt(int at, int value) {
    ByteReader.INT.set(bytes, at, value);
  }

  static int varintBytes(long value) {
    return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
  }

  private void ensure(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, bytes.length * 2L)));
    }
  }
}
