package io.braid.server;

import io.braid.txn.shard.Placement;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a node was asked to be, checked.
 *
 * @param data the data folder, absolute
 * @param bind address to listen on
 * @param port MySQL port, 0 for any free one
 * @param log which replicated log the volumes stand on
 * @param volumes how many volumes hold rows; 0 for what the folder has, in a new one 1
 * @param placement how new tables are spread over them
 * @param memoryBytes all memory of the process
 * @param cacheBytes RocksDB's part, 0 for its usual share
 * @param logFile where log lines go; standard error when absent
 * @param secureFilePriv the folder whose files statements may read; every one if it is empty, none
 *     if it is absent
 * @param localInfile whether clients may send files of their machines
 * @param allowRemoteRoot whether root without a password may come from another machine
 */
public record NodeConfig(
    Path data,
    String bind,
    int port,
    LogKind log,
    int volumes,
    Placement.Policy placement,
    long memoryBytes,
    long cacheBytes,
    Optional<Path> logFile,
    Optional<String> secureFilePriv,
    boolean localInfile,
    boolean allowRemoteRoot) {
  /** A volume costs threads, files and a stream of syncs of its own. */
  public static final int VOLUMES_MAX = 64;

  public NodeConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("--port must lie between 0 and 65535, not " + port);
    }
    if (bind.isBlank()) {
      throw new IllegalArgumentException("--bind needs an address");
    }
    if (!data.isAbsolute()) {
      throw new IllegalArgumentException("the data folder must be absolute: " + data);
    }
    if (volumes < 0 || volumes > VOLUMES_MAX) {
      throw new IllegalArgumentException(
          "--volumes must lie between 1 and " + VOLUMES_MAX + ", not " + volumes);
    }
    if (cacheBytes < 0) {
      throw new IllegalArgumentException("--cache cannot be negative");
    }
  }
}
