package io.braid.storage.node.volume;

/** Which log makes a volume replica durable. The order is the superblock's code. */
public enum LogMode {
  /** RocksDB's own synced log; one replica. */
  LOCAL,
  /** Ratis; one or more replicas. Experimental. */
  RAFT;

  int code() {
    return ordinal();
  }
}
