package io.braid.frontend.statement;

import io.braid.common.type.Charset;
import io.braid.common.value.SqlValue;
import io.braid.planner.plan.OutputColumn;
import java.util.List;
import java.util.Optional;

/**
 * The statements of one session and its transaction; made at login, used by the connection's thread
 * only, closed with the connection.
 */
public interface SessionStatements extends AutoCloseable {
  /**
   * Runs the text of COM_QUERY: one statement, or several when {@code several} is set. Each
   * statement's answer goes to {@code responses}; an error ends the text.
   *
   * @param sql the text, whose literals may hold bytes that are no text
   * @param charset character_set_client
   * @param several whether the client may send several statements at once
   * @throws io.braid.common.MySqlException the error of the first statement that failed; answers of
   *     those before it have been written
   */
  void query(byte[] sql, Charset charset, boolean several, Responses responses);

  /**
   * Parses and plans a statement with {@code ?} parameters.
   *
   * @param sql and {@code charset} as of {@link #query}
   * @throws io.braid.common.MySqlException ER_UNSUPPORTED_PS (1295) and errors of analysis
   */
  Prepared prepare(byte[] sql, Charset charset);

  /**
   * Runs a prepared statement; its tables may have changed since it was prepared.
   *
   * @param parameters a value for each {@code ?}
   */
  void execute(Prepared statement, List<SqlValue> parameters, Responses responses);

  /**
   * Runs the text of COM_QUERY if it is one short statement that waits for nothing; called by
   * threads that must not block.
   *
   * @param sql and {@code charset} as of {@link #query}
   * @return as of {@link #executeNow}
   */
  boolean queryNow(byte[] sql, Charset charset, Responses responses);

  /**
   * Runs a prepared statement if it is short and waits for nothing; called by threads that must not
   * block.
   *
   * @param parameters as of {@link #execute}
   * @return false when {@link #execute} has to run it; an answer that was begun is taken back by
   *     the caller, and nothing else was done
   */
  boolean executeNow(Prepared statement, List<SqlValue> parameters, Responses responses);

  /** USE and COM_INIT_DB. */
  void use(String schema);

  /** COM_RESET_CONNECTION and COM_CHANGE_USER: rolls back and releases all locks. */
  void reset();

  /** Whether a transaction is open, for the status flags of answers. */
  boolean inTransaction();

  /** Whether the open transaction is read-only. */
  boolean inReadOnlyTransaction();

  /** braid_snapshot_gtid, _file or _position; empty outside of a consistent snapshot. */
  default Optional<SqlValue> snapshotVariable(String name) {
    return Optional.empty();
  }

  /** Makes the running statement end soon with 1317; may be called by any thread. */
  void cancel();

  @Override
  void close();

  /** A prepared statement; belongs to its session. */
  interface Prepared {
    /** How many {@code ?} it has. */
    int parameterCount();

    /**
     * The columns of its result set; empty when it has none or they are known at execution only.
     */
    List<OutputColumn> columns();

    /** Its text. */
    String sql();
  }
}
