package io.braid.frontend.statement;

import io.braid.common.MySqlError;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.value.SqlValue;
import io.braid.executor.Diagnostics;
import io.braid.executor.SessionView;
import io.braid.executor.StatementContext;
import io.braid.planner.tree.VariableScope;
import io.braid.txn.IsolationLevel;
import java.util.List;
import java.util.Optional;

/** A session as the statements that run in it see and change it. */
public interface SessionState extends SessionView {
  /** Makes a database, which exists, the current one; "" for none. */
  void setCurrentSchema(String schema);

  /** Changes with every change of what plans depend on in a session. */
  long settingsVersion();

  /** {@code autocommit}. */
  boolean autocommit();

  /** {@code transaction_isolation}, or what SET TRANSACTION said for the next transaction only. */
  IsolationLevel isolation();

  /** {@code transaction_read_only}, or what SET TRANSACTION said for the next transaction only. */
  boolean readOnly();

  /** SET TRANSACTION without a scope: for the next transaction only. */
  void setNextTransaction(Optional<IsolationLevel> isolation, Optional<Boolean> readOnly);

  /** Forgets what {@link #setNextTransaction} said. */
  void transactionStarted();

  /**
   * Sets a system variable.
   *
   * @param value converted and checked by the variable's own rules; a bare word is a string
   * @throws io.braid.common.MySqlException 1193, 1231, 1232, 1238, 1229, 1227 and the like
   */
  void setSystemVariable(VariableScope scope, String name, SqlValue value);

  /** Sets a system variable to its default (session: the global value). */
  void setSystemVariableToDefault(VariableScope scope, String name);

  /** character_set_client. */
  Charset clientCharset();

  /** SET NAMES: client, connection and results. */
  void setNames(Collation collation);

  /** SET CHARACTER SET: client and results; the connection follows the database. */
  void setCharacterSet(Collation collation);

  /** The conditions of the statement that runs, or of the last one. */
  SessionDiagnostics diagnostics();

  /** Throws when the statement or connection has been killed. */
  StatementContext.Cancellation cancellation();

  /** Called when a statement starts, with its text, for the process list. */
  void statementStarted(String sql);

  /**
   * Called when a statement has ended.
   *
   * @param rowCount what ROW_COUNT() returns next; -1 after a result set or an error
   * @param foundRows what FOUND_ROWS() returns next, or -1 to leave it
   */
  void statementEnded(long rowCount, long foundRows);

  /** Whether the statement that runs has set LAST_INSERT_ID, by LAST_INSERT_ID(n) for one. */
  boolean lastInsertIdGiven();

  /** Whether the account has a privilege on everything. */
  boolean hasGlobalPrivilege(String privilege);

  /** The conditions of one statement, kept until the next that is not a diagnostic one. */
  interface SessionDiagnostics extends Diagnostics {
    /** A condition as SHOW WARNINGS prints it. */
    record Condition(Level level, MySqlError error, String message) {}

    /** Empties the list for a new statement. */
    void clear();

    /** The conditions that were kept, oldest first. */
    List<Condition> conditions();

    /** How many of all conditions were errors. */
    int errorCount();
  }
}
