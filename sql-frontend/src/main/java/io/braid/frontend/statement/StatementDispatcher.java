package io.braid.frontend.statement;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.type.Charset;
import io.braid.common.value.SqlValue;
import io.braid.executor.Diagnostics;
import io.braid.executor.DmlResult;
import io.braid.executor.SchemaChangeContext;
import io.braid.frontend.show.SystemViews;
import io.braid.frontend.statement.StatementServices.SqlText.Parsed;
import io.braid.planner.analyze.LiteralUses;
import io.braid.planner.parse.NormalizedStatement;
import io.braid.planner.parse.ParsedStatement;
import io.braid.planner.plan.OutputColumn;
import io.braid.planner.plan.StatementPlan;
import io.braid.planner.tree.AccountStatement;
import io.braid.planner.tree.AdminStatement;
import io.braid.planner.tree.DdlStatement;
import io.braid.planner.tree.DmlStatement;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Literal;
import io.braid.planner.tree.PreparedTextStatement;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.ReplicationStatement;
import io.braid.planner.tree.SessionStatement;
import io.braid.planner.tree.ShowStatement;
import io.braid.planner.tree.Statement;
import io.braid.planner.tree.TransactionStatement;
import io.braid.planner.tree.UnsupportedStatement;
import io.braid.planner.tree.UtilityStatement;
import io.braid.planner.tree.VariableScope;
import io.braid.planner.tree.XaStatement;
import io.braid.txn.IsolationLevel;
import io.braid.txn.TransactionOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs the statements of one session: the one place where a kind of statement meets the part of the
 * server that answers it.
 */
public final class StatementDispatcher implements SessionStatements {
  private static final java.nio.charset.Charset WINDOWS_1252 =
      java.nio.charset.Charset.forName("windows-1252");

  private static final DmlResult DONE = new DmlResult(0, 0, 0, "");

  private final StatementServices services;
  private final SessionState session;
  private final SessionTransaction transaction;
  private final QueryRunner queries;
  private final ShortReads shortReads;
  private final SetStatements set;
  private final ShowStatements show;
  private final TableLocks tableLocks;
  private final SessionBranch branch;
  private final PreparedTexts prepared = new PreparedTexts();

  /** The statements of {@code session}. */
  public StatementDispatcher(StatementServices services, SessionState session) {
    this.services = services;
    this.session = session;
    this.tableLocks =
        new TableLocks(session, services.writeBarrier(), services.metadataLocks().owner());
    this.transaction =
        new SessionTransaction(
            services.transactions(),
            session,
            services.writeBarrier(),
            services.metadataLocks().owner(),
            services.stream());
    this.branch = new SessionBranch(services, session, transaction, tableLocks);
    this.queries = new QueryRunner(services, session, transaction, tableLocks, branch);
    this.shortReads = new ShortReads(services, session, transaction, tableLocks, branch, queries);
    this.set = new SetStatements(session, transaction::isActive, queries::evaluate);
    this.show = new ShowStatements(services, session, queries);
  }

  @Override
  public void query(byte[] sql, Charset charset, boolean several, Responses responses) {
    Optional<Parsed> control = ControlTexts.find(sql);
    if (control.isPresent()) {
      run(control.get(), List.of(), responses, false);
      return;
    }
    Optional<NormalizedStatement> normalized = services.text().normalize(sql, charset, session);
    if (normalized.isPresent() && known(normalized.get(), sql, charset, responses)) {
      return;
    }
    Iterator<Parsed> statements =
        services.text().parse(sql, charset, several, false, session).iterator();
    if (!statements.hasNext()) {
      // A comment alone is a statement that does nothing; nothing at all is an error.
      if (!hasComment(sql)) {
        throw MySqlError.ER_EMPTY_QUERY.with();
      }
      session.diagnostics().clear();
      finish(DONE, responses, false);
      return;
    }
    while (statements.hasNext()) {
      Parsed parsed = statements.next();
      run(parsed, List.of(), responses, statements.hasNext());
    }
  }

  /** Runs a statement by its normalized form; false if it can only be run by its own text. */
  private boolean known(
      NormalizedStatement statement, byte[] sql, Charset charset, Responses responses) {
    CatalogSnapshot before = services.catalog().get();
    Optional<RunnablePlan> plan = services.planner().normalized(statement, session, before);
    if (plan.isEmpty()) {
      return false;
    }
    List<SqlValue> values = values(statement, session);
    String text = text(sql, statement.endOffset(), charset);
    runPlan(
        catalog ->
            catalog == before
                ? plan.get()
                : services
                    .planner()
                    .normalized(statement, session, catalog)
                    .orElseGet(() -> planned(sql, charset, catalog)),
        text,
        values,
        responses);
    return true;
  }

  /** The values of a normalized statement's parameters. */
  static List<SqlValue> values(NormalizedStatement statement, SessionState session) {
    List<SqlValue> values = new ArrayList<>(statement.parameters().size());
    for (Literal literal : statement.parameters()) {
      values.add(LiteralUses.value(literal, session.connectionCollation()));
    }
    return values;
  }

  /** The plan of a text whose normalized form gives none any more, mostly its error. */
  private RunnablePlan planned(byte[] sql, Charset charset, CatalogSnapshot catalog) {
    Statement statement =
        services.text().parse(sql, charset, false, false, session).iterator().next().statement();
    return RunnablePlan.of(services.planner().plan(statement, session, catalog, List.of()));
  }

  /** A statement's text as others see it: without space, comments and semicolon around it. */
  static String text(byte[] sql, int end, Charset charset) {
    int from = 0;
    int to = end;
    while (to > 0 && (isSpace(sql[to - 1]) || sql[to - 1] == ';')) {
      to--;
    }
    while (from < to && isSpace(sql[from])) {
      from++;
    }
    return charset == Charset.LATIN1
        ? new String(sql, from, to - from, WINDOWS_1252)
        : new String(sql, from, to - from, StandardCharsets.UTF_8);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  private void runPlan(
      QueryRunner.PlanSource plan, String text, List<SqlValue> parameters, Responses responses) {
    session.diagnostics().clear();
    session.statementStarted(text);
    transaction.statementBegins();
    try {
      queries.run(plan, text, parameters, responses, false);
    } catch (MySqlException e) {
      failed(e);
      session.statementEnded(-1, -1);
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      transaction.statementFailed(false);
      session.statementEnded(-1, -1);
      throw e;
    }
  }

  /** Whether a text without statements holds more than space and semicolons. */
  private static boolean hasComment(byte[] sql) {
    for (byte b : sql) {
      if (b != ';' && b != ' ' && (b < '\t' || b > '\r')) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Prepared prepare(byte[] sql, Charset charset) {
    Iterator<Parsed> statements =
        services.text().parse(sql, charset, false, true, session).iterator();
    if (!statements.hasNext()) {
      throw MySqlError.ER_EMPTY_QUERY.with();
    }
    Parsed parsed = statements.next();
    Statement statement = parsed.statement();
    if (statement instanceof PreparedTextStatement || statement instanceof DmlStatement.LoadData) {
      throw MySqlError.ER_UNSUPPORTED_PS.with();
    }
    session.diagnostics().clear();
    warn(parsed.warnings());
    return switch (statement) {
      case Query query -> planned(query, parsed.text());
      case DmlStatement dml -> planned(dml, parsed.text());
      default -> new PreparedStatement(statement, parsed.text(), 0, List.of());
    };
  }

  private Prepared planned(Statement statement, String sql) {
    StatementPlan plan =
        services
            .planner()
            .prepared(statement, sql, session, services.catalog().get(), List.of())
            .plan();
    List<OutputColumn> columns =
        plan instanceof StatementPlan.QueryPlan query ? query.columns() : List.of();
    return new PreparedStatement(statement, sql, plan.parameterCount(), columns);
  }

  @Override
  public void execute(Prepared statement, List<SqlValue> parameters, Responses responses) {
    PreparedStatement own = (PreparedStatement) statement;
    if (own.isPlanned()) {
      runPlan(catalog -> plan(own, catalog, parameters), own.sql(), parameters, responses);
      return;
    }
    run(new Parsed(own.statement(), own.sql(), List.of()), parameters, responses, false);
  }

  @Override
  public boolean executeNow(Prepared statement, List<SqlValue> parameters, Responses responses) {
    PreparedStatement own = (PreparedStatement) statement;
    if (own.isPlanned()) {
      return shortReads.execute(own, parameters, responses);
    }
    if (!isShort(own.statement())) {
      return false;
    }
    execute(own, parameters, responses);
    return true;
  }

  @Override
  public boolean queryNow(byte[] sql, Charset charset, Responses responses) {
    Optional<Parsed> control = ControlTexts.find(sql);
    if (control.isPresent()) {
      if (!isShort(control.get().statement())) {
        return false;
      }
      run(control.get(), List.of(), responses, false);
      return true;
    }
    return shortReads.query(sql, charset, responses);
  }

  /** Whether a statement begins or ends a transaction that has nothing to commit. */
  private boolean isShort(Statement statement) {
    boolean plain =
        switch (statement) {
          case TransactionStatement.StartTransaction start -> !start.consistentSnapshot();
          case TransactionStatement.Commit commit -> true;
          case TransactionStatement.Rollback rollback -> true;
          default -> false;
        };
    return plain && branch.isNone() && !tableLocks.hasTables() && transaction.isWithoutWrites();
  }

  private RunnablePlan plan(
      PreparedStatement prepared, CatalogSnapshot catalog, List<SqlValue> parameters) {
    return prepared.plan(services.planner(), session, catalog, parameters);
  }

  @Override
  public void use(String schema) {
    if (services.catalog().get().schema(schema).isEmpty() && !SystemViews.isSystemSchema(schema)) {
      throw MySqlError.ER_BAD_DB_ERROR.with(schema);
    }
    Privileges privileges = Privileges.of(services.catalog().get(), session.currentUser());
    if (!privileges.seesSchema(schema)) {
      throw privileges.schemaDenied(schema);
    }
    session.setCurrentSchema(schema);
  }

  @Override
  public void reset() {
    branch.reset();
    transaction.rollback();
    tableLocks.unlock();
    services.connectionEnded().accept(session.connectionId());
    prepared.clear();
  }

  @Override
  public boolean inTransaction() {
    return transaction.isActive();
  }

  @Override
  public boolean inReadOnlyTransaction() {
    return transaction.isReadOnly();
  }

  @Override
  public void close() {
    reset();
  }

  @Override
  public Optional<SqlValue> snapshotVariable(String name) {
    return transaction.snapshotPlace().map(place -> place.variable(name));
  }

  @Override
  public void cancel() {
    transaction.cancel();
  }

  private void warn(List<ParsedStatement.Warning> warnings) {
    warnings.forEach(warning ->
        session.diagnostics().add(Diagnostics.Level.WARNING, warning.error(), warning.message()));
  }

  private void run(Parsed parsed, List<SqlValue> parameters, Responses responses, boolean more) {
    Statement statement = parsed.statement();
    String text = parsed.text();
    if (!keepsDiagnostics(statement)) {
      session.diagnostics().clear();
    }
    warn(parsed.warnings());
    session.statementStarted(text);
    transaction.statementBegins();
    try {
      dispatch(statement, text, parameters, responses, more);
    } catch (MySqlException e) {
      failed(e);
      session.statementEnded(-1, -1);
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      transaction.statementFailed(false);
      session.statementEnded(-1, -1);
      throw e;
    }
  }

  private void failed(MySqlException cause) {
    boolean active = transaction.isActive();
    transaction.statementFailed(cause.error() == MySqlError.ER_LOCK_DEADLOCK);
    if (active && !transaction.isActive()) {
      branch.transactionLost(cause);
    }
  }

  private static boolean keepsDiagnostics(Statement statement) {
    return statement instanceof ShowStatement.ShowDiagnostics
        || statement instanceof ShowStatement.ShowDiagnosticsCount
        || statement instanceof UtilityStatement.GetDiagnostics;
  }

  private void dispatch(
      Statement statement,
      String text,
      List<SqlValue> parameters,
      Responses responses,
      boolean more) {
    if (endsTransaction(statement)) {
      branch.refuseInBranch();
    }
    switch (statement) {
      case Query query -> queries.run(query, text, parameters, responses, more);
      case DmlStatement.LoadData load -> queries.load(load, text, responses, more);
      case DmlStatement dml -> queries.run(dml, text, parameters, responses, more);
      case DdlStatement ddl -> {
        schemaChangePrivileges().require(ddl);
        beforeSchemaChange();
        DmlResult result =
            schemaChange(context -> services.schemaChanges().run(ddl, context), text);
        if (ddl instanceof DdlStatement.DropDatabase drop
            && drop.name().equals(session.currentSchema())) {
          session.setCurrentSchema("");
        }
        finish(result, responses, more);
      }
      case AccountStatement account -> {
        schemaChangePrivileges().require(account);
        beforeSchemaChange();
        finish(
            schemaChange(context -> services.schemaChanges().run(account, context), text),
            responses,
            more);
      }
      case TransactionStatement control -> {
        run(control);
        finish(DONE, responses, more);
      }
      case SessionStatement state -> {
        run(state);
        finish(DONE, responses, more);
      }
      case ShowStatement shown -> {
        if (shown instanceof ShowStatement.ShowCreate) {
          branch.beforeTables();
        }
        show.run(shown, parameters, responses, more);
      }
      case AdminStatement admin -> run(admin, responses, more);
      case PreparedTextStatement text1 -> run(text1, responses, more);
      case ReplicationStatement replication -> {
        if (replication instanceof ReplicationStatement.PurgeLogsBefore before) {
          services.stream().purgeBefore(queries.evaluate(before.time()), session);
        } else {
          services.stream().run(replication, session);
        }
        finish(DONE, responses, more);
      }
      case UtilityStatement utility -> run(utility, text, parameters, responses, more);
      case XaStatement xa -> branch.run(xa, responses, more);
      case UnsupportedStatement unsupported ->
          throw MySqlException.notSupported(unsupported.feature());
    }
  }

  /** Whether a statement would commit or begin a transaction, which a branch does not allow. */
  private static boolean endsTransaction(Statement statement) {
    return statement instanceof DdlStatement
        || statement instanceof AccountStatement
        || statement instanceof TransactionStatement.StartTransaction
        || statement instanceof TransactionStatement.Commit
        || statement instanceof TransactionStatement.Rollback
        || statement instanceof TransactionStatement.LockTables
        || statement instanceof AdminStatement.FlushTables
        || statement instanceof AdminStatement.Flush
        || statement instanceof AdminStatement.TableMaintenance
        || statement instanceof AdminStatement.AnalyzeHistogram
        || statement instanceof ReplicationStatement.ResetBinaryLogs;
  }

  private void finish(DmlResult result, Responses responses, boolean more) {
    session.statementEnded(result.affectedRows(), -1);
    responses.ok(result, more);
  }

  // ---- schema changes

  private SchemaChangePrivileges schemaChangePrivileges() {
    return new SchemaChangePrivileges(
        Privileges.of(services.catalog().get(), session.currentUser()), session);
  }

  private void beforeSchemaChange() {
    if (transaction.isReadOnly()) {
      throw MySqlError.ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION.with();
    }
    transaction.commit();
  }

  private interface SchemaChange {
    DmlResult run(SchemaChangeContext context);
  }

  private DmlResult schemaChange(SchemaChange change, String text) {
    services
        .writeBarrier()
        .enter(session, Set.of(), queries.lockWaitMillis(), session.cancellation());
    try {
      return change.run(
          new SchemaChangeContext(
              session,
              session.diagnostics(),
              text,
              options(),
              queries.nowMicros(),
              session.longVariable("lock_wait_timeout"),
              tableLocks.writeLocked(),
              services.statementMemoryBytesMax(),
              session.cancellation()));
    } finally {
      services.writeBarrier().leave(session);
    }
  }

  private TransactionOptions options() {
    return new TransactionOptions(
        session.connectionId(),
        IsolationLevel.READ_COMMITTED,
        false,
        false,
        transaction.nextGtid(),
        0,
        0);
  }

  // ---- transactions and session state

  private void run(TransactionStatement statement) {
    switch (statement) {
      case TransactionStatement.StartTransaction start -> {
        tableLocks.unlock();
        boolean readOnly =
            start
                .access()
                .map(access -> access == TransactionStatement.Access.READ_ONLY)
                .orElse(session.readOnly());
        transaction.start(start.consistentSnapshot(), readOnly);
      }
      case TransactionStatement.Commit commit -> {
        transaction.commit();
        complete(commit.completion());
      }
      case TransactionStatement.Rollback rollback -> {
        transaction.rollback();
        complete(rollback.completion());
      }
      case TransactionStatement.Savepoint(String name) -> {
        branch.beforeSavepoint();
        transaction.savepoint(name);
      }
      case TransactionStatement.RollbackToSavepoint(String name) -> {
        branch.beforeSavepoint();
        transaction.rollbackTo(name);
      }
      case TransactionStatement.ReleaseSavepoint(String name) -> {
        branch.beforeSavepoint();
        transaction.release(name);
      }
      case TransactionStatement.SetTransaction setting -> run(setting);
      case TransactionStatement.LockTables lock -> {
        transaction.commit();
        tableLocks.unlock();
        tableLocks.lock(lock, queries.lockWaitMillis());
      }
      case TransactionStatement.UnlockTables unlock -> {
        if (tableLocks.hasTables()) {
          transaction.commit();
        }
        tableLocks.unlock();
      }
      case TransactionStatement.LockInstance lock ->
          Privileges.of(services.catalog().get(), session.currentUser())
              .requireGlobal("BACKUP_ADMIN");
      case TransactionStatement.UnlockInstance unlock -> {}
    }
  }

  private void complete(TransactionStatement.Completion completion) {
    if (completion.chain() == TransactionStatement.Completion.Choice.YES) {
      transaction.start(false, session.readOnly());
    }
    if (completion.release() == TransactionStatement.Completion.Choice.YES) {
      throw MySqlException.notSupported("COMMIT RELEASE");
    }
  }

  private void run(TransactionStatement.SetTransaction setting) {
    Optional<IsolationLevel> isolation =
        setting.isolation().map(level -> IsolationLevel.valueOf(level.name()));
    Optional<Boolean> readOnly =
        setting.access().map(access -> access == TransactionStatement.Access.READ_ONLY);
    switch (setting.scope()) {
      case IMPLICIT -> {
        if (transaction.isActive()) {
          throw MySqlError.ER_CANT_CHANGE_TX_CHARACTERISTICS.with();
        }
        session.setNextTransaction(isolation, readOnly);
      }
      case SESSION, GLOBAL, PERSIST, PERSIST_ONLY -> {
        isolation.ifPresent(level ->
            session.setSystemVariable(
                setting.scope(),
                "transaction_isolation",
                QueryRunner.text(level.name().replace('_', '-'))));
        readOnly.ifPresent(value ->
            session.setSystemVariable(
                setting.scope(),
                "transaction_read_only",
                new SqlValue.IntegerValue(value ? 1 : 0, false)));
      }
    }
  }

  private void run(SessionStatement statement) {
    switch (statement) {
      case SessionStatement.Use(String database) -> use(database);
      case SessionStatement.SetVariables variables -> {
        boolean before = session.autocommit();
        set.run(variables);
        if (!before && session.autocommit()) {
          commitForAutocommit();
        }
      }
      case SessionStatement.SetResourceGroup group ->
          throw MySqlException.notSupported("resource groups");
    }
  }

  /** Autocommit was switched on: what is open is committed, which a branch refuses. */
  private void commitForAutocommit() {
    try {
      branch.refuseInBranch();
    } catch (MySqlException refused) {
      session.setSystemVariable(
          VariableScope.SESSION, "autocommit", new SqlValue.IntegerValue(0, false));
      throw refused;
    }
    transaction.commit();
  }

  // ---- administration

  private void run(AdminStatement statement, Responses responses, boolean more) {
    Privileges privileges = Privileges.of(services.catalog().get(), session.currentUser());
    switch (statement) {
      case AdminStatement.FlushTables flush -> {
        privileges.requireGlobal("RELOAD", "FLUSH_TABLES");
        transaction.commit();
        switch (flush.lock()) {
          case NONE -> {}
          case READ -> tableLocks.flushWithReadLock(flush.tables(), queries.lockWaitMillis());
          case EXPORT -> throw MySqlException.notSupported("FLUSH TABLES FOR EXPORT");
        }
        finish(DONE, responses, more);
      }
      case AdminStatement.Flush flush -> {
        privileges.requireGlobal("RELOAD");
        transaction.commit();
        for (AdminStatement.Flush.Target target : flush.targets()) {
          if (target == AdminStatement.Flush.Target.BINARY_LOGS
              || target == AdminStatement.Flush.Target.LOGS) {
            services.stream().rotate();
          }
        }
        finish(DONE, responses, more);
      }
      case AdminStatement.Kill kill -> {
        SqlValue id = queries.evaluate(kill.id());
        if (!(id instanceof SqlValue.IntegerValue number)) {
          throw MySqlError.ER_NO_SUCH_THREAD.with("0");
        }
        services.connections().kill(number.bits(), kill.queryOnly(), session);
        finish(DONE, responses, more);
      }
      case AdminStatement.TableMaintenance maintenance ->
          new TableMaintenance(services, session).run(maintenance, responses, more);
      case AdminStatement.SplitTable split -> {
        privileges.requireGlobal("SUPER");
        transaction.commit();
        finish(shards().split(split), responses, more);
      }
      case AdminStatement.MoveShard move -> {
        privileges.requireGlobal("SUPER");
        transaction.commit();
        shards().move(move, responses, more);
      }
      case AdminStatement.CancelOperator(long operator) -> {
        privileges.requireGlobal("SUPER");
        services.moves().cancel(operator);
        finish(DONE, responses, more);
      }
      case AdminStatement.AnalyzeHistogram histogram ->
          throw MySqlException.notSupported("histograms");
      case AdminStatement.ResetPersist reset ->
          throw MySqlException.notSupported("persisted variables");
      case AdminStatement.Shutdown shutdown ->
          throw MySqlException.notSupported("SHUTDOWN; use bin/braid stop");
      case AdminStatement.Restart restart -> throw MySqlException.notSupported("RESTART");
    }
  }

  private ShardStatements shards() {
    return new ShardStatements(services, session, queries);
  }

  // ---- PREPARE by text

  private void run(PreparedTextStatement statement, Responses responses, boolean more) {
    switch (statement) {
      case PreparedTextStatement.Prepare(String name, Expression source) -> {
        prepared.remove(name);
        prepared.put(
            name,
            prepare(
                QueryRunner.asText(queries.evaluate(source)).getBytes(StandardCharsets.UTF_8),
                Charset.UTF8MB4));
        finish(new DmlResult(0, 0, 0, "Statement prepared"), responses, more);
      }
      case PreparedTextStatement.Execute(String name, List<String> variables) -> {
        PreparedStatement own = (PreparedStatement) prepared.get(name, "EXECUTE");
        if (own.parameterCount() != variables.size()) {
          throw MySqlError.ER_WRONG_ARGUMENTS.with("EXECUTE");
        }
        List<SqlValue> values = variables.stream().map(session::userVariable).toList();
        if (own.isPlanned()) {
          queries.run(catalog -> plan(own, catalog, values), own.sql(), values, responses, more);
        } else {
          dispatch(own.statement(), own.sql(), values, responses, more);
        }
      }
      case PreparedTextStatement.Deallocate(String name) -> {
        prepared.get(name, "DEALLOCATE PREPARE");
        prepared.remove(name);
        finish(DONE, responses, more);
      }
    }
  }

  // ---- the rest

  private void run(
      UtilityStatement statement,
      String text,
      List<SqlValue> parameters,
      Responses responses,
      boolean more) {
    switch (statement) {
      case UtilityStatement.Explain explain -> queries.explain(explain, responses, more);
      case UtilityStatement.Do action -> {
        queries.evaluateAll(action.items());
        session.statementEnded(0, 1);
        responses.ok(DONE, more);
      }
      case UtilityStatement.Signal signal -> throw MySqlException.notSupported("SIGNAL");
      case UtilityStatement.GetDiagnostics diagnostics ->
          throw MySqlException.notSupported("GET DIAGNOSTICS");
      case UtilityStatement.Help help -> throw MySqlException.notSupported("HELP");
      case UtilityStatement.CallProcedure call ->
          throw MySqlException.notSupported("stored procedures");
      case UtilityStatement.ExplainConnection explain ->
          throw MySqlException.notSupported("EXPLAIN FOR CONNECTION");
    }
  }
}
