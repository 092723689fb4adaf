package io.braid.protocol.codec;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one packet's payload from front to back. Every read is checked against the end, so that a
 * packet from anywhere can do no worse than end in {@code ER_MALFORMED_PACKET} (1835).
 */
public final class PayloadReader {
  private final byte[] payload;
  private final int end;
  private int position;

  /** Reads all of {@code payload}, which the caller no longer changes. */
  public PayloadReader(byte[] payload) {
    this.payload = payload;
    this.end = payload.length;
  }

  /** The error of a packet that is not what it should be. */
  static MySqlException malformed() {
    return MySqlError.ER_MALFORMED_PACKET.with();
  }

  /** Bytes not yet read. */
  public int remaining() {
    return end - position;
  }

  /** One byte, unsigned. */
  public int readInt1() {
    require(1);
    return payload[position++] & 0xFF;
  }

  /** The next byte without taking it, unsigned. */
  public int peekInt1() {
    require(1);
    return payload[position] & 0xFF;
  }

  /** Two bytes, unsigned. */
  public int readInt2() {
    return (int) readLittleEndian(2);
  }

  /** Three bytes, unsigned. */
  public int readInt3() {
    return (int) readLittleEndian(3);
  }

  /** Four bytes, unsigned. */
  public long readInt4() {
    return readLittleEndian(4);
  }

  /** Eight bytes. */
  public long readInt8() {
    return readLittleEndian(8);
  }

  /** A length-encoded integer; 8-byte values that look negative are returned so. */
  public long readLengthEncodedInteger() {
    int first = readInt1();
    return switch (first) {
      case 0xFC -> readInt2();
      case 0xFD -> readInt3();
      case 0xFE -> readInt8();
      case 0xFB, 0xFF -> throw malformed();
      default -> first;
    };
  }

  /** A length-encoded integer that counts bytes of this packet. */
  private int readLength() {
    long length = readLengthEncodedInteger();
    if (length < 0 || length > remaining()) {
      throw malformed();
    }
    return (int) length;
  }

  /** A length-encoded byte string. */
  public byte[] readLengthEncodedBytes() {
    return readBytes(readLength());
  }

  /** A length-encoded string in UTF-8. */
  public String readLengthEncodedString() {
    int length = readLength();
    String text = new String(payload, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  /** Exactly {@code length} bytes. */
  public byte[] readBytes(int length) {
    require(length);
    byte[] bytes = Arrays.copyOfRange(payload, position, position + length);
    position += length;
    return bytes;
  }

  /** The bytes up to a zero byte, which is taken too. */
  public byte[] readZeroTerminatedBytes() {
    for (int i = position; i < end; i++) {
      if (payload[i] == 0) {
        byte[] bytes = Arrays.copyOfRange(payload, position, i);
        position = i + 1;
        return bytes;
      }
    }
    throw malformed();
  }

  /** As {@link #readZeroTerminatedBytes()}, as a string in UTF-8. */
  public String readZeroTerminatedString() {
    return new String(readZeroTerminatedBytes(), StandardCharsets.UTF_8);
  }

  /** A zero-terminated string whose terminator may be missing at the end of the packet. */
  public String readZeroTerminatedStringOrRest() {
    for (int i = position; i < end; i++) {
      if (payload[i] == 0) {
        return readZeroTerminatedString();
      }
    }
    return new String(readRest(), StandardCharsets.UTF_8);
  }

  /** What is left. */
  public byte[] readRest() {
    return readBytes(remaining());
  }

  /** Passes over {@code length} bytes. */
  public void skip(int length) {
    require(length);
    position += length;
  }

  private long readLittleEndian(int length) {
    require(length);
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (payload[position + i] & 0xFFL) << (8 * i);
    }
    position += length;
    return value;
  }

  private void require(int length) {
    if (length < 0 || length > end - position) {
      throw malformed();
    }
  }
}
