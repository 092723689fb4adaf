package io.braid.server;

/** Which replicated log the volumes stand on. */
public enum LogKind {
  /** One replica, RocksDB's own synced log. */
  LOCAL,
  /** Ratis with one member; experimental. */
  RAFT
}
