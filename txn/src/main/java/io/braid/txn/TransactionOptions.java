package io.braid.txn;

import io.braid.storage.Gtid;

/**
 * How a transaction reads and what the stream says of it.
 *
 * @param connectionId for deadlock reports and the process list
 * @param readOnly writes fail with 1792
 * @param snapshotNow take the snapshot at begin
 * @param originServerId 0 for this cluster's own
 * @param originalCommitMicros 0 for our own commits
 */
public record TransactionOptions(
    long connectionId,
    IsolationLevel isolation,
    boolean readOnly,
    boolean snapshotNow,
    Gtid gtid,
    long originServerId,
    long originalCommitMicros) {

  /** An ordinary transaction of a connection. */
  public static TransactionOptions of(
      long connectionId, IsolationLevel isolation, boolean readOnly) {
    return new TransactionOptions(
        connectionId, isolation, readOnly, false, new Gtid.Automatic(), 0, 0);
  }
}
