package io.braid.frontend.command;

import io.braid.common.MySqlException;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.ViewDefinition;
import io.braid.executor.SessionView;
import io.braid.frontend.session.Session;
import io.braid.frontend.session.Sessions;
import io.braid.frontend.show.ServerView;
import io.braid.frontend.statement.Privileges;
import io.braid.planner.plan.OutputColumn;
import io.braid.txn.TransactionReport;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/** The running node as the system views and SHOW see it. */
public final class NodeView implements ServerView {
  private final Sessions sessions;
  private final ServerCounters counters;
  private final Supplier<CatalogSnapshot> catalog;
  private final Supplier<TransactionReport> transactions;
  private final LongUnaryOperator nextAutoIncrement;
  private final LongUnaryOperator estimatedRows;
  private final ViewColumns viewColumns;

  /** Resolves the query of a view. */
  @FunctionalInterface
  public interface ViewColumns {
    /** As {@link ServerView#viewColumns}. */
    List<OutputColumn> of(SessionView viewer, CatalogSnapshot catalog, ViewDefinition view);
  }

  /**
   * @param nextAutoIncrement the next value of a table's counter, by table id
   * @param estimatedRows rows of a table as far as statistics know, by table id
   */
  public NodeView(
      Sessions sessions,
      ServerCounters counters,
      Supplier<CatalogSnapshot> catalog,
      Supplier<TransactionReport> transactions,
      LongUnaryOperator nextAutoIncrement,
      LongUnaryOperator estimatedRows,
      ViewColumns viewColumns) {
    this.sessions = sessions;
    this.counters = counters;
    this.catalog = catalog;
    this.transactions = transactions;
    this.nextAutoIncrement = nextAutoIncrement;
    this.estimatedRows = estimatedRows;
    this.viewColumns = viewColumns;
  }

  @Override
  public List<OutputColumn> viewColumns(
      SessionView viewer, CatalogSnapshot catalog, ViewDefinition view) {
    try {
      return viewColumns.of(viewer, catalog, view);
    } catch (MySqlException invalid) {
      return List.of();
    }
  }

  @Override
  public TransactionReport transactions(SessionView viewer) {
    Privileges.of(catalog.get(), viewer.currentUser()).requireGlobal("PROCESS");
    return transactions.get();
  }

  @Override
  public List<Process> processes(SessionView viewer) {
    return sessions.processes(viewer);
  }

  @Override
  public SortedMap<String, String> variables(SessionView viewer, boolean global) {
    Optional<Session> session = sessions.find(viewer.connectionId());
    if (session.isEmpty()) {
      return new TreeMap<>();
    }
    SortedMap<String, String> shown = session.get().variables().show(global);
    if (!global) {
      shown.put("last_insert_id", Long.toUnsignedString(viewer.lastInsertId()));
      shown.put("identity", Long.toUnsignedString(viewer.lastInsertId()));
      shown.put("pseudo_thread_id", Long.toString(viewer.connectionId()));
      shown.put("error_count", Integer.toString(session.get().diagnostics().errorCount()));
      shown.put("warning_count", Integer.toString(session.get().diagnostics().count()));
    }
    return shown;
  }

  @Override
  public SortedMap<String, String> status(SessionView viewer, boolean global) {
    SortedMap<String, String> status = new TreeMap<>();
    status.put("Aborted_clients", text(counters.abortedClients.sum()));
    status.put("Aborted_connects", text(counters.abortedConnects.sum()));
    status.put("Braid_log_syncs", text(counters.storage.syncs()));
    status.put("Braid_storage_cursors", text(counters.storage.cursors()));
    status.put("Braid_storage_gets", text(counters.storage.gets()));
    status.put("Bytes_received", text(counters.bytesReceived.sum()));
    status.put("Bytes_sent", text(counters.bytesSent.sum()));
    status.put("Com_stmt_execute", text(counters.statementsExecuted.sum()));
    status.put("Com_stmt_prepare", text(counters.statementsPrepared.sum()));
    status.put("Connections", text(counters.connections.sum()));
    status.put("Max_used_connections", text(counters.connectionsUsedMax.get()));
    status.put("Prepared_stmt_count", text(counters.preparedOpen.get()));
    status.put("Queries", text(counters.questions()));
    status.put("Questions", text(counters.questions()));
    status.put("Slow_queries", "0");
    status.put("Threads_cached", "0");
    status.put("Threads_connected", text(sessions.all().size()));
    status.put("Threads_created", text(counters.connections.sum()));
    status.put("Threads_running", text(sessions.busyCount()));
    status.put("Uptime", text(counters.uptimeSeconds()));
    status.put("Uptime_since_flush_status", text(counters.uptimeSeconds()));
    Optional<Session> session = sessions.find(viewer.connectionId());
    boolean own = !global && session.isPresent();
    status.put("Ssl_cipher", own ? session.get().identity().tlsCipher() : "");
    status.put("Ssl_version", own ? session.get().identity().tlsVersion() : "");
    return status;
  }

  private static String text(long value) {
    return Long.toString(value);
  }

  @Override
  public long nextAutoIncrement(long tableId) {
    return nextAutoIncrement.applyAsLong(tableId);
  }

  @Override
  public long estimatedRows(long tableId) {
    return estimatedRows.applyAsLong(tableId);
  }

  @Override
  public boolean schemaVisible(SessionView viewer, String schema) {
    return privileges(viewer).seesSchema(schema);
  }

  @Override
  public boolean tableVisible(SessionView viewer, String schema, String table) {
    return privileges(viewer).seesTable(schema, table);
  }

  @Override
  public boolean accountsVisible(SessionView viewer) {
    Privileges privileges = privileges(viewer);
    return privileges.hasGlobal("CREATE USER") || privileges.hasOnSchema("SELECT", "mysql");
  }

  private Privileges privileges(SessionView viewer) {
    return Privileges.of(catalog.get(), viewer.currentUser());
  }
}
