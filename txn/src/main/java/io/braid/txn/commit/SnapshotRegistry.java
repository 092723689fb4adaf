package io.braid.txn.commit;

import io.braid.txn.timestamp.TimestampOracle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The snapshots in use. A snapshot is announced with a lower bound before its timestamp is taken,
 * so that {@link #oldest}, which takes its own timestamp first, never returns more than a snapshot
 * that is just being taken.
 */
final class SnapshotRegistry {
  private final TimestampOracle oracle;
  private final Set<Snapshot> open = ConcurrentHashMap.newKeySet();

  SnapshotRegistry(TimestampOracle oracle) {
    this.oracle = oracle;
  }

  /** A snapshot of one transaction; used by its thread. */
  final class Snapshot implements AutoCloseable {
    private volatile long timestamp = oracle.last();

    long timestamp() {
      return timestamp;
    }

    /** Moves to the present. The old, lower timestamp protects the new one while it is taken. */
    void renew() {
      open.add(this); // it may have been given up
      timestamp = oracle.next();
    }

    @Override
    public void close() {
      open.remove(this);
    }
  }

  Snapshot take() {
    Snapshot snapshot = new Snapshot();
    snapshot.renew();
    return snapshot;
  }

  /** Forgets the snapshots below a timestamp and returns how many there were. */
  int giveUpBelow(long timestamp) {
    int before = open.size();
    open.removeIf(snapshot -> snapshot.timestamp() < timestamp);
    return Math.max(0, before - open.size());
  }

  long oldest() {
    long oldest = oracle.next();
    for (Snapshot snapshot : open) {
      oldest = Math.min(oldest, snapshot.timestamp());
    }
    return oldest;
  }
}
