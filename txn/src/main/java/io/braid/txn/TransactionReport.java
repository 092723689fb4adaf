package io.braid.txn;

import io.braid.txn.lock.Deadlock;
import io.braid.txn.lock.LockCounters;
import io.braid.txn.lock.OwnerLocks;
import java.util.List;
import java.util.Optional;

/**
 * What a node can tell of its transactions: SHOW ENGINE INNODB STATUS.
 *
 * @param latestDeadlock since the start
 * @param transactions that are open or prepared, oldest first
 * @param bufferedBytes writes in memory
 * @param oldestSnapshot in use
 * @param now a timestamp of the oracle
 */
public record TransactionReport(
    Optional<LatestDeadlock> latestDeadlock,
    List<Open> transactions,
    LockCounters locks,
    long bufferedBytes,
    long oldestSnapshot,
    long now) {
  /** Copies the list. */
  public TransactionReport {
    transactions = List.copyOf(transactions);
  }

  /**
   * A deadlock.
   *
   * @param at a timestamp of the oracle
   * @param statements what the members' sessions ran, in the same order; "" when not known
   */
  public record LatestDeadlock(Deadlock deadlock, long at, List<String> statements) {
    /** Copies the list. */
    public LatestDeadlock {
      statements = List.copyOf(statements);
    }
  }

  /**
   * A transaction.
   *
   * @param id a timestamp: it tells when it began
   * @param connectionId 0 for a branch that has left its session
   * @param prepared whether it is such a branch
   * @param isolation of a prepared branch REPEATABLE READ, which no longer matters
   * @param changedRows so far
   */
  public record Open(
      long id,
      long connectionId,
      boolean prepared,
      IsolationLevel isolation,
      boolean readOnly,
      long changedRows,
      OwnerLocks locks) {}
}
