package io.braid.binlog.event;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Arrays to and from files in pieces: Java copies an array through memory outside of the heap that
 * is as large as the call, beside all bounds, and an event may have a gigabyte.
 */
public final class FilePieces {
  private static final int PIECE_BYTES = 1 << 18;

  private FilePieces() {}

  /**
   * Fills an array's first bytes.
   *
   * @throws EOFException when the file ends before
   */
  public static void read(FileChannel channel, long at, byte[] into, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(into, 0, count);
    while (buffer.position() < count) {
      buffer.limit(Math.min(count, buffer.position() + PIECE_BYTES));
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new EOFException("end of file at " + (at + buffer.position()));
      }
    }
  }

  /** Writes a part of an array. */
  public static void write(FileChannel channel, long at, byte[] from, int offset, int count)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(from, offset, count);
    int end = offset + count;
    while (buffer.position() < end) {
      buffer.limit(Math.min(end, buffer.position() + PIECE_BYTES));
      long position = at + buffer.position() - offset;
      var unused = channel.write(buffer, position);
    }
  }
}
