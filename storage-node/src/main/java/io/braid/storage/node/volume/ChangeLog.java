package io.braid.storage.node.volume;

import io.braid.storage.ChangeRecord;
import io.braid.storage.VolumeId;
import java.util.Optional;

/**
 * A volume as the stream sees it: an ordered log of committed changes, and up to where it is
 * complete. All methods may be called by any thread.
 *
 * @see "PROTOCOL.md, rules 17 and 18"
 */
public interface ChangeLog {
  /** The volume's id. */
  VolumeId id();

  /**
   * The highest timestamp at or below which no further commit can appear here, given that {@code
   * oracleNow} was read from the oracle before this call.
   *
   * @see "PROTOCOL.md, rule 18"
   */
  long resolvedTimestamp(long oracleNow);

  /**
   * Reads the change log in order from the first record after (commitTs, sequence).
   *
   * @param undoToo whether records that are not streamed are returned
   * @throws io.braid.common.MySqlException when garbage collection has passed the start
   */
  Cursor changes(long afterCommitTs, int afterSequence, boolean undoToo);

  /**
   * Registers a listener that is called after a commit was applied and no longer holds the resolved
   * timestamp. It is called by the log's thread: it may only wake others.
   */
  void onApplied(Runnable listener);

  /** Removes a listener given to {@link #onApplied}. */
  void removeListener(Runnable listener);

  /** The highest commit timestamp that was applied here, for a new oracle's start. */
  long highestCommitTs();

  /** A forward cursor over the change log. Not safe for use by several threads. */
  interface Cursor extends AutoCloseable {
    /**
     * The next record, or empty at the end of what has been applied so far. Commits are applied in
     * another order than that of their timestamps: a follower must not take records above the
     * {@link ChangeLog#resolvedTimestamp} that it read before its last {@link #seekAfter}.
     *
     * @throws io.braid.common.MySqlException ER_TABLE_DEF_CHANGED (1412) when garbage collection
     *     has passed the position
     */
    Optional<ChangeRecord> next();

    /** Goes on behind (commitTs, sequence) and sees all that is applied by now. */
    void seekAfter(long commitTs, int sequence);

    @Override
    void close();
  }
}
