package io.braid.binlog.event;

import java.nio.ByteBuffer;

/**
 * The first bytes of every event, little-endian:
 *
 * <pre>
 * offset  length  meaning
 * 0       4       seconds since 1970 UTC
 * 4       1       type
 * 5       4       server id
 * 9       4       bytes of the event, header and checksum included
 * 13      4       position behind the event in its file
 * 17      2       flags
 * </pre>
 *
 * @param typeCode as {@link EventType#code}, also of types that Braid does not write
 */
public record EventHeader(
    long seconds, int typeCode, long serverId, int eventBytes, long endPosition, int flags) {
  /** Bytes of a header. */
  public static final int BYTES = 19;

  /** Bytes of the CRC32 behind every event. */
  public static final int CHECKSUM_BYTES = 4;

  /** The query runs without USE of its schema. */
  public static final int FLAG_SUPPRESS_USE = 0x08;

  /** The statement depends on the connection's thread (temporary tables). */
  public static final int FLAG_THREAD_SPECIFIC = 0x04;

  /** Made for one consumer, not in a file. */
  public static final int FLAG_ARTIFICIAL = 0x20;

  /** A replica that does not know the event may skip it. */
  public static final int FLAG_IGNORABLE = 0x80;

  /** Where the flags lie. */
  public static final int FLAGS_OFFSET = 17;

  private static final int TYPE_OFFSET = 4;

  static final int SIZE_OFFSET = 9;
  static final int END_POSITION_OFFSET = 13;

  /** Reads the header at {@code offset}; the caller has checked that it is there. */
  public static EventHeader read(byte[] array, int offset) {
    return new EventHeader(
        u32(array, offset),
        array[offset + TYPE_OFFSET] & 0xFF,
        u32(array, offset + 5),
        (int) u32(array, offset + SIZE_OFFSET),
        u32(array, offset + END_POSITION_OFFSET),
        array[offset + FLAGS_OFFSET] & 0xFF | (array[offset + FLAGS_OFFSET + 1] & 0xFF) << 8);
  }

  /** Only the size, from a little-endian buffer; negative when it cannot be one. */
  public static int eventBytes(ByteBuffer buffer, int offset) {
    return buffer.getInt(offset + SIZE_OFFSET);
  }

  /** Sets the size in a little-endian buffer. */
  public static void putEventBytes(ByteBuffer buffer, int offset, int bytes) {
    buffer.putInt(offset + SIZE_OFFSET, bytes);
  }

  /** Only the type. */
  public static int typeCode(ByteBuffer buffer, int offset) {
    return buffer.get(offset + TYPE_OFFSET) & 0xFF;
  }

  static long u32(byte[] array, int offset) {
    return array[offset] & 0xFF
        | (array[offset + 1] & 0xFF) << 8
        | (array[offset + 2] & 0xFF) << 16
        | (array[offset + 3] & 0xFFL) << 24;
  }

  static void putU32(byte[] array, int offset, long value) {
    array[offset] = (byte) value;
    array[offset + 1] = (byte) (value >>> 8);
    array[offset + 2] = (byte) (value >>> 16);
    array[offset + 3] = (byte) (value >>> 24);
  }
}
