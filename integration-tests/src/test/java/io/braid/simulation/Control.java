package io.braid.simulation;

/** A record of volume 0 that steers the cluster and the stream at its timestamp. */
sealed interface Control {
  /** A new volume: it commits above this timestamp only. */
  record Activate(int volume) implements Control {}

  /**
   * A shard lives elsewhere.
   *
   * @param former where snapshots at or below {@code flipTs} find it
   */
  record Flip(int shard, int volume, long epoch, int former, long flipTs) implements Control {}

  /** A table's schema from this timestamp on; it is in the stream. */
  record Ddl(String table, int schemaVersion) implements Control {}

  /** The size at which binlog files rotate. */
  record FileSize(int bytes) implements Control {}
}
