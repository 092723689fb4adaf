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
 * DIR/cluster.identity   lines "format 2", "uuid …", "server-id …", "created …" (seconds, UTC),
 *                        "volumes …"
 * </pre>
 *
 * @param uuid the server_uuid of all nodes and the source of the cluster's own GTIDs
 * @param serverId the server_id of all nodes
 * @param createdSeconds seconds since 1970 UTC
 * @param dataVolumes how many volumes hold rows, beside the meta volume
 */
record ClusterIdentity(UUID uuid, long serverId, long createdSeconds, int dataVolumes) {
  private static final String FILE = "cluster.identity";
  private static final String FORMAT = "2";

  /** MySQL's version that clients choose their behaviour by. */
  private static final String COMPATIBLE_VERSION = "8.4.6";

  /**
   * Reads the identity, or makes one in a new folder.
   *
   * @param volumes how many data volumes were asked for; 0 for what there is, in a new folder 1
   * @throws StartFailure when the file is damaged, of another format or has another number of
   *     volumes
   */
  static ClusterIdentity loadOrCreate(Path folder, Clock clock, int volumes) throws StartFailure {
    Path file = folder.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        return create(file, clock, Math.max(volumes, 1));
      }
      ClusterIdentity found = read(file);
      if (volumes != 0 && volumes != found.dataVolumes()) {
        throw new StartFailure(
            folder
                + " was made with --volumes "
                + found.dataVolumes()
                + ", which cannot be changed to "
                + volumes);
      }
      return found;
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
          Long.parseLong(values.getOrDefault("created", "")),
          Integer.parseInt(values.getOrDefault("volumes", "")));
    } catch (IllegalArgumentException e) {
      throw new StartFailure(file + " is damaged: it does not name the cluster", e);
    }
  }

  private static ClusterIdentity create(Path file, Clock clock, int volumes) throws IOException {
    ClusterIdentity made =
        new ClusterIdentity(UUID.randomUUID(), 1, clock.wallMicros() / 1_000_000, volumes);
    Path next = file.resolveSibling(FILE + ".new");
    Files.write(
        next,
        List.of(
            "format " + FORMAT,
            "uuid " + made.uuid(),
            "server-id " + made.serverId(),
            "created " + made.createdSeconds(),
            "volumes " + made.dataVolumes()),
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
