package io.braid.frontend.statement;

import io.braid.common.NotNowException;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.row.KeyBuffer;
import io.braid.common.time.Clock;
import io.braid.common.type.Charset;
import io.braid.common.value.SqlValue;
import io.braid.executor.PointRead;
import io.braid.executor.ResultSink;
import io.braid.executor.StatementContext;
import io.braid.planner.parse.NormalizedStatement;
import io.braid.planner.plan.StatementPlan;
import io.braid.storage.ReadOutcome;
import io.braid.storage.VersionBuffer;
import io.braid.txn.Transaction;
import java.util.List;
import java.util.Optional;

/**
 * Reads that are short and wait for nothing, so that the event loop can run them: point reads in a
 * way of their own, other queries of few rows by their plan. Whatever is not plain (locked tables,
 * a branch, a commit of the row under way, a missing privilege) is left to the session's own
 * thread: then nothing has been done.
 *
 * <p>A single statement outside of a transaction reads the newest version, without a timestamp
 * (PROTOCOL.md, rule 4, for one key). Other reads see a transaction's snapshot.
 */
final class ShortReads {
  /** Longer texts take longer to be looked at than to be handed over. */
  private static final int TEXT_BYTES_MAX = 1024;

  private final StatementServices services;
  private final SessionState session;
  private final SessionTransaction transaction;
  private final TableLocks tableLocks;
  private final SessionBranch branch;
  private final QueryRunner queries;
  private final VersionBuffer row = new VersionBuffer();

  ShortReads(
      StatementServices services,
      SessionState session,
      SessionTransaction transaction,
      TableLocks tableLocks,
      SessionBranch branch,
      QueryRunner queries) {
    this.services = services;
    this.session = session;
    this.transaction = transaction;
    this.tableLocks = tableLocks;
    this.branch = branch;
    this.queries = queries;
  }

  /** Runs a prepared statement; false if that is left to the session's thread. */
  boolean execute(PreparedStatement statement, List<SqlValue> parameters, Responses responses) {
    CatalogSnapshot catalog = services.catalog().get();
    Optional<RunnablePlan> plan = statement.known(session, catalog, parameters);
    return plan.isPresent() && run(plan.get(), statement.sql(), parameters, catalog, responses);
  }

  /** Runs a text whose plan is kept; false if that is left to the session's thread. */
  boolean query(byte[] sql, Charset charset, Responses responses) {
    if (sql.length > TEXT_BYTES_MAX || (sql.length > 0 && (sql[0] | 0x20) != 's')) {
      return false;
    }
    Optional<NormalizedStatement> normalized = services.text().normalize(sql, charset, session);
    if (normalized.isEmpty()) {
      return false;
    }
    NormalizedStatement statement = normalized.get();
    CatalogSnapshot catalog = services.catalog().get();
    Optional<RunnablePlan> plan = services.planner().known(statement, session, catalog);
    return plan.isPresent()
        && run(
            plan.get(),
            StatementDispatcher.text(sql, statement.endOffset(), charset),
            StatementDispatcher.values(statement, session),
            catalog,
            responses);
  }

  private boolean run(
      RunnablePlan plan,
      String text,
      List<SqlValue> parameters,
      CatalogSnapshot catalog,
      Responses responses) {
    if (tableLocks.hasTables() || !branch.isNone() || !queries.mayRead(plan, catalog)) {
      return false;
    }
    Optional<PointRead> point = plan.point(services.executor());
    return point.isPresent()
        ? point(point.get(), plan, text, parameters, catalog, responses)
        : plan.isShort() && query(plan, text, parameters, catalog, responses);
  }

  private boolean point(
      PointRead point,
      RunnablePlan plan,
      String text,
      List<SqlValue> parameters,
      CatalogSnapshot catalog,
      Responses responses) {
    KeyBuffer key = new KeyBuffer();
    ReadOutcome outcome =
        switch (point.key(parameters, session.timeZone(), key)) {
          case OTHER -> ReadOutcome.NOT_NOW;
          case NO_ROW -> ReadOutcome.ABSENT;
          case WRITTEN -> read(point, key.toByteArray(), plan, catalog);
        };
    if (outcome == ReadOutcome.NOT_NOW) {
      return false;
    }
    begin(text);
    StatementPlan.QueryPlan query = (StatementPlan.QueryPlan) plan.plan();
    ResultSink sink = responses.resultSet(query.columns());
    sink.start(query.columns());
    if (outcome == ReadOutcome.FOUND) {
      point.send(
          row.array(),
          row.offset(),
          row.length(),
          row.schemaVersion(),
          catalog,
          session.timeZone(),
          sink);
    }
    transaction.statementSucceeded();
    session.statementEnded(-1, outcome == ReadOutcome.FOUND ? 1 : 0);
    responses.endResultSet(false);
    return true;
  }

  private void begin(String text) {
    session.diagnostics().clear();
    session.statementStarted(text);
    transaction.statementBegins();
  }

  /** Runs a plan as the session's thread would, as long as it neither waits nor takes long. */
  private boolean query(
      RunnablePlan plan,
      String text,
      List<SqlValue> parameters,
      CatalogSnapshot catalog,
      Responses responses) {
    boolean single = transaction.isNone();
    if (single
        ? !services.metadataLocks().beginBriefRead()
        : !transaction.goesOn() || !transaction.metadataLocks().tryShare(plan.tables().names())) {
      return false;
    }
    boolean done = false;
    try {
      if (services.catalog().get() != catalog) {
        return false;
      }
      begin(text);
      done = read(plan, parameters, catalog, responses);
      return done;
    } finally {
      if (!done && single) {
        transaction.statementFailed(false);
      }
      // A transaction that goes on stays as it is: what was read changes nothing in it.
      if (single) {
        services.metadataLocks().endBriefRead();
      }
    }
  }

  private boolean read(
      RunnablePlan plan, List<SqlValue> parameters, CatalogSnapshot catalog, Responses responses) {
    Transaction running = transaction.forQuery();
    if (running.locksReads()) {
      plan.ranLong();
      return false;
    }
    running.refuseWaits(true);
    try {
      StatementPlan.QueryPlan query = (StatementPlan.QueryPlan) plan.plan();
      long rows =
          queries.read(
              query,
              running,
              catalog,
              parameters,
              new ShortTime(session.cancellation(), services.clock()),
              responses.resultSet(query.columns()));
      transaction.statementSucceeded();
      session.statementEnded(-1, rows);
      responses.endResultSet(false);
      return true;
    } catch (NotNowException late) {
      if (!late.isPassing()) {
        plan.ranLong();
      }
      return false;
    } finally {
      running.refuseWaits(false);
    }
  }

  /** Ends a read that has held the event loop for long enough. */
  private static final class ShortTime implements StatementContext.Cancellation {
    private static final long NANOS_MAX = 1_000_000;

    /** So many batches are short whatever the clock says: others may have had the processor. */
    private static final int CHECKS_FREE = 8;

    private final StatementContext.Cancellation ofSession;
    private final Clock clock;
    private final long start;
    private int checks;

    ShortTime(StatementContext.Cancellation ofSession, Clock clock) {
      this.ofSession = ofSession;
      this.clock = clock;
      start = clock.monotonicNanos();
    }

    @Override
    public void check() {
      ofSession.check();
      if (++checks > CHECKS_FREE && clock.monotonicNanos() - start > NANOS_MAX) {
        throw new NotNowException("a long read");
      }
    }
  }

  private ReadOutcome read(
      PointRead point, byte[] key, RunnablePlan plan, CatalogSnapshot catalog) {
    if (transaction.isNone()) {
      if (!services.metadataLocks().beginBriefRead()) {
        return ReadOutcome.NOT_NOW;
      }
      try {
        return services.catalog().get() == catalog ? single(point, key) : ReadOutcome.NOT_NOW;
      } finally {
        services.metadataLocks().endBriefRead();
      }
    }
    return transaction.goesOn()
            && transaction.metadataLocks().tryShare(plan.tables().names())
            && services.catalog().get() == catalog
        ? inTransaction(point, key)
        : ReadOutcome.NOT_NOW;
  }

  private ReadOutcome single(PointRead point, byte[] key) {
    ReadOutcome outcome = ReadOutcome.NOT_NOW;
    if (!point.throughIndex()) {
      outcome = services.transactions().newestNow(key, row);
      if (outcome != ReadOutcome.NOT_NOW) {
        session.transactionStarted();
      }
      return outcome;
    }
    try {
      outcome = inTransaction(point, key);
    } finally {
      if (outcome == ReadOutcome.NOT_NOW) {
        transaction.rollback();
      }
    }
    return outcome;
  }

  private ReadOutcome inTransaction(PointRead point, byte[] key) {
    Transaction running = transaction.forQuery();
    running.startStatement(0, "");
    ReadOutcome outcome = running.getNow(key, row);
    return outcome == ReadOutcome.FOUND && point.throughIndex()
        ? found(running.getNow(value(), row))
        : outcome;
  }

  /** An entry leads to a row; where there seems to be none the usual way decides. */
  private static ReadOutcome found(ReadOutcome ofRow) {
    return ofRow == ReadOutcome.ABSENT ? ReadOutcome.NOT_NOW : ofRow;
  }

  private byte[] value() {
    byte[] value = new byte[row.length()];
    System.arraycopy(row.array(), row.offset(), value, 0, value.length);
    return value;
  }
}
