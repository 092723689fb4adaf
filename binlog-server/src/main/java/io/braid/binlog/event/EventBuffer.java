package io.braid.binlog.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * A growing array that events are written into, little-endian. An event is begun, gets its body and
 * is finished; its place in a file and its checksum are set later by {@link #seal}. Not safe for
 * use by several threads.
 */
public final class EventBuffer {
  private static final int BYTES_MIN = 1 << 12;

  private byte[] array = new byte[BYTES_MIN];
  private int length;
  private final CRC32 crc = new CRC32();

  /** The bytes; replaced when it grows. */
  public byte[] array() {
    return array;
  }

  /** How many bytes were written. */
  public int length() {
    return length;
  }

  /** Drops everything from {@code newLength} on; a large array is given back. */
  public void truncate(int newLength) {
    length = newLength;
    if (newLength == 0 && array.length > 1 << 22) {
      array = new byte[BYTES_MIN];
    }
  }

  /** Starts an event and returns where it starts. */
  public int begin(EventType type, long seconds, long serverId, int flags) {
    int start = length;
    u32(seconds);
    u8(type.code());
    u32(serverId);
    u32(0);
    u32(0);
    u16(flags);
    return start;
  }

  /** Ends the event that starts at {@code start}: room for the checksum, and its size. */
  public void finish(int start) {
    u32(0);
    EventHeader.putU32(array, start + EventHeader.SIZE_OFFSET, length - start);
  }

  /** Gives a finished event its end position and checksum; returns where the next one starts. */
  public int seal(int start, long endPosition) {
    int size = (int) EventHeader.u32(array, start + EventHeader.SIZE_OFFSET);
    seal(array, start, size, endPosition, crc);
    return start + size;
  }

  /** As {@link #seal(int, long)}, anywhere. */
  public static void seal(byte[] event, int start, int size, long endPosition, CRC32 crc) {
    EventHeader.putU32(event, start + EventHeader.END_POSITION_OFFSET, endPosition);
    crc.reset();
    crc.update(event, start, size - EventHeader.CHECKSUM_BYTES);
    EventHeader.putU32(event, start + size - EventHeader.CHECKSUM_BYTES, crc.getValue());
  }

  /** One byte. */
  public void u8(int value) {
    require(1);
    array[length++] = (byte) value;
  }

  /** Two bytes. */
  public void u16(int value) {
    u8(value);
    u8(value >>> 8);
  }

  /** Three bytes. */
  public void u24(int value) {
    u16(value);
    u8(value >>> 16);
  }

  /** Four bytes. */
  public void u32(long value) {
    require(4);
    EventHeader.putU32(array, length, value);
    length += 4;
  }

  /** Six bytes. */
  public void u48(long value) {
    u32(value);
    u16((int) (value >>> 32));
  }

  /** Seven bytes. */
  public void u56(long value) {
    u48(value);
    u8((int) (value >>> 48));
  }

  /** Eight bytes. */
  public void u64(long value) {
    u32(value);
    u32(value >>> 32);
  }

  /** A length-encoded integer of 1, 3, 4 or 9 bytes. */
  public void lengthEncoded(long value) {
    if (value < 251) {
      u8((int) value);
    } else if (value < 1 << 16) {
      u8(0xFC);
      u16((int) value);
    } else if (value < 1 << 24) {
      u8(0xFD);
      u24((int) value);
    } else {
      u8(0xFE);
      u64(value);
    }
  }

  /** Bytes that {@link #lengthEncoded} takes. */
  public static int lengthEncodedBytes(long value) {
    return value < 251 ? 1 : value < 1 << 16 ? 3 : value < 1 << 24 ? 4 : 9;
  }

  /** Bytes as they are. */
  public void bytes(byte[] from, int offset, int count) {
    require(count);
    System.arraycopy(from, offset, array, length, count);
    length += count;
  }

  /** Bytes as they are. */
  public void bytes(byte[] from) {
    bytes(from, 0, from.length);
  }

  /** Text in UTF-8 without length or end. */
  public void text(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Text in UTF-8 behind a length-encoded length. */
  public void lengthEncodedText(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    lengthEncoded(encoded.length);
    bytes(encoded);
  }

  /** A UUID's 16 bytes. */
  public void uuid(UUID uuid) {
    u64(Long.reverseBytes(uuid.getMostSignificantBits()));
    u64(Long.reverseBytes(uuid.getLeastSignificantBits()));
  }

  /** Changes a byte that was written. */
  public void set(int at, int value) {
    array[at] = (byte) value;
  }

  private void require(int more) {
    if (more > array.length - length) {
      int wanted = Math.addExact(length, more);
      array =
          Arrays.copyOf(
              array, (int) Math.min(Math.max(wanted, array.length * 2L), Integer.MAX_VALUE - 8));
    }
  }
}
