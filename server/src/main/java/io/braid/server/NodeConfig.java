package io.braid.server;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a node was asked to be, checked.
 *
 * @param data the data folder, absolute
 * @param bind address to listen on
 * @param port MySQL port, 0 for any free one
 * @param log which replicated log the volumes stand on
 * @param memoryBytes all memory of the process
 * @param cacheBytes RocksDB's part, 0 for its usual share
 * @param logFile where log lines go; standard error when absent
 * @param allowRemoteRoot whether root without a password may come from another machine
 */
public record NodeConfig(
    Path data,
    String bind,
    int port,
    LogKind log,
    long memoryBytes,
    long cacheBytes,
    Optional<Path> logFile,
    boolean allowRemoteRoot) {
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
    if (cacheBytes < 0) {
      throw new IllegalArgumentException("--cache cannot be negative");
    }
  }
}
