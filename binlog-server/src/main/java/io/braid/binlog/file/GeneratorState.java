package io.braid.binlog.file;

import io.braid.binlog.BinlogIdentity;
import io.braid.binlog.gtid.GtidSet;
import io.braid.storage.Timestamps;

/**
 * All that the next byte of the binlog depends on, beside the stream. Made at a border of
 * transactions.
 *
 * @param commitTs everything at or below it is in the files
 * @param fileNumber of the present file, or one less than the first one's
 * @param position where its next event goes; 0 when there is no file yet
 * @param lastSeconds of the last row event's header; it never goes back
 * @param sequenceNumber of the file's last GTID event
 * @param executed gtid_executed
 * @param purged gtid_purged
 * @param maxBinlogSize a file at or above it ends after the transaction, in bytes
 */
public record GeneratorState(
    long commitTs,
    long fileNumber,
    long position,
    long lastSeconds,
    long sequenceNumber,
    GtidSet executed,
    GtidSet purged,
    long maxBinlogSize) {
  /** MySQL's default of max_binlog_size. */
  public static final long DEFAULT_MAX_BINLOG_SIZE = 1L << 30;

  /** Before the first file. */
  public static GeneratorState initial(BinlogIdentity identity) {
    return new GeneratorState(
        0,
        0,
        0,
        identity.createdSeconds(),
        0,
        GtidSet.EMPTY,
        GtidSet.EMPTY,
        DEFAULT_MAX_BINLOG_SIZE);
  }

  /** The header time of rows that committed at a timestamp. */
  long secondsAt(long commit) {
    return Math.max(lastSeconds, Timestamps.millis(commit) / 1_000);
  }
}
