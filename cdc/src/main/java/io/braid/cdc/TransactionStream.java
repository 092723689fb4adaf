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
     * The next streamed record in sequence order, or empty after the last; memory stays bounded.
     */
    Optional<ChangeRecord> nextRecord();
  }

  /**
   * Waits for the next transaction.
   *
   * @param waitMillis how long to wait at most
   * @return empty when none was resolved in time
   */
  Optional<StreamTransaction> next(long waitMillis) throws InterruptedException;

  /** Everything at or below this timestamp has been returned by {@link #next}. */
  long resolvedTimestamp();

  @Override
  void close();
}
