package io.braid.binlog.file;

import io.braid.binlog.event.EventHeader;
import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;

/**
 * Reads the events of one file in order through a window of bounded size. The file stays readable
 * when it is purged meanwhile. Not safe for use by several threads.
 */
public final class EventReader implements AutoCloseable {
  private static final int WINDOW_BYTES = 1 << 16;

  /** A larger event cannot have been written: rows are at most 1 GiB, twice in an update. */
  private static final int EVENT_BYTES_MAX = Integer.MAX_VALUE - 64;

  private final FileChannel channel;
  private byte[] window = new byte[WINDOW_BYTES];
  private long windowStart;
  private int windowBytes;
  private long nextPosition;
  private int offset;
  private int size;

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
    nextPosition = position;
  }

  /**
   * Moves to the next event.
   *
   * @param limit bytes of the file that may be read
   * @return false when there is none that ends at or below the limit
   * @throws MySqlException 1236 when the bytes are not an event
   */
  public boolean next(long limit) {
    if (nextPosition + EventHeader.BYTES > limit) {
      return false;
    }
    require(EventHeader.BYTES, limit);
    int eventBytes = header(nextPosition).eventBytes();
    if (eventBytes < EventHeader.BYTES + EventHeader.CHECKSUM_BYTES
        || eventBytes > EVENT_BYTES_MAX
        || eventBytes > limit - nextPosition) {
      throw new MySqlException(
          MySqlError.ER_SOURCE_FATAL_ERROR_READING_BINLOG, "bogus data in log event");
    }
    require(eventBytes, limit);
    offset = (int) (nextPosition - windowStart);
    size = eventBytes;
    nextPosition += eventBytes;
    return true;
  }

  private EventHeader header(long position) {
    return EventHeader.read(window, (int) (position - windowStart));
  }

  private void require(int bytes, long limit) {
    if (nextPosition >= windowStart && nextPosition + bytes <= windowStart + windowBytes) {
      return;
    }
    if (bytes > window.length) {
      window = new byte[bytes];
    } else if (window.length > 1 << 20) {
      window = new byte[WINDOW_BYTES];
    }
    int count = (int) Math.min(window.length, limit - nextPosition);
    try {
      FileHead.readFully(channel, nextPosition, window, count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    windowStart = nextPosition;
    windowBytes = count;
  }

  /** The array that holds the event; valid until {@link #next}. */
  public byte[] array() {
    return window;
  }

  /** Where the event starts in the array. */
  public int offset() {
    return offset;
  }

  /** Bytes of the event. */
  public int size() {
    return size;
  }

  /** The event's header. */
  public EventHeader header() {
    return EventHeader.read(window, offset);
  }

  /** Where the event starts in the file. */
  public long position() {
    return nextPosition - size;
  }

  /** Where the next event starts. */
  public long nextPosition() {
    return nextPosition;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
