package io.braid.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A node's folder on disk, locked for this process.
 *
 * <pre>
 * DIR/braid.folder   the line "braid data folder, format N": this folder is ours
 * DIR/braid.lock     locked while a process uses the folder; holds that process' id and SQL port
 * </pre>
 *
 * What lies beside these two files belongs to the modules. A folder that is not empty and has no
 * {@code braid.folder} is somebody else's and is left alone.
 */
public final class DataFolder implements AutoCloseable {
  /** The newest layout that this build reads and the one that it writes. */
  static final int FORMAT = 1;

  private static final String MARKER = "braid.folder";
  private static final String LOCK = "braid.lock";
  private static final String MARKER_PREFIX = "braid data folder, format ";

  private final Path path;
  private final FileChannel lockFile;

  private DataFolder(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Locks {@code path} for this process, making the folder first when it is missing.
   *
   * @throws StartFailure when it cannot be written, is in use, is not Braid's, or is of a newer
   *     format; nothing in it was changed then
   */
  static DataFolder open(Path path) throws StartFailure {
    try {
      Files.createDirectories(path);
      Optional<String> stranger = firstStranger(path);
      if (stranger.isPresent()) {
        throw new StartFailure(
            path
                + " is not a Braid data folder (it holds '"
                + stranger.get()
                + "'): name an empty or a new folder with --data");
      }
      checkFormat(path);
      return lock(path);
    } catch (IOException e) {
      throw new StartFailure("cannot use the data folder " + path + ": " + IoMessage.of(e), e);
    }
  }

  /** The folder's place, absolute. */
  public Path path() {
    return path;
  }

  /** Records where SQL is served, for {@code braid status}. */
  void recordPort(int port) throws IOException {
    writeLockText(lockFile, ProcessHandle.current().pid() + " " + port + "\n");
  }

  /** Releases the folder; a second call does nothing. */
  @Override
  public void close() throws IOException {
    if (!lockFile.isOpen()) {
      return;
    }
    writeLockText(lockFile, "");
    lockFile.close();
  }

  /**
   * Who uses the folder at {@code path} now.
   *
   * @return empty when nobody does
   */
  static Optional<Owner> owner(Path path) throws IOException {
    Path lock = path.resolve(LOCK);
    if (!Files.exists(lock)) {
      return Optional.empty();
    }
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      try (FileLock held = channel.tryLock()) {
        if (held != null) {
          return Optional.empty();
        }
      } catch (OverlappingFileLockException e) {
        // this very process holds it
      }
      return Optional.of(Owner.parse(readLockText(channel)));
    }
  }

  /**
   * The process that uses a folder.
   *
   * @param processId absent in the instant between locking and writing it down
   * @param port where it serves SQL; absent until it does
   */
  record Owner(OptionalLong processId, OptionalLong port) {
    private static Owner parse(String text) {
      String[] words = text.strip().split(" ", -1);
      return new Owner(number(words, 0), number(words, 1));
    }

    private static OptionalLong number(String[] words, int index) {
      if (index >= words.length || !words[index].matches("[0-9]{1,18}")) {
        return OptionalLong.empty();
      }
      return OptionalLong.of(Long.parseLong(words[index]));
    }

    @Override
    public String toString() {
      return processId.isPresent() ? "process " + processId.getAsLong() : "another process";
    }
  }

  private static Optional<String> firstStranger(Path path) throws IOException {
    if (Files.exists(path.resolve(MARKER))) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(path)) {
      // a first start that ended between lock and marker leaves the lock file alone
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !name.equals(LOCK) && !name.equals(MARKER + ".new"))
          .sorted()
          .findFirst();
    }
  }

  private static void checkFormat(Path path) throws IOException, StartFailure {
    Path marker = path.resolve(MARKER);
    if (!Files.exists(marker)) {
      return;
    }
    String text = Files.readString(marker, StandardCharsets.UTF_8).strip();
    if (!text.matches(MARKER_PREFIX + "[0-9]{1,9}")) {
      throw new StartFailure(marker + " is damaged: it does not name a data format");
    }
    int format = Integer.parseInt(text.substring(MARKER_PREFIX.length()));
    if (format > FORMAT) {
      throw new StartFailure(
          path
              + " was written by a newer Braid (data format "
              + format
              + ", this one reads up to "
              + FORMAT
              + ")");
    }
  }

  private static DataFolder lock(Path path) throws IOException, StartFailure {
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      if (!tryLock(channel)) {
        throw new StartFailure(
            "the data folder "
                + path
                + " is in use by "
                + Owner.parse(readLockText(channel))
                + "; stop it first with: bin/braid stop --data "
                + path);
      }
      writeLockText(channel, ProcessHandle.current().pid() + "\n");
      writeMarker(path);
    } catch (IOException | StartFailure e) {
      channel.close();
      throw e;
    }
    return new DataFolder(path, channel);
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static void writeMarker(Path path) throws IOException {
    Path marker = path.resolve(MARKER);
    if (Files.exists(marker)) {
      return;
    }
    Path next = path.resolve(MARKER + ".new");
    Files.write(next, List.of(MARKER_PREFIX + FORMAT), StandardCharsets.UTF_8);
    try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(next, marker, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static String readLockText(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(64);
    channel.read(buffer, 0);
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
  }

  private static void writeLockText(FileChannel channel, String text) throws IOException {
    channel.truncate(0);
    ByteBuffer buffer = StandardCharsets.UTF_8.encode(text);
    while (buffer.hasRemaining()) {
      channel.write(buffer, buffer.position());
    }
  }
}
