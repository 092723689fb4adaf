package io.braid.binlog.file;

import io.braid.binlog.gtid.GtidSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The folder of binlog files. One thread appends; all threads may look at the list and open files.
 * Appended bytes are buffered until {@link #flush}.
 */
public final class BinlogFiles implements BinlogSink, AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 18;

  private final Path folder;
  private final Consumer<GeneratorState> beforeRemoval;
  private final ConcurrentSkipListMap<Long, FileFacts> files = new ConcurrentSkipListMap<>();
  private final ReadWindows windows = new ReadWindows();
  private volatile long resets;

  /** What waits for {@link #flush}: outside of the heap, so that it is not copied once more. */
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

  private long number;
  private long written;
  private @Nullable FileChannel channel;

  /** Files that ended since the last sync. */
  private final List<FileChannel> ended = new ArrayList<>();

  /**
   * A file.
   *
   * @param previous the GTIDs before it
   * @param seconds the time of its first event
   */
  public record FileFacts(long number, GtidSet previous, long seconds) {}

  private BinlogFiles(Path folder, Consumer<GeneratorState> beforeRemoval) {
    this.folder = folder;
    this.beforeRemoval = beforeRemoval;
  }

  /**
   * Opens the folder and cuts it back to a state: later files and bytes go, they will be made
   * again.
   *
   * @param beforeRemoval makes a state durable before all files are removed
   * @throws UncheckedIOException when a file that the state needs is missing or damaged
   */
  static BinlogFiles open(
      Path folder, GeneratorState state, Consumer<GeneratorState> beforeRemoval) {
    BinlogFiles opened = new BinlogFiles(folder, beforeRemoval);
    try {
      Files.createDirectories(folder);
      opened.cutBack(state);
    } catch (IOException e) {
      throw new UncheckedIOException("binlog folder " + folder + ": " + e.getMessage(), e);
    }
    return opened;
  }

  private void cutBack(GeneratorState state) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        OptionalLong found = BinlogFileName.number(entry.getFileName().toString());
        if (found.isEmpty()) {
          continue;
        }
        if (found.getAsLong() > state.fileNumber() || state.position() == 0) {
          Files.delete(entry);
        } else {
          FileHead head = FileHead.read(entry);
          files.put(
              found.getAsLong(), new FileFacts(found.getAsLong(), head.previous(), head.seconds()));
        }
      }
    }
    if (state.position() == 0) {
      return;
    }
    Path present = path(state.fileNumber());
    if (!Files.exists(present) || Files.size(present) < state.position()) {
      throw new IOException(
          present.getFileName() + " is missing or shorter than " + state.position() + " bytes");
    }
    for (long expected = files.firstKey(); expected <= state.fileNumber(); expected++) {
      if (!files.containsKey(expected)) {
        throw new IOException(BinlogFileName.of(expected) + " is missing");
      }
    }
    FileChannel opened = FileChannel.open(present, StandardOpenOption.WRITE);
    opened.truncate(state.position());
    channel = opened;
    number = state.fileNumber();
    written = state.position();
  }

  /** Where a file lies. */
  Path path(long fileNumber) {
    return folder.resolve(BinlogFileName.of(fileNumber));
  }

  /** Opens a file for reading. */
  FileChannel openForReading(long fileNumber) throws IOException {
    return FileChannel.open(path(fileNumber), StandardOpenOption.READ);
  }

  /** The memory of all who read. */
  ReadWindows windows() {
    return windows;
  }

  /** All files, oldest first. */
  public NavigableMap<Long, FileFacts> files() {
    return files;
  }

  /**
   * How often all files were removed since the start. Who reads on compares it: after a RESET a
   * file of the same name is another one.
   */
  public long resets() {
    return resets;
  }

  /** Bytes of a file that has ended, or of the flushed part of the present one. */
  public long sizeOf(long fileNumber) {
    try {
      return Files.size(path(fileNumber));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void startFile(long fileNumber, GtidSet previous, long seconds) {
    flush();
    if (channel != null) {
      ended.add(channel);
    }
    try {
      channel =
          FileChannel.open(
              path(fileNumber),
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + path(fileNumber), e);
    }
    number = fileNumber;
    written = 0;
    files.put(fileNumber, new FileFacts(fileNumber, previous, seconds));
  }

  @Override
  public void write(byte[] array, int offset, int length) {
    for (int done = 0; done < length; ) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int count = Math.min(length - done, buffer.remaining());
      buffer.put(array, offset + done, count);
      done += count;
    }
  }

  /** Bytes that wait for {@link #flush}. */
  int buffered() {
    return buffer.position();
  }

  /** Hands what waits to the operating system. */
  void flush() {
    if (buffer.position() == 0) {
      return;
    }
    FileChannel open = channel;
    if (open == null) {
      throw new IllegalStateException("no binlog file is open");
    }
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        written += open.write(buffer, written);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path(number), e);
    }
    buffer.clear();
  }

  /** The files to sync before a checkpoint of the present state; all but the last are ended. */
  List<FileChannel> takeUnsynced() {
    List<FileChannel> unsynced = new ArrayList<>(ended);
    ended.clear();
    FileChannel open = channel;
    if (open != null) {
      unsynced.add(open);
    }
    return unsynced;
  }

  @Override
  public void removeBelow(long fileNumber) {
    for (Map.Entry<Long, FileFacts> old : files.headMap(fileNumber).entrySet()) {
      files.remove(old.getKey());
      delete(old.getKey());
    }
  }

  @Override
  public void removeAll(GeneratorState after) {
    beforeRemoval.accept(after);
    buffer.clear();
    if (channel != null) {
      ended.add(channel);
      channel = null;
    }
    resets++;
    for (Long old : files.keySet()) {
      files.remove(old);
      delete(old);
    }
  }

  private void delete(long fileNumber) {
    try {
      Files.deleteIfExists(path(fileNumber));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public GtidSet previousOfOldest() {
    return files.firstEntry().getValue().previous();
  }

  /** The facts of a file, if it is there. */
  public Optional<FileFacts> file(long fileNumber) {
    return Optional.ofNullable(files.get(fileNumber));
  }

  @Override
  public void close() {
    flush();
    try {
      for (FileChannel open : takeUnsynced()) {
        open.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
