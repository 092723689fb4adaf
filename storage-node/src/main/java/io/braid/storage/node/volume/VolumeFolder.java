package io.braid.storage.node.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A locked volume replica folder.
 *
 * <pre>
 * LOCK         locked while a process has the folder open
 * SUPERBLOCK   whose it is
 * db/          RocksDB
 * raft/        Ratis' log, in mode raft
 * </pre>
 */
final class VolumeFolder implements AutoCloseable {
  private static final String LOCK = "LOCK";
  private static final String SUPERBLOCK = "SUPERBLOCK";
  private static final String NEW_SUPERBLOCK = "SUPERBLOCK.new";

  private final Path folder;
  private final FileChannel lockChannel;
  private Superblock superblock;

  private VolumeFolder(Path folder, FileChannel lockChannel, Superblock superblock) {
    this.folder = folder;
    this.lockChannel = lockChannel;
    this.superblock = superblock;
  }

  /**
   * Locks the folder, checks or makes its superblock and counts the epoch up.
   *
   * @throws VolumeRefusedException with one line; the folder is unchanged
   */
  static VolumeFolder open(VolumeOptions options) {
    Path folder = options.folder();
    try {
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw refused(folder, "cannot be made: " + failure, failure);
    }
    if (!Files.isWritable(folder)) {
      throw refused(folder, "cannot be written by this user", null);
    }
    @Nullable FileChannel lockChannel = null;
    try {
      checkNotForeign(folder);
      lockChannel = lock(folder);
      Superblock superblock = readOrMake(options);
      check(folder, options, superblock);
      Superblock next = superblock.withEpoch(superblock.epoch() + 1);
      write(folder, next);
      VolumeFolder opened = new VolumeFolder(folder, lockChannel, next);
      lockChannel = null;
      return opened;
    } catch (IOException failure) {
      throw refused(folder, "cannot be opened: " + failure, failure);
    } finally {
      if (lockChannel != null) {
        closeQuietly(lockChannel);
      }
    }
  }

  /** A folder without superblock may hold nothing but what an interrupted first start left. */
  private static void checkNotForeign(Path folder) throws IOException {
    if (Files.exists(folder.resolve(SUPERBLOCK))) {
      return;
    }
    List<String> ours = List.of(LOCK, NEW_SUPERBLOCK);
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> !ours.contains(name))
          .findFirst()
          .ifPresent(name -> {
            throw refused(
                folder,
                "is not a volume of Braid but holds files (" + name + "): choose an empty one",
                null);
          });
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw refused(folder, "is in use by another process: stop that one first", null);
    }
    return channel;
  }

  private static Superblock readOrMake(VolumeOptions options) throws IOException {
    Path file = options.folder().resolve(SUPERBLOCK);
    if (!Files.exists(file)) {
      return new Superblock(
          Superblock.FORMAT_VERSION,
          options.cluster(),
          options.volume(),
          UUID.randomUUID(),
          options.owner(),
          0,
          options.logMode(),
          0,
          0,
          false);
    }
    try {
      return Superblock.decode(Files.readAllBytes(file));
    } catch (VolumeRefusedException refusal) {
      throw refused(options.folder(), String.valueOf(refusal.getMessage()), refusal);
    }
  }

  private static void check(Path folder, VolumeOptions options, Superblock superblock) {
    if (!superblock.cluster().equals(options.cluster())) {
      throw refused(
          folder,
          "belongs to cluster " + superblock.cluster() + ", not to " + options.cluster(),
          null);
    }
    if (!superblock.volume().equals(options.volume())) {
      throw refused(
          folder,
          "is volume " + superblock.volume().value() + ", not " + options.volume().value(),
          null);
    }
    if (!superblock.owner().equals(options.owner())) {
      throw refused(
          folder, "belongs to node " + superblock.owner() + ", not to " + options.owner(), null);
    }
    if (superblock.mode() != options.logMode()) {
      throw refused(
          folder, "was made with log " + superblock.mode() + ", not " + options.logMode(), null);
    }
  }

  /** Replaces the superblock: a new file, synced, renamed over the old one, the folder synced. */
  private static void write(Path folder, Superblock superblock) throws IOException {
    Path file = folder.resolve(NEW_SUPERBLOCK);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(superblock.encode());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    try {
      Files.move(
          file,
          folder.resolve(SUPERBLOCK),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException failure) {
      throw new IOException("the file system cannot rename within " + folder, failure);
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static VolumeRefusedException refused(
      Path folder, String what, @Nullable Throwable cause) {
    String message = "volume folder " + folder + " " + what;
    return cause == null
        ? new VolumeRefusedException(message)
        : new VolumeRefusedException(message, cause);
  }

  Superblock superblock() {
    return superblock;
  }

  /** Notes that the database has been made. */
  void complete() {
    if (superblock.complete()) {
      return;
    }
    try {
      write(folder, superblock.completed());
    } catch (IOException failure) {
      throw refused(folder, "cannot be written: " + failure, failure);
    }
    superblock = superblock.completed();
  }

  Path database() {
    return folder.resolve("db");
  }

  Path raft() {
    return folder.resolve("raft");
  }

  @Override
  public void close() {
    closeQuietly(lockChannel);
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException ignored) {
      // The lock goes with the descriptor, whatever close says.
    }
  }
}
