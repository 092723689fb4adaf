package io.braid.txn.xa;

import io.braid.txn.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The branches that a node knows: those that sessions work on, by name only, and the prepared ones,
 * which belong to nobody. A prepared branch keeps its writes and locks, also over a restart, until
 * any session commits it or rolls it back.
 *
 * <pre>
 *   reserve ──► ACTIVE (a session's) ──prepare──► PREPARED ──commit, rollback──► forgotten
 *                  │ release                          ▲ restart
 *                  └──► forgotten
 * </pre>
 *
 * <p>Safe for use by all threads.
 *
 * @see "PROTOCOL.md, rules 8 and 27"
 */
public interface Branches {
  /**
   * Takes a name for a session's branch.
   *
   * @throws io.braid.common.MySqlException 1440 when it is in use
   */
  void reserve(Xid xid);

  /** Gives back a name that {@link #reserve} took and {@link #prepare} has not used. */
  void release(Xid xid);

  /**
   * Makes the writes of a transaction durable without committing them. The transaction is over for
   * its session, whatever comes of it.
   *
   * @param transaction empty when no statement has run
   * @param ended called once, when the branch is committed or rolled back; at once if the prepare
   *     fails
   * @throws io.braid.common.MySqlException 1402 when it cannot be made durable: the branch is
   *     rolled back and its name is free
   */
  void prepare(Xid xid, Optional<Transaction> transaction, Runnable ended);

  /**
   * Commits a prepared branch.
   *
   * @return the commit timestamp; 0 when it has written nothing
   * @throws io.braid.common.MySqlException 1397 when no such branch is prepared, 1401 when it could
   *     not be committed now and stays prepared
   * @throws io.braid.storage.node.log.UnknownOutcomeException when the decision cannot be asked for
   */
  long commit(Xid xid);

  /** Rolls a prepared branch back; errors as {@link #commit}. */
  void rollback(Xid xid);

  /** Whether a branch is prepared and has written something. */
  boolean hasWrites(Xid xid);

  /** The prepared branches, oldest first. */
  List<Xid> prepared();

  /** The tables that a prepared branch, found at start, has written to. */
  Set<Long> tables(Xid xid);

  /** What to call when a branch, found at start, is committed or rolled back. */
  void onEnd(Xid xid, Runnable ended);
}
