package io.braid.frontend.statement;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.executor.DmlResult;
import io.braid.planner.tree.XaStatement;
import io.braid.storage.node.log.UnknownOutcomeException;
import io.braid.txn.xa.Branches;
import io.braid.txn.xa.Xid;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The XA statements of one session, and the branch that it works on.
 *
 * <pre>
 *   NON-EXISTING --START--> ACTIVE --END--> IDLE --PREPARE, COMMIT ONE PHASE, ROLLBACK--> NON-EXISTING
 *                             |  ^--RESUME---'
 *                             '--deadlock--> ROLLBACK ONLY --COMMIT, ROLLBACK--> NON-EXISTING
 * </pre>
 *
 * <p>A prepared branch has left its session (xa_detach_on_prepare is ON, as MySQL's default).
 *
 * @see "MySQL 9.7 Reference Manual, XA Transaction States"
 */
final class SessionBranch {
  private static final long NO_WAIT_LIMIT_MILLIS = 365L * 24 * 3600 * 1000;

  private enum State {
    NON_EXISTING("NON-EXISTING"),
    ACTIVE("ACTIVE"),
    IDLE("IDLE"),
    ROLLBACK_ONLY("ROLLBACK ONLY");

    private final String text;

    State(String text) {
      this.text = text;
    }
  }

  private final SessionState session;
  private final SessionTransaction transaction;
  private final Branches branches;
  private final WriteBarrier barrier;
  private final TableLocks tableLocks;
  private State state = State.NON_EXISTING;
  private @Nullable Xid xid;

  /** Why the branch can only be rolled back. */
  private MySqlError rolledBack = MySqlError.ER_XA_RBROLLBACK;

  SessionBranch(
      StatementServices services,
      SessionState session,
      SessionTransaction transaction,
      TableLocks tableLocks) {
    this.session = session;
    this.transaction = transaction;
    this.branches = services.transactions().branches();
    this.barrier = services.writeBarrier();
    this.tableLocks = tableLocks;
  }

  /**
   * Called before a statement that commits or begins a transaction.
   *
   * @throws MySqlException 1399 while the session has a branch
   */
  void refuseInBranch() {
    if (state != State.NON_EXISTING) {
      throw inState();
    }
  }

  /** Whether the session has none. */
  boolean isNone() {
    return state == State.NON_EXISTING;
  }

  /**
   * Called before a statement that uses tables or savepoints.
   *
   * @throws MySqlException 1399 when the branch is idle; 1402, 1613 or 1614 when it was rolled back
   */
  void beforeTables() {
    if (state == State.IDLE) {
      throw inState();
    }
    if (state == State.ROLLBACK_ONLY) {
      throw rolledBack.with();
    }
  }

  /** A savepoint is none of an idle branch; where the branch was rolled back it does no harm. */
  void beforeSavepoint() {
    if (state == State.IDLE) {
      throw inState();
    }
  }

  /** Called when a statement failed and took the transaction with it. */
  void transactionLost(MySqlException cause) {
    if (state == State.ACTIVE) {
      state = State.ROLLBACK_ONLY;
      rolledBack =
          switch (cause.error()) {
            case ER_LOCK_DEADLOCK -> MySqlError.ER_XA_RBDEADLOCK;
            case ER_LOCK_WAIT_TIMEOUT -> MySqlError.ER_XA_RBTIMEOUT;
            default -> MySqlError.ER_XA_RBROLLBACK;
          };
    }
  }

  /** The session ends: an unprepared branch is rolled back. */
  void reset() {
    Xid own = xid;
    if (own != null) {
      transaction.rollback();
      end(own);
    }
  }

  private void end(Xid own) {
    branches.release(own);
    xid = null;
    state = State.NON_EXISTING;
  }

  private MySqlException inState() {
    return MySqlError.ER_XAER_RMFAIL.with(state.text);
  }

  /** Runs an XA statement and answers it. */
  void run(XaStatement statement, Responses responses, boolean more) {
    switch (statement) {
      case XaStatement.Start start -> start(xid(start.xid()), start.mode());
      case XaStatement.End end -> end(xid(end.xid()), end.mode());
      case XaStatement.Prepare prepare -> prepare(xid(prepare.xid()));
      case XaStatement.Commit commit -> commit(xid(commit.xid()), commit.onePhase());
      case XaStatement.Rollback rollback -> rollback(xid(rollback.xid()));
      case XaStatement.Recover recover -> {
        recover(recover.convertXid(), responses, more);
        return;
      }
    }
    session.statementEnded(0, -1);
    responses.ok(new DmlResult(0, 0, 0, ""), more);
  }

  private static Xid xid(XaStatement.Xid named) {
    return new Xid(named.format(), named.globalId().toArray(), named.branch().toArray());
  }

  private void start(Xid named, XaStatement.Start.StartMode mode) {
    if (state == State.IDLE && mode == XaStatement.Start.StartMode.RESUME) {
      if (!named.equals(xid)) {
        throw MySqlError.ER_XAER_NOTA.with();
      }
      state = State.ACTIVE;
      return;
    }
    if (mode != XaStatement.Start.StartMode.NEW) {
      throw MySqlError.ER_XAER_INVAL.with();
    }
    refuseInBranch();
    if (transaction.isActive() || tableLocks.hasTables()) {
      throw MySqlError.ER_XAER_OUTSIDE.with();
    }
    branches.reserve(named);
    transaction.start(false, session.readOnly());
    xid = named;
    state = State.ACTIVE;
  }

  private void end(Xid named, XaStatement.End.EndMode mode) {
    if (mode != XaStatement.End.EndMode.PLAIN) {
      throw MySqlError.ER_XAER_INVAL.with();
    }
    if (state != State.ACTIVE && state != State.ROLLBACK_ONLY) {
      throw inState();
    }
    if (!named.equals(xid)) {
      throw MySqlError.ER_XAER_NOTA.with();
    }
    if (state == State.ROLLBACK_ONLY) {
      throw rolledBack.with();
    }
    state = State.IDLE;
  }

  private void prepare(Xid named) {
    if (state != State.IDLE) {
      throw inState();
    }
    if (!named.equals(xid)) {
      throw MySqlError.ER_XAER_NOTA.with();
    }
    barrier.enter(session, Set.of(), NO_WAIT_LIMIT_MILLIS, session.cancellation());
    try {
      SessionTransaction.Detached detached = transaction.detach();
      xid = null;
      state = State.NON_EXISTING;
      branches.prepare(named, detached.transaction(), detached.metadataLocks()::releaseAll);
    } finally {
      barrier.leave(session);
    }
  }

  private void commit(Xid named, boolean onePhase) {
    if (!named.equals(xid)) {
      requireFree();
      commitPrepared(named);
      return;
    }
    if (state == State.ROLLBACK_ONLY) {
      transaction.rollback();
      end(named);
      throw rolledBack.with();
    }
    if (state != State.IDLE || !onePhase) {
      throw inState();
    }
    try {
      transaction.commit();
    } finally {
      end(named);
    }
  }

  private void commitPrepared(Xid named) {
    if (!branches.hasWrites(named)) {
      long unused = branches.commit(named);
      return;
    }
    barrier.enter(session, Set.of(), NO_WAIT_LIMIT_MILLIS, session.cancellation());
    try {
      long unused = branches.commit(named);
    } catch (UnknownOutcomeException e) {
      throw MySqlError.ER_ERROR_DURING_COMMIT.with(
          "unknown outcome", "the branch may or may not have been committed");
    } finally {
      barrier.leave(session);
    }
  }

  private void rollback(Xid named) {
    if (!named.equals(xid)) {
      requireFree();
      branches.rollback(named);
      return;
    }
    if (state == State.ACTIVE) {
      throw inState();
    }
    transaction.rollback();
    end(named);
  }

  /** Another session's branch can be ended only outside of any transaction. */
  private void requireFree() {
    if (state != State.NON_EXISTING || transaction.isActive()) {
      throw inState();
    }
  }

  private void recover(boolean convertXid, Responses responses, boolean more) {
    if (!session.hasGlobalPrivilege("XA_RECOVER_ADMIN")) {
      throw MySqlError.ER_XAER_RMERR.with();
    }
    FixedResult result =
        new FixedResult()
            .number("formatID", false)
            .number("gtrid_length", false)
            .number("bqual_length", false)
            .text("data", 2 * 2 * Xid.PART_BYTES_MAX + 2);
    for (Xid prepared : branches.prepared()) {
      byte[] data = prepared.data();
      result.row(
          prepared.format(),
          (long) prepared.globalId().length,
          (long) prepared.qualifier().length,
          convertXid ? "0x" + HexFormat.of().formatHex(data).toUpperCase(Locale.ROOT) : data);
    }
    session.statementEnded(-1, result.rowCount());
    result.send(responses, more);
  }
}
