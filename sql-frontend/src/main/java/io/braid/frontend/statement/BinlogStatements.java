package io.braid.frontend.statement;

import io.braid.binlog.dump.BinlogView;
import io.braid.binlog.dump.ReplicaRegistry;
import io.braid.binlog.file.BinlogFileName;
import io.braid.binlog.file.BinlogService;
import io.braid.binlog.file.Published;
import io.braid.binlog.file.StreamMark;
import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.value.SqlValue;
import io.braid.common.value.TemporalParser;
import io.braid.common.value.Temporals;
import io.braid.executor.Diagnostics;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Limit;
import io.braid.planner.tree.Literal;
import io.braid.planner.tree.ReplicationStatement;
import io.braid.planner.tree.ShowStatement;
import io.braid.storage.ControlCommand;
import io.braid.txn.TransactionManager;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The statements about the binlog and its consumers. Whatever changes files goes through the stream
 * as a control record, so that all nodes do it at the same place.
 *
 * @see "PROTOCOL.md, rules 22 and 26"
 */
public final class BinlogStatements implements StreamStatements {
  /** How long a status waits for the files; behind it stands an error, never a stale answer. */
  private static final Duration STATUS_WAIT_MAX = Duration.ofSeconds(30);

  private static final String REPLICA_STATUS_COLUMNS =
      """
      Replica_IO_State,Source_Host,Source_User,Source_Port#,Connect_Retry#,Source_Log_File,\
      Read_Source_Log_Pos*,Relay_Log_File,Relay_Log_Pos*,Relay_Source_Log_File,Replica_IO_Running,\
      Replica_SQL_Running,Replicate_Do_DB,Replicate_Ignore_DB,Replicate_Do_Table,\
      Replicate_Ignore_Table,Replicate_Wild_Do_Table,Replicate_Wild_Ignore_Table,Last_Errno#,\
      Last_Error,Skip_Counter#,Exec_Source_Log_Pos*,Relay_Log_Space*,Until_Condition,Until_Log_File,\
      Until_Log_Pos*,Source_SSL_Allowed,Source_SSL_CA_File,Source_SSL_CA_Path,Source_SSL_Cert,\
      Source_SSL_Cipher,Source_SSL_Key,Seconds_Behind_Source*,Source_SSL_Verify_Server_Cert,\
      Last_IO_Errno#,Last_IO_Error,Last_SQL_Errno#,Last_SQL_Error,Replicate_Ignore_Server_Ids,\
      Source_Server_Id#,Source_UUID,Source_Info_File,SQL_Delay#,SQL_Remaining_Delay#,\
      Replica_SQL_Running_State,Source_Retry_Count*,Source_Bind,Last_IO_Error_Timestamp,\
      Last_SQL_Error_Timestamp,Source_SSL_Crl,Source_SSL_Crlpath,Retrieved_Gtid_Set,\
      Executed_Gtid_Set,Auto_Position#,Replicate_Rewrite_DB,Channel_Name,Source_TLS_Version,\
      Source_public_key_path,Get_Source_public_key#,Network_Namespace\
      """;

  /** The width of texts whose column is as wide as its value in MySQL. */
  private static final int VALUE_CHARACTERS = 16_383;

  private final BinlogService binlog;
  private final BinlogView view;
  private final ReplicaRegistry replicas;
  private final TransactionManager transactions;

  /** Statements over one node's binlog. */
  public BinlogStatements(
      BinlogService binlog,
      BinlogView view,
      ReplicaRegistry replicas,
      TransactionManager transactions) {
    this.binlog = binlog;
    this.view = view;
    this.replicas = replicas;
    this.transactions = transactions;
  }

  @Override
  public void show(
      ShowStatement statement, Responses responses, boolean more, SessionState session) {
    switch (statement) {
      case ShowStatement.ShowBinaryLogStatus status -> {
        require(session, "SUPER, REPLICATION CLIENT", "SUPER", "REPLICATION CLIENT");
        status().send(responses, more);
      }
      case ShowStatement.ShowBinaryLogs logs -> {
        require(session, "SUPER, REPLICATION CLIENT", "SUPER", "REPLICATION CLIENT");
        logs().send(responses, more);
      }
      case ShowStatement.ShowBinlogEvents events -> {
        require(session, "REPLICATION SLAVE", "REPLICATION SLAVE");
        events(events).send(responses, more);
      }
      case ShowStatement.ShowReplicas hosts -> {
        require(session, "REPLICATION SLAVE", "REPLICATION SLAVE");
        replicas().send(responses, more);
      }
      case ShowStatement.ShowReplicaStatus status -> {
        require(session, "SUPER, REPLICATION CLIENT", "SUPER", "REPLICATION CLIENT");
        replicaStatus(status).send(responses, more);
      }
      default -> throw new IllegalArgumentException("not about the binlog: " + statement);
    }
  }

  private static void require(SessionState session, String shown, String... anyOf) {
    for (String privilege : anyOf) {
      if (session.hasGlobalPrivilege(privilege)) {
        return;
      }
    }
    throw MySqlError.ER_SPECIFIC_ACCESS_DENIED_ERROR.with(shown);
  }

  /** Waits until the files hold every commit that was acknowledged before. */
  private Published upToNow() {
    try {
      return binlog.waitUntilGenerated(transactions.currentTimestamp(), STATUS_WAIT_MAX);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw MySqlError.ER_QUERY_INTERRUPTED.with();
    }
  }

  @Override
  public SnapshotPlace snapshotPlace() {
    return new Place(binlog, binlog.mark());
  }

  private record Place(BinlogService binlog, StreamMark mark) implements SnapshotPlace {
    @Override
    public void at(long snapshot) {
      mark.at(snapshot);
    }

    @Override
    public SqlValue variable(String name) {
      try {
        binlog.wake();
        Published place =
            mark.await(STATUS_WAIT_MAX).orElseThrow(MySqlError.ER_QUERY_TIMEOUT::with);
        return switch (name) {
          case "braid_snapshot_gtid" -> QueryRunner.text(place.executed().toString());
          case "braid_snapshot_file" -> QueryRunner.text(BinlogFileName.of(place.fileNumber()));
          default -> new SqlValue.IntegerValue(place.position(), true);
        };
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw MySqlError.ER_QUERY_INTERRUPTED.with();
      }
    }

    @Override
    public void close() {
      mark.close();
    }
  }

  private FixedResult status() {
    Published now = upToNow();
    return new FixedResult()
        .text("File", 64)
        .number("Position", true)
        .text("Binlog_Do_DB", 255)
        .text("Binlog_Ignore_DB", 255)
        .text("Executed_Gtid_Set", VALUE_CHARACTERS)
        .row(
            BinlogFileName.of(now.fileNumber()), now.position(), "", "", now.executed().toString());
  }

  private FixedResult logs() {
    FixedResult result =
        new FixedResult().text("Log_name", 255).number("File_size", true).text("Encrypted", 3);
    for (BinlogView.LogFile log : view.logs(upToNow())) {
      result.row(log.name(), log.sizeBytes(), "No");
    }
    return result;
  }

  private FixedResult events(ShowStatement.ShowBinlogEvents events) {
    FixedResult result =
        new FixedResult()
            .text("Log_name", 20)
            .number("Pos", true)
            .text("Event_type", 20)
            .smallNumber("Server_id", true)
            .number("End_log_pos", true)
            .text("Info", VALUE_CHARACTERS);
    if (events.relayLog()) {
      return result; // there are no relay logs
    }
    var unused = upToNow();
    view.events(
        events.file().orElse(""),
        events.position().orElse(0L),
        events.limit().flatMap(Limit::offset).map(BinlogStatements::number).orElse(0L),
        events.limit().map(limit -> number(limit.count())).orElse(Long.MAX_VALUE),
        row -> {
          result.row(
              row.file(),
              row.position(),
              row.type(),
              row.serverId(),
              row.endPosition(),
              row.info());
          return result.rowCount() < EVENT_ROWS_MAX;
        });
    return result;
  }

  /** Rows of SHOW BINLOG EVENTS are kept in memory until they are sent. */
  private static final int EVENT_ROWS_MAX = 100_000;

  private static long number(Expression expression) {
    if (expression instanceof Literal.IntegerLiteral(long value) && value >= 0) {
      return value;
    }
    return Long.MAX_VALUE;
  }

  private FixedResult replicas() {
    FixedResult result =
        new FixedResult()
            .smallNumber("Server_Id", true)
            .text("Host", 255)
            .smallNumber("Port", true)
            .smallNumber("Source_Id", true)
            .text("Replica_UUID", 36);
    for (ReplicaRegistry.Replica replica : replicas.replicas()) {
      result.row(
          replica.serverId(),
          replica.host(),
          (long) replica.port(),
          replica.sourceId(),
          replica.uuid());
    }
    return result;
  }

  /** Braid is no replica yet: the columns without a row. */
  private static FixedResult replicaStatus(ShowStatement.ShowReplicaStatus status) {
    if (status.channel().filter(name -> !name.isEmpty()).isPresent()) {
      throw MySqlError.ER_REPLICA_CHANNEL_DOES_NOT_EXIST.with(status.channel().get());
    }
    FixedResult result = new FixedResult();
    for (String column : REPLICA_STATUS_COLUMNS.split(",")) {
      boolean small = column.endsWith("#");
      boolean large = column.endsWith("*");
      String name = small || large ? column.substring(0, column.length() - 1) : column;
      String shown = status.legacyNames() ? legacy(name) : name;
      if (large) {
        result.number(shown, true);
      } else if (small) {
        result.smallNumber(shown, true);
      } else {
        result.text(shown, 255);
      }
    }
    return result;
  }

  private static String legacy(String name) {
    return name.replace("Source", "Master")
        .replace("source", "master")
        .replace("Replica_", "Slave_");
  }

  @Override
  public void run(ReplicationStatement statement, SessionState session) {
    switch (statement) {
      case ReplicationStatement.PurgeLogsTo(String file) -> {
        require(session, "SUPER or BINLOG_ADMIN", "SUPER", "BINLOG_ADMIN");
        transactions.control(view.purgeTo(file));
      }
      case ReplicationStatement.PurgeLogsBefore before ->
          throw new IllegalArgumentException("its time has to be computed first");
      case ReplicationStatement.ResetBinaryLogs(Optional<Long> first) -> {
        require(session, "RELOAD or FLUSH_TABLES", "RELOAD", "FLUSH_TABLES");
        transactions.control(new ControlCommand.Reset(first.orElse(1L)));
      }
      case ReplicationStatement.Reset(List<ReplicationStatement> targets) ->
          targets.forEach(target -> run(target, session));
      case ReplicationStatement.ResetReplica reset -> require(session, "RELOAD", "RELOAD");
      case ReplicationStatement.StopReplica stop -> {
        requireReplicaAdmin(session);
        session
            .diagnostics()
            .add(
                Diagnostics.Level.NOTE,
                MySqlError.ER_REPLICA_CHANNEL_WAS_NOT_RUNNING,
                MySqlError.ER_REPLICA_CHANNEL_WAS_NOT_RUNNING.message(stop.channel().orElse("")));
      }
      case ReplicationStatement.StartReplica start -> {
        requireReplicaAdmin(session);
        throw MySqlError.ER_BAD_REPLICA.with();
      }
      case ReplicationStatement.ChangeSource change -> {
        requireReplicaAdmin(session);
        throw MySqlException.notSupported("CHANGE REPLICATION SOURCE TO");
      }
      case ReplicationStatement.ChangeFilter filter -> {
        requireReplicaAdmin(session);
        throw MySqlException.notSupported("CHANGE REPLICATION FILTER");
      }
      case ReplicationStatement.BinlogEvent event -> throw MySqlException.notSupported("BINLOG");
      case ReplicationStatement.GroupReplication group ->
          throw MySqlException.notSupported("GROUP_REPLICATION");
    }
  }

  private static void requireReplicaAdmin(SessionState session) {
    require(session, "SUPER or REPLICATION_SLAVE_ADMIN", "SUPER", "REPLICATION_SLAVE_ADMIN");
  }

  @Override
  public void purgeBefore(SqlValue time, SessionState session) {
    require(session, "SUPER or BINLOG_ADMIN", "SUPER", "BINLOG_ADMIN");
    datetime(time, session)
        .map(packed -> Temporals.epochMicros(packed, session.timeZone()).epochMicros())
        .flatMap(micros -> view.purgeBefore(Math.floorDiv(micros, 1_000_000)))
        .ifPresent(transactions::control);
  }

  /** What is no time purges nothing, as in MySQL. */
  private static Optional<Long> datetime(SqlValue time, SessionState session) {
    if (time instanceof SqlValue.TemporalValue temporal
        && temporal.kind() != SqlValue.TemporalKind.TIME) {
      return Optional.of(temporal.packed());
    }
    if (time instanceof SqlValue.StringValue text) {
      TemporalParser parser = new TemporalParser();
      byte[] bytes = text.bytes();
      int flags = TemporalParser.flags(session.sqlMode());
      return parser.parseDatetime(bytes, 0, bytes.length, flags)
          ? Optional.of(parser.packed())
          : Optional.empty();
    }
    return Optional.empty();
  }

  @Override
  public void rotate() {
    transactions.control(new ControlCommand.Rotate());
  }
}
