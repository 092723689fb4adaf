package io.braid.frontend.show;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.ViewDefinition;
import io.braid.executor.SessionView;
import io.braid.planner.plan.OutputColumn;
import io.braid.txn.TransactionReport;
import java.util.List;
import java.util.SortedMap;

/** What the system views ask of the running server. */
public interface ServerView {
  /**
   * A connection.
   *
   * @param host with the client's port
   * @param schema current database or ""
   * @param command as SHOW PROCESSLIST prints it ("Query", "Sleep", "Binlog Dump GTID")
   * @param seconds in its present state
   * @param info the statement or ""
   */
  record Process(
      long id,
      String user,
      String host,
      String schema,
      String command,
      long seconds,
      String state,
      String info) {}

  /** The connections that {@code viewer} may see. */
  List<Process> processes(SessionView viewer);

  /**
   * The open transactions, their locks and waits.
   *
   * @throws io.braid.common.MySqlException 1227 when the account of {@code viewer} has not PROCESS
   */
  TransactionReport transactions(SessionView viewer);

  /** System variables by name, as SHOW VARIABLES prints them. */
  SortedMap<String, String> variables(SessionView viewer, boolean global);

  /** Status variables by name, as SHOW STATUS prints them. */
  SortedMap<String, String> status(SessionView viewer, boolean global);

  /** The columns that a view's query has now; none if it cannot be resolved any more. */
  List<OutputColumn> viewColumns(SessionView viewer, CatalogSnapshot catalog, ViewDefinition view);

  /** The next AUTO_INCREMENT value of a table; at least 1. */
  long nextAutoIncrement(long tableId);

  /** Rows of a table, as far as statistics know. */
  long estimatedRows(long tableId);

  /** Whether the account of {@code viewer} may know that a database exists. */
  boolean schemaVisible(SessionView viewer, String schema);

  /** Whether the account of {@code viewer} has a privilege on a table. */
  boolean tableVisible(SessionView viewer, String schema, String table);

  /** Whether the account of {@code viewer} may see other accounts. */
  boolean accountsVisible(SessionView viewer);
}
