package io.braid.binlog;

import java.util.UUID;

/**
 * What is the same on all nodes of a cluster and goes into every file.
 *
 * @param serverUuid the source of the cluster's own GTIDs; for ever
 * @param serverId of event headers; never 0
 * @param serverVersion as {@code version()} says it, such as "8.4.6-braid-0.1.0"
 * @param createdSeconds when the cluster was made, seconds since 1970 UTC: the time of the first
 *     file
 */
public record BinlogIdentity(
    UUID serverUuid, long serverId, String serverVersion, long createdSeconds) {
  /** Checks the server id. */
  public BinlogIdentity {
    if (serverId < 1 || serverId > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("server id " + serverId);
    }
  }

  /** The version as GTID events have it: 80406 for 8.4.6. */
  public int serverVersionNumber() {
    int number = 0;
    int parts = 0;
    for (String part : serverVersion.split("[^0-9]", 4)) {
      if (parts < 3 && !part.isEmpty()) {
        number = number * 100 + Integer.parseInt(part);
        parts++;
      }
    }
    return number;
  }
}
