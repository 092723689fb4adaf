package io.braid.storage.node.mvcc;

import io.braid.common.InvariantViolation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} wrote. Bytes come from RocksDB, whose blocks carry checksums, so a
 * read past the end is a broken format and an {@link InvariantViolation}.
 */
final class ByteReader {
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private int position;

  ByteReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  ByteReader(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + length;
  }

  int position() {
    return position;
  }

  int remaining() {
    return end - position;
  }

  int readByte() {
    need(1);
    return bytes[position++] & 0xFF;
  }

  int readInt() {
    need(4);
    int value = (int) INT.get(bytes, position);
    position += 4;
    return value;
  }

  long readLong() {
    need(8);
    long value = (long) LONG.get(bytes, position);
    position += 8;
    return value;
  }

  long readVarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = readByte();
      value |= (next & 0x7FL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new InvariantViolation("a varint of more than ten bytes at " + position);
  }

  /** A varint that is a length or count within the remaining bytes' reach. */
  int readSize() {
    long size = readVarint();
    if (size < 0 || size > remaining()) {
      throw new InvariantViolation("a length of " + size + " with " + remaining() + " bytes left");
    }
    return (int) size;
  }

  int readVarintInt() {
    long value = readVarint();
    if (value != (int) value) {
      throw new InvariantViolation("a number of 32 bits expected, not " + value);
    }
    return (int) value;
  }

  byte[] readBytes(int count) {
    need(count);
    byte[] copy = Arrays.copyOfRange(bytes, position, position + count);
    position += count;
    return copy;
  }

  byte[] readSized() {
    return readBytes(readSize());
  }

  void skip(int count) {
    need(count);
    position += count;
  }

  String readText() {
    return new String(readSized(), StandardCharsets.UTF_8);
  }

  private void need(int count) {
    if (count > end - position) {
      throw new InvariantViolation(
          "a record ends at " + end + " but goes on by " + count + " at " + position);
    }
  }
}
