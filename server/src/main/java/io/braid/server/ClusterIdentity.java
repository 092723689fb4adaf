package io.braid.server;

import io.braid.binlog.BinlogIdentity;
import io.braid.common.BraidVersion;
import io.braid.common.time.Clock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What names a cluster for ever, made at the first start and kept in the data folder.
 *
 * <pre>
 * DIR/cluster.identity   lines "format 1", "uuid …", "server-id …", "created …" (seconds, UTC)
 * </pre>
 *
 * @param uuid the server_uuid of all nodes and the source of the cluster's own GTIDs
 * @param serverId the server_id of all nodes
 * @param createdSeconds seconds since 1970 UTC
 */
record ClusterIdentity(UUID uuid, long serverId, long createdSeconds) {
  private static final String FILE = "cluster.identity";
  private static final String FORMAT = "1";

  /** MySQL's version that clients choose their behaviour by. */
  private static final String COMPATIBLE_VERSION = "8.4.6";

  /**
   * Reads the identity, or makes one in a new folder.
   *
   * @throws StartFailure when the file is damaged or of a newer format
   */
  static ClusterIdentity loadOrCreate(Path folder, Clock clock) throws StartFailure {
    Path file = folder.resolve(FILE);
    try {
      return Files.exists(file) ? read(file) : create(file, clock);
    } catch (IOException e) {
      throw new StartFailure("cannot use " + file + ": " + IoMessage.of(e), e);
    }
  }

  private static ClusterIdentity read(Path file) throws IOException, StartFailure {
    Map<String, String> values = new HashMap<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      int space = line.indexOf(' ');
      if (space > 0) {
        values.put(line.substring(0, space), line.substring(space + 1).strip());
      }
    }
    if (!FORMAT.equals(values.get("format"))) {
      throw new StartFailure(file + " has format " + values.get("format") + ", not " + FORMAT);
    }
    try {
      return new ClusterIdentity(
          UUID.fromString(values.getOrDefault("uuid", "")),
          Long.parseLong(values.getOrDefault("server-id", "")),
          Long.parseLong(values.getOrDefault("created", "")));
    } catch (IllegalArgumentException e) {
      throw new StartFailure(file + " is damaged: it does not name the cluster", e);
    }
  }

  private static ClusterIdentity create(Path file, Clock clock) throws IOException {
    ClusterIdentity made =
        new ClusterIdentity(UUID.randomUUID(), 1, clock.wallMicros() / 1_000_000);
    Path next = file.resolveSibling(FILE + ".new");
    Files.write(
        next,
        List.of(
            "format " + FORMAT,
            "uuid " + made.uuid(),
            "server-id " + made.serverId(),
            "created " + made.createdSeconds()),
        StandardCharsets.UTF_8);
    try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel channel =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      channel.force(true);
    }
    return made;
  }

  /** {@code version()} of this build. */
  static String serverVersion() {
    return COMPATIBLE_VERSION + "-braid-" + BraidVersion.current();
  }

  /** What the binlog needs of it. */
  BinlogIdentity binlog() {
    return new BinlogIdentity(uuid, serverId, serverVersion(), createdSeconds);
  }
}
