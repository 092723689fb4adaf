package io.braid.frontend.session;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.SqlMode;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.time.Clock;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.value.SqlValue;
import io.braid.common.value.SqlValue.DecimalValue;
import io.braid.common.value.SqlValue.IntegerValue;
import io.braid.common.value.SqlValue.SqlNull;
import io.braid.executor.Diagnostics;
import io.braid.executor.StatementContext;
import io.braid.frontend.show.ServerView;
import io.braid.frontend.statement.Privileges;
import io.braid.frontend.statement.SessionState;
import io.braid.frontend.statement.SessionStatements;
import io.braid.frontend.variable.GlobalVariables;
import io.braid.frontend.variable.SessionVariables;
import io.braid.planner.tree.VariableScope;
import io.braid.protocol.packet.ServerStatus;
import io.braid.protocol.packet.SessionStateChange;
import io.braid.txn.IsolationLevel;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One session. The connection's thread owns it; other threads may {@link #kill} it and read what
 * the process list shows, which is volatile.
 */
public final class Session implements SessionState {
  /** How far a session has been killed. */
  private enum Killed {
    NO,
    STATEMENT,
    CONNECTION
  }

  private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);

  private final long id;
  private final Clock clock;
  private final Supplier<CatalogSnapshot> catalog;
  private final Runnable cutConnection;
  private final SessionVariables variables;
  private final ConditionList diagnostics;
  private final Map<String, SqlValue> userVariables = new HashMap<>();
  private final PreparedStatements prepared = new PreparedStatements();
  private final List<SessionStateChange> changes = new ArrayList<>();
  private SessionIdentity identity;
  private @Nullable SessionStatements statements;

  private long lastInsertId;
  private boolean lastInsertIdGiven;
  private long rowCount = -1;
  private long foundRows;
  private Optional<IsolationLevel> nextIsolation = Optional.empty();
  private Optional<Boolean> nextReadOnly = Optional.empty();
  private long deadlineNanos;
  private long schemaChanges;

  private volatile Killed killed = Killed.NO;
  private volatile boolean running;
  private volatile String schema = "";
  private volatile String command = "Sleep";
  private volatile String info = "";
  private volatile long sinceNanos;

  /**
   * @param id of the connection
   * @param cutConnection closes the client's connection; run by KILL on another thread
   */
  public Session(
      long id,
      SessionIdentity identity,
      GlobalVariables globals,
      ZoneId systemZone,
      Clock clock,
      Supplier<CatalogSnapshot> catalog,
      Runnable cutConnection) {
    this.id = id;
    this.identity = identity;
    this.clock = clock;
    this.catalog = catalog;
    this.cutConnection = cutConnection;
    this.variables = new SessionVariables(globals, systemZone);
    this.diagnostics = new ConditionList(variables);
    this.sinceNanos = clock.monotonicNanos();
  }

  /** Gives the session what runs its statements, which needs the session first. */
  public void attach(SessionStatements runner) {
    statements = runner;
  }

  /** What runs its statements. */
  public SessionStatements statements() {
    SessionStatements runner = statements;
    if (runner == null) {
      throw new IllegalStateException("the session has no statements yet");
    }
    return runner;
  }

  /** Its system variables. */
  public SessionVariables variables() {
    return variables;
  }

  /** Its prepared statements of the binary protocol. */
  public PreparedStatements prepared() {
    return prepared;
  }

  /** Who it is. */
  public SessionIdentity identity() {
    return identity;
  }

  /** COM_RESET_CONNECTION: all as after login, except for account and current database. */
  public void reset() {
    statements().reset();
    variables.reset();
    userVariables.clear();
    prepared.clear();
    diagnostics.clear();
    changes.clear();
    lastInsertId = 0;
    rowCount = -1;
    foundRows = 0;
    nextIsolation = Optional.empty();
    nextReadOnly = Optional.empty();
  }

  /** COM_CHANGE_USER: as {@link #reset} with another account and no database. */
  public void changeUser(SessionIdentity other) {
    reset();
    identity = other;
    schema = "";
  }

  /** The status word of an answer, without MORE_RESULTS_EXIST. */
  public int status() {
    int status = variables.autocommit() ? ServerStatus.AUTOCOMMIT : 0;
    if (statements().inTransaction()) {
      status |= ServerStatus.IN_TRANSACTION;
      if (statements().inReadOnlyTransaction()) {
        status |= ServerStatus.IN_TRANSACTION_READ_ONLY;
      }
    }
    if ((variables.sqlMode() & SqlMode.NO_BACKSLASH_ESCAPES) != 0) {
      status |= ServerStatus.NO_BACKSLASH_ESCAPES;
    }
    return status;
  }

  /** Takes the changes of state that the next OK packet tells of. */
  public List<SessionStateChange> takeChanges() {
    if (changes.isEmpty()) {
      return List.of();
    }
    List<SessionStateChange> taken = List.copyOf(changes);
    changes.clear();
    return taken;
  }

  // ---- the process list and KILL

  /** A command starts. */
  public void commandStarted(String name) {
    command = name;
    info = "";
    sinceNanos = clock.monotonicNanos();
  }

  /** A command has ended. */
  public void commandEnded() {
    command = "Sleep";
    info = "";
    sinceNanos = clock.monotonicNanos();
  }

  /** The session as the process list shows it. */
  ServerView.Process process() {
    String shown = info;
    return new ServerView.Process(
        id,
        identity.user(),
        identity.address(),
        schema,
        command,
        (clock.monotonicNanos() - sinceNanos) / 1_000_000_000L,
        running ? "executing" : "",
        shown);
  }

  /** Whether a command is in work. */
  public boolean isBusy() {
    return !command.equals("Sleep");
  }

  /** Whether the binlog is sent to a consumer, which lasts as long as the connection. */
  public boolean isDumping() {
    return command.startsWith("Binlog Dump");
  }

  /**
   * KILL, from any thread.
   *
   * @param queryOnly ends the running statement alone
   */
  public void kill(boolean queryOnly) {
    if (!queryOnly) {
      killed = Killed.CONNECTION;
    } else if (killed == Killed.NO) {
      killed = Killed.STATEMENT;
    }
    SessionStatements runner = statements;
    if (running && runner != null) {
      runner.cancel();
    }
    if (!queryOnly) {
      cutConnection.run();
    }
  }

  /** Whether the connection is to end. */
  public boolean isKilled() {
    return killed == Killed.CONNECTION;
  }

  @Override
  public StatementContext.Cancellation cancellation() {
    return this::checkCancelled;
  }

  private void checkCancelled() {
    if (killed != Killed.NO) {
      throw MySqlError.ER_QUERY_INTERRUPTED.with();
    }
    if (deadlineNanos != 0 && clock.monotonicNanos() - deadlineNanos > 0) {
      throw MySqlError.ER_QUERY_TIMEOUT.with();
    }
  }

  @Override
  public void statementStarted(String sql) {
    info = sql;
    lastInsertIdGiven = false;
    if (killed == Killed.STATEMENT) {
      killed = Killed.NO;
    }
    long limitMillis = variables.longValue("max_execution_time");
    boolean limited = limitMillis > 0 && sql.stripLeading().regionMatches(true, 0, "SELECT", 0, 6);
    deadlineNanos = limited ? clock.monotonicNanos() + limitMillis * 1_000_000L : 0;
    running = true;
  }

  @Override
  public void statementEnded(long rows, long found) {
    running = false;
    deadlineNanos = 0;
    rowCount = rows;
    if (found >= 0) {
      foundRows = found;
    }
    if (nextInsertIdUsed()) {
      variables.assign("insert_id", new IntegerValue(0, true));
    }
  }

  /** {@code insert_id} counts for one statement only. */
  private boolean nextInsertIdUsed() {
    return variables.longValue("insert_id") != 0 && rowCount > 0;
  }

  // ---- what statements see

  @Override
  public long connectionId() {
    return id;
  }

  @Override
  public String currentSchema() {
    return schema;
  }

  @Override
  public void setCurrentSchema(String name) {
    schema = name;
    schemaChanges++;
    if (variables.longValue("session_track_schema") != 0) {
      changes.add(new SessionStateChange.Schema(name));
    }
  }

  @Override
  public String currentUser() {
    return identity.currentUser();
  }

  @Override
  public String sessionUser() {
    return identity.sessionUser();
  }

  @Override
  public long sqlMode() {
    return variables.sqlMode();
  }

  @Override
  public ZoneId timeZone() {
    return variables.timeZone();
  }

  @Override
  public Charset clientCharset() {
    return variables.clientCollation().charset();
  }

  @Override
  public Collation connectionCollation() {
    return variables.connectionCollation();
  }

  @Override
  public Collation resultCollation() {
    return variables.resultCollation();
  }

  @Override
  public long settingsVersion() {
    return variables.version() + schemaChanges;
  }

  @Override
  public boolean autocommit() {
    return variables.autocommit();
  }

  @Override
  public SqlValue systemVariable(String name, boolean global) {
    if (global) {
      return variables.getGlobal(name);
    }
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "last_insert_id", "identity" -> new IntegerValue(lastInsertId, true);
      case "braid_snapshot_gtid", "braid_snapshot_file", "braid_snapshot_position" ->
          statements()
              .snapshotVariable(name.toLowerCase(Locale.ROOT))
              .orElseGet(() -> variables.get(name));
      case "error_count" -> new IntegerValue(diagnostics.errorCount(), true);
      case "warning_count" -> new IntegerValue(diagnostics.count(), true);
      case "timestamp" ->
          new DecimalValue(
              BigDecimal.valueOf(fixedTimestampMicros().orElseGet(clock::wallMicros))
                  .divide(MICROS, 6, RoundingMode.DOWN));
      case "pseudo_thread_id" -> {
        SqlValue own = variables.get(name);
        yield own instanceof IntegerValue(long bits, boolean unsigned) && bits == 0
            ? new IntegerValue(id, true)
            : own;
      }
      case "rand_seed1", "rand_seed2" -> new IntegerValue(0, true); // written, never read back
      default -> variables.get(name);
    };
  }

  @Override
  public long longVariable(String name) {
    return variables.longValue(name);
  }

  @Override
  public void setSystemVariable(VariableScope scope, String name, SqlValue value) {
    set(scope, name, Optional.of(value));
  }

  @Override
  public void setSystemVariableToDefault(VariableScope scope, String name) {
    set(scope, name, Optional.empty());
  }

  private void set(VariableScope scope, String name, Optional<SqlValue> value) {
    refuseInsideTransaction(scope, name);
    variables.set(scope, name, value, this::hasGlobalPrivilege, diagnostics);
    if (scope != VariableScope.IMPLICIT && scope != VariableScope.SESSION) {
      return;
    }
    switch (name) {
      case "last_insert_id", "identity" -> lastInsertId = variables.longValue(name);
      case "transaction_isolation" -> nextIsolation = Optional.empty();
      case "transaction_read_only" -> nextReadOnly = Optional.empty();
      default -> {}
    }
    track(name);
  }

  /** Variables that mean something to the whole transaction. */
  private void refuseInsideTransaction(VariableScope scope, String name) {
    boolean session = scope == VariableScope.IMPLICIT || scope == VariableScope.SESSION;
    if (!session || !statements().inTransaction()) {
      return;
    }
    switch (name) {
      case "sql_log_bin" ->
          throw MySqlError.ER_INSIDE_TRANSACTION_PREVENTS_SWITCH_SQL_LOG_BIN.with();
      default -> {}
    }
  }

  private void track(String name) {
    String tracked = variables.textValue("session_track_system_variables");
    if (tracked.isEmpty()) {
      return;
    }
    boolean all = tracked.equals("*");
    if (all || List.of(tracked.split(",")).contains(name)) {
      changes.add(new SessionStateChange.SystemVariable(name, variables.show(name)));
    }
  }

  @Override
  public void setNames(Collation collation) {
    variables.assign("character_set_client", collation.charset().mysqlName());
    variables.assign("collation_connection", collation.mysqlName());
    variables.assign("character_set_results", collation.charset().mysqlName());
    track("character_set_client");
    track("character_set_connection");
    track("character_set_results");
  }

  @Override
  public void setCharacterSet(Collation collation) {
    variables.assign("character_set_client", collation.charset().mysqlName());
    variables.assign("character_set_results", collation.charset().mysqlName());
    variables.assign("collation_connection", variables.textValue("collation_database"));
    track("character_set_client");
    track("character_set_connection");
    track("character_set_results");
  }

  @Override
  public SqlValue userVariable(String name) {
    SqlValue value = userVariables.get(name.toLowerCase(Locale.ROOT));
    return value == null ? SqlNull.NULL : value;
  }

  @Override
  public boolean hasUserVariable(String name) {
    return userVariables.containsKey(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public void setUserVariable(String name, SqlValue value) {
    userVariables.put(name.toLowerCase(Locale.ROOT), value);
  }

  @Override
  public long lastInsertId() {
    return lastInsertId;
  }

  @Override
  public void setLastInsertId(long value) {
    lastInsertId = value;
    lastInsertIdGiven = true;
  }

  @Override
  public boolean lastInsertIdGiven() {
    return lastInsertIdGiven;
  }

  @Override
  public long rowCount() {
    return rowCount;
  }

  @Override
  public long foundRows() {
    return foundRows;
  }

  @Override
  public Optional<Long> fixedTimestampMicros() {
    if (variables.get("timestamp") instanceof DecimalValue(BigDecimal seconds)
        && seconds.signum() != 0) {
      return Optional.of(seconds.multiply(MICROS).longValue());
    }
    return Optional.empty();
  }

  @Override
  public IsolationLevel isolation() {
    return nextIsolation.orElseGet(() -> IsolationLevel.valueOf(variables.isolation()));
  }

  @Override
  public boolean readOnly() {
    return nextReadOnly.orElseGet(() -> variables.longValue("transaction_read_only") != 0);
  }

  @Override
  public void setNextTransaction(Optional<IsolationLevel> isolation, Optional<Boolean> readOnly) {
    if (statements().inTransaction()) {
      throw MySqlError.ER_CANT_CHANGE_TX_CHARACTERISTICS.with();
    }
    nextIsolation = isolation.or(() -> nextIsolation);
    nextReadOnly = readOnly.or(() -> nextReadOnly);
  }

  @Override
  public void transactionStarted() {
    nextIsolation = Optional.empty();
    nextReadOnly = Optional.empty();
  }

  @Override
  public SessionDiagnostics diagnostics() {
    return diagnostics;
  }

  @Override
  public boolean hasGlobalPrivilege(String privilege) {
    return Privileges.of(catalog.get(), currentUser()).hasGlobal(privilege);
  }

  /** Notes the error of a statement, for SHOW WARNINGS. */
  public void failed(MySqlException error) {
    if (error.error() == MySqlError.ER_PARSE_ERROR || error.error() == MySqlError.ER_EMPTY_QUERY) {
      diagnostics.clear(); // the statement never began
    }
    diagnostics.add(Diagnostics.Level.ERROR, error.error(), error.getMessage());
  }
}
