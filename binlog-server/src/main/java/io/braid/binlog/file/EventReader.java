package io.braid.binlog.file;

import io.braid.binlog.event.EventHeader;
import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Reads the events of one file in order through a window of bounded size, a larger event piece by
 * piece. The file stays readable when it is purged meanwhile. Not safe for use by several threads.
 *
 * <p>Checksums are not looked at: who gets the event does that, as with MySQL where
 * source_verify_checksum is off.
 */
public final class EventReader implements AutoCloseable {
  /** A larger event cannot have been written: rows are at most 1 GiB, twice in an update. */
  private static final int EVENT_BYTES_MAX = Integer.MAX_VALUE - 64;

  private static final ByteBuffer NO_WINDOW = ByteBuffer.allocate(0);

  private final FileChannel channel;
  private final ReadWindows windows;
  private ByteBuffer window;

  /** The part of the file that is in the window. */
  private long windowStart;

  private long windowEnd;

  private long readLimit;
  private long position;
  private int size;
  private long nextPosition;
  private boolean closed;

  /**
   * @param position of the first event to read; must be a border of events
   * @throws UncheckedIOException when the file cannot be opened
   */
  public EventReader(BinlogFiles files, long fileNumber, long position) {
    try {
      channel = files.openForReading(fileNumber);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    windows = files.windows();
    window = windows.takeSmall();
    nextPosition = position;
  }

  /**
   * Moves to the next event. An event that fits the window is in it as a whole then.
   *
   * @param limit bytes of the file that may be read
   * @return false when there is none that ends at or below the limit
   * @throws MySqlException 1236 when the bytes are not an event
   */
  public boolean next(long limit) {
    long at = nextPosition;
    if (at + EventHeader.BYTES > limit) {
      return false;
    }
    readLimit = limit;
    if (at < windowStart || at + EventHeader.BYTES > windowEnd) {
      load(at);
    }
    int eventBytes = EventHeader.eventBytes(window, (int) (at - windowStart));
    if (eventBytes < EventHeader.BYTES + EventHeader.CHECKSUM_BYTES
        || eventBytes > EVENT_BYTES_MAX
        || eventBytes > limit - at) {
      throw new MySqlException(
          MySqlError.ER_SOURCE_FATAL_ERROR_READING_BINLOG, "bogus data in log event");
    }
    if (at + eventBytes > windowEnd) {
      load(at);
    }
    position = at;
    size = eventBytes;
    nextPosition = at + eventBytes;
    return true;
  }

  /** Fills the window from a place in the file. */
  private void load(long from) {
    long left = readLimit - from;
    if (left > window.capacity() && window.capacity() < ReadWindows.LARGE_BYTES) {
      window = windows.exchange(window);
    }
    window.clear().limit((int) Math.min(window.capacity(), left));
    try {
      while (window.hasRemaining()) {
        if (channel.read(window, from + window.position()) < 0) {
          throw new EOFException("end of file at " + (from + window.position()));
        }
      }
    } catch (IOException e) {
      windowEnd = windowStart;
      throw new UncheckedIOException(e);
    }
    windowStart = from;
    windowEnd = from + window.limit();
  }

  /**
   * How many bytes of the event are in the window from its byte {@code from} on: at least one, read
   * from the file if need be. All of them, if the event fits the window and {@code from} is 0.
   */
  public int load(int from) {
    long at = position + from;
    if (at < windowStart || at >= windowEnd) {
      load(at);
    }
    return (int) (Math.min(windowEnd, nextPosition) - at);
  }

  /**
   * Where byte {@code from} of the event, which {@link #load(int)} has loaded, is in the window.
   */
  public int offset(int from) {
    return (int) (position + from - windowStart);
  }

  /** Holds bytes of the event, little-endian; valid until {@link #next} and {@link #load(int)}. */
  public ByteBuffer window() {
    return window;
  }

  /** The code of the event's type, from the header, which is in the window behind {@link #next}. */
  public int typeCode() {
    return EventHeader.typeCode(window, offset(0));
  }

  /** Bytes of the event. */
  public int size() {
    return size;
  }

  /** A copy of the event's bytes. */
  public byte[] copy() {
    byte[] copy = new byte[size];
    for (int at = 0; at < size; ) {
      int count = load(at);
      window.get(offset(at), copy, at, count);
      at += count;
    }
    return copy;
  }

  /** Where the event starts in the file. */
  public long position() {
    return position;
  }

  /** Where the next event starts. */
  public long nextPosition() {
    return nextPosition;
  }

  /** Gives memory to others while there is nothing to read. */
  public void rest() {
    if (window.capacity() > ReadWindows.SMALL_BYTES) {
      windows.give(window);
      window = windows.takeSmall();
      windowStart = nextPosition;
      windowEnd = nextPosition;
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    windows.give(window);
    window = NO_WINDOW;
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
