package io.braid.storage.node;

import java.util.concurrent.atomic.LongAdder;

/** What the volumes of a node have asked of RocksDB since the start. Used by all threads. */
public final class StorageCounters {
  private final LongAdder gets = new LongAdder();
  private final LongAdder cursors = new LongAdder();
  private final LongAdder syncs = new LongAdder();

  /** Counts a look-up of one key. */
  public void got() {
    gets.increment();
  }

  /** Counts a cursor over a range. */
  public void opened() {
    cursors.increment();
  }

  /** Counts a sync of a volume's log, which many commits may share. */
  public void synced() {
    syncs.increment();
  }

  /** Look-ups of one key. */
  public long gets() {
    return gets.sum();
  }

  /** Cursors over ranges. */
  public long cursors() {
    return cursors.sum();
  }

  /** Syncs of logs. */
  public long syncs() {
    return syncs.sum();
  }
}
