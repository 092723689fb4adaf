package io.braid.txn.timestamp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A ceiling in a small file that is replaced as a whole: a new file is written, synced and renamed
 * over the old one, so that a crash leaves one or the other.
 *
 * <pre>
 * offset  length  type       meaning
 * 0       4       int        magic "BTSO"
 * 4       4       int        format version, 1
 * 8       8       long       ceiling
 * 16      4       int        CRC32C of bytes 0 to 15
 * </pre>
 *
 * <p>All numbers are big-endian.
 */
public final class FileCeilingStore implements CeilingStore {
  private static final int MAGIC = 0x4254534F;
  private static final int VERSION = 1;
  private static final int FILE_BYTES = 20;

  private final Path file;
  private final Path temporary;

  /**
   * @param file in an existing folder
   */
  public FileCeilingStore(Path file) {
    this.file = file.toAbsolutePath();
    this.temporary = this.file.resolveSibling(this.file.getFileName() + ".new");
  }

  @Override
  public long load() {
    byte[] bytes;
    try {
      if (!Files.exists(file)) {
        return 0;
      }
      if (Files.size(file) != FILE_BYTES) {
        throw new UncheckedIOException(new IOException(file + " has a wrong length"));
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (bytes.length != FILE_BYTES
        || buffer.getInt(0) != MAGIC
        || buffer.getInt(16) != checksum(bytes)) {
      throw new UncheckedIOException(new IOException(file + " is damaged"));
    }
    if (buffer.getInt(4) != VERSION) {
      throw new UncheckedIOException(
          new IOException(file + " has format version " + buffer.getInt(4) + " from the future"));
    }
    return buffer.getLong(8);
  }

  @Override
  public void store(long ceiling) {
    ByteBuffer buffer = ByteBuffer.allocate(FILE_BYTES);
    buffer.putInt(MAGIC).putInt(VERSION).putLong(ceiling);
    buffer.putInt(checksum(buffer.array())).flip();
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel folder =
          FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
        folder.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, 16);
    return (int) crc.getValue();
  }
}
