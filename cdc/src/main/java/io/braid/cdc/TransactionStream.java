package io.braid.cdc;

import io.braid.storage.ChangeRecord;
import java.util.Optional;

/**
 * The cluster's committed transactions in commit order, each whole and never before every volume
 * has resolved its timestamp. One reader thread.
 *
 * @see "DESIGN.md, section 5; PROTOCOL.md, rules 17 to 20"
 */
public interface TransactionStream extends AutoCloseable {
  /** A committed transaction or control record. Its row changes are read from it one by one. */
  interface StreamTransaction {
    /** When it committed. */
    long commitTs();

    /** The transaction record, or a {@link ChangeRecord.Control}. */
    ChangeRecord head();

    /**
     * The next streamed record in sequence order: rows in statement order, then catalog objects;
     * empty after the last. They are read from the log one by one, so memory stays bounded. Valid
     * until the stream's next {@link TransactionStream#next}.
     *
     * @throws io.braid.common.InvariantViolation when a record is missing; the stream must stop
     */
    Optional<ChangeRecord> nextRecord();
  }

  /**
   * Waits for the next transaction.
   *
   * @param waitMillis how long to wait at most
   * @return empty when none was resolved in time, or after {@link #wake}
   * @throws io.braid.common.MySqlException ER_TABLE_DEF_CHANGED (1412) when garbage collection has
   *     passed the position: the stream must stop
   * @throws io.braid.common.InvariantViolation when a transaction has lost a part: the same
   */
  Optional<StreamTransaction> next(long waitMillis) throws InterruptedException;

  /**
   * Everything at or below this timestamp has been returned by {@link #next}. May be called by any
   * thread.
   */
  long resolvedTimestamp();

  /**
   * Makes the present or following {@link #next} resolve anew and, if that brings no transaction,
   * return at once: for a statement that waits until the stream has passed a timestamp. May be
   * called by any thread.
   */
  void wake();

  @Override
  void close();
}
