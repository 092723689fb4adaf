package io.braid.server;

import io.braid.storage.Timestamps;
import io.braid.txn.TransactionManager;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What bounds the history that open snapshots hold: their age, and the share of the disk that the
 * history takes. A snapshot that is given up gets ER_TABLE_DEF_CHANGED (1412) at its next read.
 *
 * @see "PROTOCOL.md, rule 16"
 */
final class SnapshotLimits {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotLimits.class);

  /** Snapshots of short statements are not worth giving up. */
  private static final long SPARED_MILLIS = 60_000;

  private final TransactionManager transactions;
  private final LongSupplier secondsMax;
  private final LongSupplier diskPercentMax;
  private final LongSupplier historyBytes;
  private final LongSupplier diskBytes;

  /**
   * @param secondsMax of a snapshot's age, 0 for any
   * @param diskPercentMax of the disk that history may take before snapshots are given up, 0 for
   *     any
   * @param historyBytes taken now
   * @param diskBytes of the whole disk
   */
  SnapshotLimits(
      TransactionManager transactions,
      LongSupplier secondsMax,
      LongSupplier diskPercentMax,
      LongSupplier historyBytes,
      LongSupplier diskBytes) {
    this.transactions = transactions;
    this.secondsMax = secondsMax;
    this.diskPercentMax = diskPercentMax;
    this.historyBytes = historyBytes;
    this.diskBytes = diskBytes;
  }

  /** The oldest snapshot in use, after those beyond the limits were given up. */
  long oldest() {
    long now = Timestamps.millis(transactions.currentTimestamp());
    long seconds = secondsMax.getAsLong();
    if (seconds > 0) {
      giveUp(now - seconds * 1_000, "older than braid_snapshot_seconds_max = " + seconds);
    }
    long oldest = transactions.oldestSnapshot();
    long percent = diskPercentMax.getAsLong();
    long oldestMillis = Timestamps.millis(oldest);
    if (percent > 0
        && oldestMillis < now - SPARED_MILLIS
        && historyBytes.getAsLong() > diskBytes.getAsLong() / 100 * percent) {
      // The oldest alone: what it held goes before the next look.
      giveUp(
          oldestMillis + 1,
          "the oldest, and history takes more of the disk than braid_history_disk_percent = "
              + percent);
    }
    return transactions.oldestSnapshot();
  }

  private void giveUp(long belowMillis, String why) {
    int count = transactions.giveUpSnapshotsBelow(Timestamps.of(Math.max(0, belowMillis), 0));
    if (count > 0) {
      LOG.warn("{} snapshots are given up ({}): their next read fails with 1412", count, why);
    }
  }
}
