package io.braid.protocol.packet;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request of the client in the command phase, a record for each COM_*.
 *
 * <p>SQL text stays in bytes, because only the session knows its character set.
 *
 * @see "MySQL 9.7 Source Code Documentation, Command Phase"
 */
public sealed interface Command {
  /** COM_QUIT: the client goes away; no answer. */
  record Quit() implements Command {}

  /** COM_INIT_DB: as {@code USE}. */
  record InitDb(byte[] schema) implements Command {}

  /**
   * COM_QUERY: one or, by {@link CapabilityFlag#MULTI_STATEMENTS}, several statements.
   *
   * @param sql text in the client's character set
   * @param attributes query attributes in the order sent
   */
  record Query(byte[] sql, List<NamedParameter> attributes) implements Command {}

  /** COM_FIELD_LIST: the columns of a table whose names match a LIKE pattern. */
  record FieldList(byte[] table, byte[] wildcard) implements Command {}

  /** COM_STATISTICS: one line of text on the server's state. */
  record Statistics() implements Command {}

  /** COM_PROCESS_INFO: as {@code SHOW PROCESSLIST}. */
  record ProcessInfo() implements Command {}

  /** COM_PROCESS_KILL: as {@code KILL CONNECTION}. */
  record ProcessKill(long connectionId) implements Command {}

  /** COM_DEBUG: the server writes its state to its log. */
  record Debug() implements Command {}

  /** COM_PING. */
  record Ping() implements Command {}

  /**
   * COM_CHANGE_USER: logs in anew on this connection.
   *
   * @param collationId collation of the connection, if sent
   */
  record ChangeUser(
      String user,
      byte[] authenticationResponse,
      String database,
      Optional<Integer> collationId,
      Optional<String> authenticationPlugin,
      Map<String, String> attributes)
      implements Command {}

  /** COM_RESET_CONNECTION: the session as it was after login. */
  record ResetConnection() implements Command {}

  /** COM_SET_OPTION: 0 turns multi-statements on, 1 off. */
  record SetOption(int option) implements Command {}

  /** COM_STMT_PREPARE. */
  record StatementPrepare(byte[] sql) implements Command {}

  /**
   * COM_STMT_EXECUTE. Its parameters can be read only by who knows the statement: see {@code
   * StatementParameters}.
   *
   * @param flags 1 read-only cursor, 8 the parameter count is sent
   * @param parameters the rest of the packet
   */
  record StatementExecute(long statementId, int flags, long iterations, byte[] parameters)
      implements Command {}

  /** COM_STMT_SEND_LONG_DATA: a piece of one parameter; no answer, not even an error. */
  record StatementSendLongData(long statementId, int parameterIndex, byte[] data)
      implements Command {}

  /** COM_STMT_CLOSE: no answer. */
  record StatementClose(long statementId) implements Command {}

  /** COM_STMT_RESET: drops long data and the cursor. */
  record StatementReset(long statementId) implements Command {}

  /** COM_STMT_FETCH: rows of an open cursor. */
  record StatementFetch(long statementId, long rowCount) implements Command {}

  /**
   * COM_BINLOG_DUMP: events from a file and position.
   *
   * @param flags 1 ends at the end of the log instead of waiting
   */
  record BinlogDump(long position, int flags, long serverId, byte[] fileName) implements Command {}

  /**
   * COM_BINLOG_DUMP_GTID: events outside a GTID set.
   *
   * @param flags bits of the dump
   * @param gtidSet encoded set as in PREVIOUS_GTIDS
   */
  record BinlogDumpGtid(int flags, long serverId, byte[] fileName, long position, byte[] gtidSet)
      implements Command {}

  /** COM_REGISTER_SLAVE: a replica introduces itself for {@code SHOW REPLICAS}. */
  record RegisterReplica(
      long serverId, String host, String user, String password, int port, long sourceId)
      implements Command {}

  /**
   * A command that MySQL 9.7 has no more or Braid has not: error 1047.
   *
   * @param code the command byte
   */
  record Unsupported(int code) implements Command {}
}
