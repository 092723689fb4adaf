package io.braid.frontend.statement;

import io.braid.common.MySqlError;
import io.braid.executor.ddl.MetadataLocks;
import io.braid.storage.Gtid;
import io.braid.storage.node.log.UnknownOutcomeException;
import io.braid.txn.IsolationLevel;
import io.braid.txn.Transaction;
import io.braid.txn.TransactionManager;
import io.braid.txn.TransactionOptions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of one session: opened by BEGIN, by the first statement with autocommit off, or
 * for one statement. Owns the session's metadata locks, which live as long as the transaction.
 *
 * <pre>
 *   none --BEGIN--> explicit --COMMIT, ROLLBACK, DDL--> none
 *   none --statement, autocommit=0--> implicit --COMMIT, ROLLBACK, DDL--> none
 *   none --statement, autocommit=1--> single --end of statement--> none
 * </pre>
 */
final class SessionTransaction {
  private static final long NO_WAIT_LIMIT_MILLIS = 365L * 24 * 3600 * 1000;

  private final TransactionManager manager;
  private final SessionState session;
  private final WriteBarrier barrier;
  private final MetadataLocks.Owner metadataLocks;
  private final StreamStatements stream;
  private StreamStatements.@Nullable SnapshotPlace place;
  private @Nullable Transaction open;
  private boolean explicit;

  /** Whether the statement under way has used the transaction, so that there is what to undo. */
  private boolean used;

  private boolean readOnly;
  private Gtid gtid = new Gtid.Automatic();

  SessionTransaction(
      TransactionManager manager,
      SessionState session,
      WriteBarrier barrier,
      MetadataLocks.Owner metadataLocks,
      StreamStatements stream) {
    this.stream = stream;
    this.manager = manager;
    this.session = session;
    this.barrier = barrier;
    this.metadataLocks = metadataLocks;
  }

  /** Whether BEGIN was said or a transaction with several statements is open. */
  boolean isActive() {
    return explicit || (open != null && !session.autocommit());
  }

  /** Whether the active transaction is read-only. */
  boolean isReadOnly() {
    return isActive() && readOnly;
  }

  /** Whether the next statement is a transaction of its own, with nothing special about it. */
  boolean isNone() {
    return !explicit && open == null && session.autocommit() && gtid instanceof Gtid.Automatic;
  }

  /** Whether it ends, if there is one, without a commit that waits. */
  boolean isWithoutWrites() {
    Transaction current = open;
    return gtid instanceof Gtid.Automatic && (current == null || !current.hasWrites());
  }

  /** Whether the next statement runs in a transaction that does not end with it. */
  boolean goesOn() {
    return explicit || !session.autocommit();
  }

  MetadataLocks.Owner metadataLocks() {
    return metadataLocks;
  }

  /** Which GTID the next transaction takes; sql_log_bin=0 makes it silent. */
  void setGtid(Gtid next) {
    gtid = next;
  }

  /** What the next transaction is in the stream. */
  Gtid nextGtid() {
    return session.longVariable("sql_log_bin") == 0 ? new Gtid.Silent() : gtid;
  }

  /**
   * A statement begins; one that fails before {@link #forQuery} and {@link #forChange} must undo
   * nothing.
   */
  void statementBegins() {
    used = false;
  }

  /**
   * The transaction that a query runs in; begins one if there is none. A query alone needs no locks
   * to be serializable: it reads one snapshot.
   */
  Transaction forQuery() {
    boolean alone = !explicit && session.autocommit();
    return forStatement(
        alone && session.isolation() == IsolationLevel.SERIALIZABLE
            ? IsolationLevel.REPEATABLE_READ
            : session.isolation());
  }

  /** The transaction that a change runs in, with what it reads; begins one if there is none. */
  Transaction forChange() {
    return forStatement(session.isolation());
  }

  private Transaction forStatement(IsolationLevel isolation) {
    used = true;
    Transaction current = open;
    if (current == null) {
      current = begin(isolation, false);
    }
    return current;
  }

  /** START TRANSACTION; an open transaction is committed first. */
  void start(boolean consistentSnapshot, boolean asReadOnly) {
    commit();
    explicit = true;
    readOnly = asReadOnly;
    if (consistentSnapshot) {
      startSnapshot();
    }
  }

  /** Other levels have no snapshot of the transaction; then this is a plain START TRANSACTION. */
  private void startSnapshot() {
    if (session.isolation() != IsolationLevel.REPEATABLE_READ) {
      Transaction unused = begin(session.isolation(), false);
      return;
    }
    // Before the snapshot: the stream's writer notes where it is from now on.
    StreamStatements.SnapshotPlace opened = stream.snapshotPlace();
    place = opened;
    opened.at(begin(session.isolation(), true).readTs());
  }

  /**
   * Where the stream is at the transaction's snapshot, if it was begun WITH CONSISTENT SNAPSHOT.
   */
  Optional<StreamStatements.SnapshotPlace> snapshotPlace() {
    return Optional.ofNullable(place);
  }

  private Transaction begin(IsolationLevel isolation, boolean snapshotNow) {
    if (!explicit) {
      readOnly = session.readOnly();
    }
    Transaction begun =
        manager.begin(
            new TransactionOptions(
                session.connectionId(), isolation, readOnly, snapshotNow, nextGtid(), 0, 0));
    open = begun;
    session.transactionStarted();
    return begun;
  }

  /** Called when a statement succeeded: commits unless the transaction goes on. */
  void statementSucceeded() {
    if (!isActive()) {
      commit();
    }
  }

  /**
   * Called when a statement failed: undoes it, or the whole transaction when it was a single
   * statement's or a deadlock's.
   */
  void statementFailed(boolean wholeTransaction) {
    Transaction current = open;
    if (current == null) {
      if (!isActive()) {
        metadataLocks.releaseAll();
      }
      return;
    }
    if (wholeTransaction || !isActive() || current.isFinished()) {
      rollback();
    } else if (used) {
      current.rollbackStatement();
    }
  }

  /** COMMIT, also the implicit one before DDL. */
  void commit() {
    Transaction current = open;
    try {
      if (current != null) {
        commit(current);
      }
    } finally {
      ended();
    }
  }

  private void commit(Transaction current) {
    if (!current.hasWrites()) {
      current.commit();
      return;
    }
    try {
      barrier.enter(session, Set.of(), NO_WAIT_LIMIT_MILLIS, session.cancellation());
    } catch (RuntimeException e) {
      current.rollback();
      throw e;
    }
    try {
      current.commit();
    } catch (UnknownOutcomeException e) {
      throw MySqlError.ER_ERROR_DURING_COMMIT.with(
          "unknown outcome", "the transaction may or may not have been committed");
    } finally {
      barrier.leave(session);
    }
  }

  /** A transaction that has left its session, with its metadata locks. */
  record Detached(Optional<Transaction> transaction, MetadataLocks.Owner metadataLocks) {}

  /** Gives the transaction away: it was prepared as a branch. */
  Detached detach() {
    Detached detached = new Detached(Optional.ofNullable(open), metadataLocks.handOver());
    open = null;
    ended();
    return detached;
  }

  /** ROLLBACK. */
  void rollback() {
    Transaction current = open;
    try {
      if (current != null) {
        current.rollback();
      }
    } finally {
      ended();
    }
  }

  private void ended() {
    Transaction current = open;
    open = null;
    explicit = false;
    readOnly = false;
    StreamStatements.SnapshotPlace ended = place;
    if (ended != null) {
      ended.close();
      place = null;
    }
    gtid = new Gtid.Automatic();
    metadataLocks.releaseAll();
    if (current != null) {
      current.close();
    }
  }

  void savepoint(String name) {
    if (isActive() || !session.autocommit()) {
      forChange().savepoint(name);
    }
  }

  void rollbackTo(String name) {
    Transaction current = open;
    if (current == null) {
      throw MySqlError.ER_SP_DOES_NOT_EXIST.with("SAVEPOINT", name);
    }
    current.rollbackTo(name);
  }

  void release(String name) {
    Transaction current = open;
    if (current == null) {
      throw MySqlError.ER_SP_DOES_NOT_EXIST.with("SAVEPOINT", name);
    }
    current.release(name);
  }

  /** Makes waits of the running statement end; called by other threads. */
  void cancel() {
    Transaction current = open;
    if (current != null) {
      current.cancel();
    }
  }
}
