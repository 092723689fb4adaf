package io.braid.frontend.statement;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.Collation;
import io.braid.common.value.SqlValue;
import io.braid.executor.DmlResult;
import io.braid.executor.ResultSink;
import io.braid.executor.StatementContext;
import io.braid.executor.ddl.MetadataLocks;
import io.braid.planner.plan.StatementPlan;
import io.braid.planner.tree.DmlStatement;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.Select;
import io.braid.planner.tree.SourceText;
import io.braid.planner.tree.Statement;
import io.braid.planner.tree.UtilityStatement;
import io.braid.storage.StatementMark;
import io.braid.txn.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Plans and runs queries and DML inside the session's transaction. */
final class QueryRunner {
  private static final int REPLAN_MAX = 10;

  private final StatementServices services;
  private final SessionState session;
  private final SessionTransaction transaction;
  private final TableLocks tableLocks;
  private final SessionBranch branch;
  private final LoadFiles loadFiles;
  private @Nullable KnownPrivileges knownPrivileges;

  QueryRunner(
      StatementServices services,
      SessionState session,
      SessionTransaction transaction,
      TableLocks tableLocks,
      SessionBranch branch) {
    this.services = services;
    this.session = session;
    this.transaction = transaction;
    this.tableLocks = tableLocks;
    this.branch = branch;
    loadFiles = new LoadFiles(services, session);
  }

  long nowMicros() {
    return session.fixedTimestampMicros().orElseGet(() -> services.clock().wallMicros());
  }

  long lockWaitMillis() {
    return Math.min(session.longVariable("lock_wait_timeout"), 365L * 24 * 3600) * 1_000;
  }

  /** A plan with the catalog that it was made with, its tables locked against schema changes. */
  private record Planned(StatementPlan plan, PlanTables tables, CatalogSnapshot catalog) {}

  /** Gives a statement's plan as of a catalog. */
  @FunctionalInterface
  interface PlanSource {
    RunnablePlan plan(CatalogSnapshot catalog);
  }

  /** Runs a query or DML statement and writes its answer. */
  void run(
      Statement statement,
      String text,
      List<SqlValue> parameters,
      Responses responses,
      boolean more) {
    run(source(statement, parameters), text, parameters, responses, more);
  }

  /** Runs LOAD DATA and writes its answer. */
  void load(DmlStatement.LoadData load, String text, Responses responses, boolean more) {
    loadFiles.check(load, responses);
    run(load.inCharset(loadFiles.charset()), text, List.of(), responses, more);
  }

  /** Runs a query or DML statement by its plan and writes its answer. */
  void run(
      PlanSource source,
      String text,
      List<SqlValue> parameters,
      Responses responses,
      boolean more) {
    Planned planned = plan(source);
    checkPrivileges(planned);
    switch (planned.plan()) {
      case StatementPlan.QueryPlan query -> {
        long rows = read(query, planned, parameters, responses.resultSet(query.columns()));
        transaction.statementSucceeded();
        session.statementEnded(-1, rows);
        responses.endResultSet(more);
      }
      case StatementPlan.SelectIntoPlan into -> {
        selectInto(into, planned, parameters);
        transaction.statementSucceeded();
        session.statementEnded(1, 1);
        responses.ok(new DmlResult(1, 1, 0, ""), more);
      }
      case StatementPlan.InsertPlan insert ->
          change(insert, planned, text, parameters, responses, more);
      case StatementPlan.LoadPlan load -> load(load, planned, text, responses, more);
      case StatementPlan.UpdatePlan update ->
          change(update, planned, text, parameters, responses, more);
      case StatementPlan.DeletePlan delete ->
          change(delete, planned, text, parameters, responses, more);
    }
  }

  private PlanSource source(Statement statement, List<SqlValue> parameters) {
    return catalog ->
        RunnablePlan.of(services.planner().plan(statement, session, catalog, parameters));
  }

  private Planned plan(Statement statement, List<SqlValue> parameters) {
    return plan(source(statement, parameters));
  }

  private Planned plan(PlanSource source) {
    for (int attempt = 0; attempt < REPLAN_MAX; attempt++) {
      CatalogSnapshot catalog = services.catalog().get();
      RunnablePlan plan = source.plan(catalog);
      if (plan.tables().any()) {
        branch.beforeTables();
      }
      share(plan.tables());
      // A schema change may have come between planning and locking; then the plan is stale.
      CatalogSnapshot now = services.catalog().get();
      if (now == catalog || isCurrent(plan.tables(), now)) {
        return new Planned(plan.plan(), plan.tables(), catalog);
      }
    }
    throw MySqlError.ER_TABLE_DEF_CHANGED.with();
  }

  private static boolean isCurrent(PlanTables tables, CatalogSnapshot catalog) {
    List<TableDefinition> all = new ArrayList<>(tables.read());
    all.addAll(tables.written());
    for (TableDefinition table : all) {
      Optional<TableDefinition> now = catalog.table(table.schema(), table.name());
      if (now.isEmpty()
          || now.get().tableId() != table.tableId()
          || now.get().schemaVersion() != table.schemaVersion()) {
        return false;
      }
    }
    return true;
  }

  private void share(PlanTables tables) {
    if (!tableLocks.hasTables()) {
      transaction
          .metadataLocks()
          .share(tables.names(), session.longVariable("lock_wait_timeout"), session.cancellation());
      return;
    }
    Set<MetadataLocks.Name> names = new HashSet<>();
    for (TableDefinition table : tables.read()) {
      tableLocks.check(table.schema(), table.name(), false);
      names.add(new MetadataLocks.Name(table.schema(), table.name()));
    }
    for (TableDefinition table : tables.written()) {
      tableLocks.check(table.schema(), table.name(), true);
      names.add(new MetadataLocks.Name(table.schema(), table.name()));
    }
    names.removeIf(name -> tableLocks.isWriteLocked(name.schema(), name.table()));
    transaction
        .metadataLocks()
        .share(
            List.copyOf(names), session.longVariable("lock_wait_timeout"), session.cancellation());
  }

  /** Whether the account may read all tables of a plan that only reads. */
  boolean mayRead(RunnablePlan plan, CatalogSnapshot catalog) {
    Privileges privileges = privileges(catalog);
    for (TableDefinition table : plan.tables().read()) {
      if (!privileges.hasOnTable("SELECT", table.schema(), table.name())) {
        return false;
      }
    }
    return true;
  }

  private void checkPrivileges(Planned planned) {
    if (planned.tables().read().isEmpty() && planned.tables().written().isEmpty()) {
      return;
    }
    Privileges privileges = privileges(planned.catalog());
    for (TableDefinition table : planned.tables().written()) {
      privileges.requireTable(writePrivileges(planned.plan()), table.schema(), table.name());
    }
    for (TableDefinition table : planned.tables().read()) {
      if (!planned.tables().written().contains(table)) {
        privileges.requireTable("SELECT", table.schema(), table.name());
      }
    }
  }

  /** The account's privileges, looked up again when catalog or account change. */
  private Privileges privileges(CatalogSnapshot catalog) {
    String user = session.currentUser();
    KnownPrivileges known = knownPrivileges;
    if (known == null || known.catalog() != catalog || !known.user().equals(user)) {
      known = new KnownPrivileges(catalog, user, Privileges.of(catalog, user));
      knownPrivileges = known;
    }
    return known.privileges();
  }

  private record KnownPrivileges(CatalogSnapshot catalog, String user, Privileges privileges) {}

  private static List<String> writePrivileges(StatementPlan plan) {
    return switch (plan) {
      case StatementPlan.InsertPlan insert -> insertPrivileges(insert.onDuplicate());
      case StatementPlan.LoadPlan load -> insertPrivileges(load.onDuplicate());
      case StatementPlan.UpdatePlan update -> List.of("UPDATE");
      case StatementPlan.DeletePlan delete -> List.of("DELETE");
      case StatementPlan.QueryPlan query -> List.of("SELECT");
      case StatementPlan.SelectIntoPlan into -> List.of("SELECT");
    };
  }

  private static List<String> insertPrivileges(StatementPlan.OnDuplicate onDuplicate) {
    return switch (onDuplicate) {
      case ERROR, IGNORE -> List.of("INSERT");
      case REPLACE -> List.of("INSERT", "DELETE");
      case UPDATE -> List.of("INSERT", "UPDATE");
    };
  }

  private long read(
      StatementPlan.QueryPlan plan, Planned planned, List<SqlValue> parameters, ResultSink sink) {
    return read(
        plan, transaction.forQuery(), planned.catalog(), parameters, session.cancellation(), sink);
  }

  /** Runs a query's plan; returns how many rows were sent. */
  long read(
      StatementPlan.QueryPlan plan,
      Transaction running,
      CatalogSnapshot catalog,
      List<SqlValue> parameters,
      StatementContext.Cancellation cancellation,
      ResultSink sink) {
    running.startStatement(0, "");
    return services
        .executor()
        .query(plan, context(running, catalog, parameters, cancellation), sink);
  }

  private void selectInto(
      StatementPlan.SelectIntoPlan plan, Planned planned, List<SqlValue> parameters) {
    if (plan.file().isPresent()) {
      throw MySqlException.notSupported("SELECT … INTO OUTFILE");
    }
    ValueCollector collector = new ValueCollector(1);
    long unused = read(plan.query(), planned, parameters, collector);
    if (plan.variables().size() != plan.query().columns().size()) {
      throw MySqlError.ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT.with();
    }
    if (collector.rows().isEmpty()) {
      session.diagnostics().warn(MySqlError.ER_SP_FETCH_NO_DATA);
      return;
    }
    List<SqlValue> row = collector.rows().getFirst();
    for (int i = 0; i < row.size(); i++) {
      session.setUserVariable(plan.variables().get(i), row.get(i));
    }
  }

  /** Runs LOAD DATA: its file is at hand, and closed, before the answer. */
  private void load(
      StatementPlan.LoadPlan plan,
      Planned planned,
      String text,
      Responses responses,
      boolean more) {
    checkMayWrite();
    DmlResult result;
    try (InputStream file = loadFiles.open(plan, responses)) {
      result =
          change(
              planned, text, List.of(), context -> services.executor().load(plan, file, context));
    } catch (IOException e) {
      throw MySqlError.ER_ERROR_ON_READ.with(
          plan.file(), LoadFiles.IO_ERROR, String.valueOf(e.getMessage()));
    }
    if (result.lastInsertId() != 0) {
      session.setLastInsertId(result.lastInsertId());
    }
    answer(result, responses, more);
  }

  private void change(
      StatementPlan plan,
      Planned planned,
      String text,
      List<SqlValue> parameters,
      Responses responses,
      boolean more) {
    DmlResult result =
        change(planned, text, parameters, context -> services.executor().change(plan, context));
    if (result.lastInsertId() != 0) {
      session.setLastInsertId(result.lastInsertId());
    } else if (session.lastInsertIdGiven()) {
      result = result.withAnsweredInsertId(session.lastInsertId());
    }
    answer(result, responses, more);
  }

  private void answer(DmlResult result, Responses responses, boolean more) {
    transaction.statementSucceeded();
    session.statementEnded(result.affectedRows(), -1);
    responses.ok(result, more);
  }

  /** Runs a change of rows in the session's transaction. */
  private DmlResult change(
      Planned planned,
      String text,
      List<SqlValue> parameters,
      Function<StatementContext, DmlResult> change) {
    checkMayWrite();
    Set<WriteBarrier.Table> written = new HashSet<>();
    for (TableDefinition table : planned.tables().written()) {
      if (!tableLocks.isWriteLocked(table.schema(), table.name())) {
        written.add(new WriteBarrier.Table(table.schema(), table.name()));
      }
    }
    services.writeBarrier().enter(session, written, lockWaitMillis(), session.cancellation());
    try {
      Transaction running = transaction.forChange();
      running.startStatement(streamFlags(), queryText(text));
      return change.apply(context(running, planned.catalog(), parameters, session.cancellation()));
    } finally {
      services.writeBarrier().leave(session);
    }
  }

  private void checkMayWrite() {
    if (transaction.isReadOnly()) {
      throw MySqlError.ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION.with();
    }
  }

  private int streamFlags() {
    int flags =
        session.longVariable("foreign_key_checks") == 0 ? StatementMark.NO_FOREIGN_KEY_CHECKS : 0;
    return session.longVariable("unique_checks") == 0
        ? flags | StatementMark.RELAXED_UNIQUE_CHECKS
        : flags;
  }

  private String queryText(String text) {
    return session.longVariable("binlog_rows_query_log_events") == 0 ? "" : text;
  }

  private StatementContext context(
      Transaction running,
      CatalogSnapshot catalog,
      List<SqlValue> parameters,
      StatementContext.Cancellation cancellation) {
    return new StatementContext(
        session,
        running,
        catalog,
        session.diagnostics(),
        nowMicros(),
        parameters,
        services.statementMemoryBytesMax(),
        cancellation);
  }

  /** Runs a query of the server's own (SHOW) with the session's rights. */
  void runInternal(
      Statement statement, List<SqlValue> parameters, Responses responses, boolean more) {
    CatalogSnapshot catalog = services.catalog().get();
    StatementPlan plan = services.planner().plan(statement, session, catalog, parameters);
    if (!(plan instanceof StatementPlan.QueryPlan query)) {
      throw new IllegalStateException("not a query: " + statement);
    }
    Planned planned = new Planned(plan, PlanTables.of(plan), catalog);
    branch.beforeTables();
    long rows = read(query, planned, parameters, responses.resultSet(query.columns()));
    transaction.statementSucceeded();
    session.statementEnded(-1, rows);
    responses.endResultSet(more);
  }

  /** Computes an expression without tables, for SET and the like. */
  SqlValue evaluate(Expression expression) {
    return evaluateAll(
            List.of(new Select.SelectItem.Value(expression, Optional.empty(), SourceText.NONE)))
        .getFirst();
  }

  /** Computes expressions, for DO. */
  List<SqlValue> evaluateAll(List<Select.SelectItem> items) {
    Query query =
        Query.of(
            new Select(
                "",
                Set.of(),
                items,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty()));
    Planned planned = plan(query, List.of());
    checkPrivileges(planned);
    StatementPlan.QueryPlan plan = (StatementPlan.QueryPlan) planned.plan();
    ValueCollector collector = new ValueCollector(1);
    long unused = read(plan, planned, List.of(), collector);
    transaction.statementSucceeded();
    return collector.rows().getFirst();
  }

  /** EXPLAIN: the plan as a tree of lines. */
  void explain(UtilityStatement.Explain explain, Responses responses, boolean more) {
    if (explain.analyze() || explain.into().isPresent() || explain.schema().isPresent()) {
      throw MySqlException.notSupported("EXPLAIN ANALYZE, INTO and FOR SCHEMA");
    }
    Statement statement = explain.statement();
    if (!(statement instanceof Query) && !(statement instanceof DmlStatement)) {
      throw MySqlException.notSupported("EXPLAIN of such a statement");
    }
    Planned planned = plan(statement, List.of());
    checkPrivileges(planned);
    String text = String.join("\n", services.planner().explain(planned.plan())) + "\n";
    transaction.statementSucceeded();
    session.statementEnded(-1, 1);
    new FixedResult().longText("EXPLAIN").row(text).send(responses, more);
  }

  /** A string value. */
  static SqlValue text(String value) {
    return new SqlValue.StringValue(
        value.getBytes(StandardCharsets.UTF_8), Collation.UTF8MB4_0900_AI_CI);
  }

  /** The text of a value that must be a string. */
  static String asText(SqlValue value) {
    return switch (value) {
      case SqlValue.StringValue string -> new String(string.bytes(), StandardCharsets.UTF_8);
      case SqlValue.SqlNull none -> "NULL";
      case SqlValue.IntegerValue number -> Long.toString(number.bits());
      case SqlValue.DecimalValue number -> number.value().toPlainString();
      case SqlValue.DoubleValue number -> Double.toString(number.value());
      case SqlValue.TemporalValue temporal -> throw MySqlError.ER_PARSE_ERROR.with("", "", 1);
      case SqlValue.JsonValue json -> throw MySqlError.ER_PARSE_ERROR.with("", "", 1);
    };
  }
}
