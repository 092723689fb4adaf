package io.braid.binlog.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of one transaction until its length is known: in memory, and beyond {@link
 * #MEMORY_BYTES_MAX} in a scratch file. Events may later be inserted before others that are there.
 * Not safe for use by several threads.
 */
public final class EventCache implements AutoCloseable {
  /** Beyond this the scratch file is used. */
  public static final int MEMORY_BYTES_MAX = 4 << 20;

  private final Path scratchFile;
  private final EventBuffer memory = new EventBuffer();
  private final List<Insertion> insertions = new ArrayList<>();
  private @Nullable FileChannel scratch;
  private volatile long scratchBytes;
  private long insertedBytes;

  private record Insertion(long offset, TableMap table, long seconds, long serverId, int bytes) {}

  /** Takes finished events one after the other; the array is valid during the call. */
  public interface EventConsumer {
    /** An event that starts at {@code start}; the consumer may seal it in place. */
    void accept(byte[] array, int start, int size);
  }

  /**
   * @param scratchFile made when needed and removed when closed
   */
  public EventCache(Path scratchFile) {
    this.scratchFile = scratchFile;
  }

  /** Forgets all events, and gives the disk back after a large transaction. */
  public void clear() {
    memory.truncate(0);
    insertions.clear();
    insertedBytes = 0;
    if (scratchBytes > 0) {
      try {
        channel().truncate(0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    scratchBytes = 0;
  }

  /** Where events are appended; call {@link #eventsAppended} after each. */
  EventBuffer buffer() {
    return memory;
  }

  /** Lets the cache move finished events to its file. */
  void eventsAppended() {
    if (memory.length() > MEMORY_BYTES_MAX) {
      spill();
    }
  }

  /** Bytes of the events appended so far, without insertions: the place of the next event. */
  long offset() {
    return scratchBytes + memory.length();
  }

  /** Puts a TABLE_MAP event before the event at {@code offset}. */
  void insert(long offset, TableMap table, long seconds, long serverId) {
    EventBuffer probe = new EventBuffer();
    table.append(probe, seconds, serverId);
    insertions.add(new Insertion(offset, table, seconds, serverId, probe.length()));
    insertedBytes += probe.length();
  }

  /** Bytes in the scratch file; any thread may ask. */
  public long spilledBytes() {
    return scratchBytes;
  }

  /** Bytes of all events. */
  public long length() {
    return offset() + insertedBytes;
  }

  /** Passes all events in order. */
  public void forEach(EventConsumer consumer) {
    if (scratchBytes > 0 && memory.length() > 0) {
      spill();
    }
    if (scratchBytes == 0) {
      passFromMemory(consumer);
    } else {
      passFromScratch(consumer);
    }
  }

  private void passFromMemory(EventConsumer consumer) {
    int next = 0;
    int at = 0;
    while (at < memory.length()) {
      next = passInsertions(next, at, consumer);
      int size = (int) EventHeader.u32(memory.array(), at + EventHeader.SIZE_OFFSET);
      consumer.accept(memory.array(), at, size);
      at += size;
    }
  }

  private int passInsertions(int from, long offset, EventConsumer consumer) {
    int next = from;
    while (next < insertions.size() && insertions.get(next).offset() <= offset) {
      Insertion insertion = insertions.get(next++);
      EventBuffer event = new EventBuffer();
      insertion.table().append(event, insertion.seconds(), insertion.serverId());
      consumer.accept(event.array(), 0, event.length());
    }
    return next;
  }

  private void passFromScratch(EventConsumer consumer) {
    int next = 0;
    byte[] window = new byte[1 << 18];
    long windowStart = 0;
    int windowBytes = 0;
    long at = 0;
    while (at < scratchBytes) {
      next = passInsertions(next, at, consumer);
      int size = EventHeader.BYTES;
      for (int step = 0; step < 2; step++) {
        if (at + size > windowStart + windowBytes) {
          if (size > window.length) {
            window = new byte[size];
          }
          windowStart = at;
          windowBytes = read(window, at, (int) Math.min(window.length, scratchBytes - at));
        }
        size = (int) EventHeader.u32(window, (int) (at - windowStart) + EventHeader.SIZE_OFFSET);
      }
      consumer.accept(window, (int) (at - windowStart), size);
      at += size;
    }
  }

  private int read(byte[] into, long from, int count) {
    try {
      FilePieces.read(channel(), from, into, count);
    } catch (IOException e) {
      throw new UncheckedIOException(scratchFile + " cannot be read", e);
    }
    return count;
  }

  private void spill() {
    try {
      FilePieces.write(channel(), scratchBytes, memory.array(), 0, memory.length());
    } catch (IOException e) {
      throw new UncheckedIOException(scratchFile + " cannot be written", e);
    }
    scratchBytes += memory.length();
    memory.truncate(0);
  }

  private FileChannel channel() throws IOException {
    FileChannel open = scratch;
    if (open == null) {
      open =
          FileChannel.open(
              scratchFile,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      scratch = open;
    }
    return open;
  }

  @Override
  public void close() {
    if (scratch != null) {
      try {
        scratch.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
