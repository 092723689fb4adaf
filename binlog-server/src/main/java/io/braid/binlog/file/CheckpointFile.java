package io.braid.binlog.file;

import io.braid.binlog.gtid.GtidSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The last generator state whose bytes are surely on disk, in a small file that is replaced as a
 * whole.
 *
 * <pre>
 * length  meaning (big-endian)
 * 4       magic "BBCP"
 * 4       format version, 1
 * 16      server UUID that the files belong to
 * 8 × 6   commitTs, file number, position, last seconds, sequence number, max_binlog_size
 * 4 + n   executed, as GtidSet.encode
 * 4 + n   purged, likewise
 * 4       CRC32C of all before
 * </pre>
 */
final class CheckpointFile {
  private static final int MAGIC = 0x42424350;
  private static final int VERSION = 1;

  private final Path file;
  private final UUID serverUuid;

  CheckpointFile(Path file, UUID serverUuid) {
    this.file = file;
    this.serverUuid = serverUuid;
  }

  /** The state; empty when there is no checkpoint. */
  Optional<GeneratorState> load() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(decode(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException("binlog checkpoint " + file + ": " + e.getMessage(), e);
    }
  }

  private GeneratorState decode(byte[] bytes) throws IOException {
    if (bytes.length < 12
        || ByteBuffer.wrap(bytes).getInt(bytes.length - 4) != checksum(bytes, bytes.length - 4)) {
      throw new IOException("it is damaged");
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, bytes.length - 4));
    if (in.readInt() != MAGIC) {
      throw new IOException("it is damaged");
    }
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException("its format version " + version + " is not known");
    }
    if (!new UUID(in.readLong(), in.readLong()).equals(serverUuid)) {
      throw new IOException("it belongs to another server");
    }
    long commitTs = in.readLong();
    long number = in.readLong();
    long position = in.readLong();
    long seconds = in.readLong();
    long sequence = in.readLong();
    long maxBinlogSize = in.readLong();
    return new GeneratorState(
        commitTs,
        number,
        position,
        seconds,
        sequence,
        GtidSet.decode(in.readNBytes(in.readInt())),
        GtidSet.decode(in.readNBytes(in.readInt())),
        maxBinlogSize);
  }

  /** Replaces the checkpoint; durable when it returns. */
  void store(GeneratorState state) {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    try {
      ByteBuffer bytes = ByteBuffer.wrap(encode(state));
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
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
      throw new UncheckedIOException("binlog checkpoint " + file, e);
    }
  }

  private byte[] encode(GeneratorState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(MAGIC);
    out.writeInt(VERSION);
    out.writeLong(serverUuid.getMostSignificantBits());
    out.writeLong(serverUuid.getLeastSignificantBits());
    out.writeLong(state.commitTs());
    out.writeLong(state.fileNumber());
    out.writeLong(state.position());
    out.writeLong(state.lastSeconds());
    out.writeLong(state.sequenceNumber());
    out.writeLong(state.maxBinlogSize());
    for (GtidSet set : new GtidSet[] {state.executed(), state.purged()}) {
      byte[] encoded = set.encode();
      out.writeInt(encoded.length);
      out.write(encoded);
    }
    out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
    return bytes.toByteArray();
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
