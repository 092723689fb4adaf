package io.braid.frontend.command;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.frontend.session.Session;
import io.braid.protocol.codec.CommandDecoder;
import io.braid.protocol.codec.ResponseCodec;
import io.braid.protocol.netty.ConnectionClosedException;
import io.braid.protocol.netty.ServerConnection;
import io.braid.protocol.packet.Command;
import io.braid.protocol.packet.ErrPacket;
import io.braid.protocol.packet.OkPacket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes commands from one client and answers them, one after the other, until one side ends. */
final class CommandLoop {
  private static final Logger log = LoggerFactory.getLogger(CommandLoop.class);

  /** How the loop came to its end. */
  enum End {
    QUIT,
    ABORTED
  }

  private final ClientServices services;
  private final Session session;
  private final ServerConnection connection;
  private final LoginCommand login;
  private final BooleanSupplier draining;
  private final QueryCommand queries;
  private final PreparedStatementCommands prepared;

  /**
   * @param draining whether no further command is to be served
   */
  CommandLoop(
      ClientServices services,
      Session session,
      ServerConnection connection,
      LoginCommand login,
      BooleanSupplier draining) {
    this.services = services;
    this.session = session;
    this.connection = connection;
    this.login = login;
    this.draining = draining;
    ResultHeads heads = new ResultHeads(connection, session);
    this.queries = new QueryCommand(session, connection, heads);
    this.prepared = new PreparedStatementCommands(services, session, connection, heads);
  }

  /**
   * Answers a command on the event loop, if it is short and waits for nothing. Errors are left to
   * the session's thread, which runs the command again.
   */
  private boolean runNow(byte[] payload) {
    if (payload.length == 0
        || (payload[0] != CommandDecoder.STATEMENT_EXECUTE && payload[0] != CommandDecoder.QUERY)
        || session.isKilled()
        || draining.getAsBoolean()) {
      return false;
    }
    try {
      Command command = CommandDecoder.decode(payload, connection.capabilities());
      session.commandStarted(name(command));
      boolean ran =
          switch (command) {
            case Command.StatementExecute execute -> prepared.executeNow(execute);
            case Command.Query query -> queries.runNow(query);
            default -> false;
          };
      if (ran) {
        services.counters().questions.increment();
      }
      return ran;
    } catch (MySqlException error) {
      return false;
    } catch (RuntimeException bug) {
      log.error("connection {}: a short command failed", session.connectionId(), bug);
      return false;
    } finally {
      session.commandEnded();
    }
  }

  /** Serves until the client quits, is killed, idles too long or the node drains. */
  End run() {
    connection.setShortCommands(this::runNow);
    try {
      while (!session.isKilled() && !draining.getAsBoolean()) {
        applySettings();
        if (!next()) {
          return End.QUIT;
        }
      }
      return End.ABORTED;
    } catch (FatalForConnection fatal) {
      connection.writeError(fatal.error);
      return End.ABORTED;
    } finally {
      prepared.closeAll();
    }
  }

  /** An error behind which the connection cannot go on. */
  private static final class FatalForConnection extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final MySqlException error;

    FatalForConnection(MySqlException error) {
      super(error.getMessage(), error, false, false);
      this.error = error;
    }
  }

  private void applySettings() {
    connection.setWriteTimeout(seconds("net_write_timeout"));
    connection.setReadTimeout(seconds("net_read_timeout"));
    connection.setResultsCharset(ResultColumns.encoding(session.resultCollation()));
  }

  private Duration seconds(String variable) {
    return Duration.ofSeconds(session.variables().longValue(variable));
  }

  /** Handles one command; returns whether there can be another. */
  private boolean next() {
    try {
      Optional<Command> command = connection.receiveCommand(seconds("wait_timeout"));
      if (command.isEmpty()) {
        throw new FatalForConnection(MySqlError.ER_CLIENT_INTERACTION_TIMEOUT.with());
      }
      services.counters().questions.increment();
      session.commandStarted(name(command.get()));
      return handle(command.get());
    } catch (MySqlException error) {
      if (endsConnection(error.error())) {
        throw new FatalForConnection(error);
      }
      session.failed(error);
      connection.writeError(error);
      return true;
    } catch (ConnectionClosedException | FatalForConnection end) {
      throw end;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError bug) {
      log.error(
          "connection {}: a command failed for a reason of the server",
          session.connectionId(),
          bug);
      connection.writeError(
          ErrPacket.of(MySqlError.ER_INTERNAL_ERROR.with(bug.getClass().getSimpleName())));
      return true;
    } finally {
      session.commandEnded();
    }
  }

  private static boolean endsConnection(MySqlError error) {
    return error == MySqlError.ER_NET_PACKETS_OUT_OF_ORDER
        || error == MySqlError.ER_NET_PACKET_TOO_LARGE
        || error == MySqlError.ER_NET_READ_INTERRUPTED;
  }

  private boolean handle(Command command) {
    switch (command) {
      case Command.Quit quit -> {
        return false;
      }
      case Command.Query query -> queries.run(query);
      case Command.InitDb initDb -> {
        session.diagnostics().clear();
        session.statements().use(new String(initDb.schema(), StandardCharsets.UTF_8));
        ok();
      }
      case Command.FieldList list -> new FieldListCommand(session, connection).run(list);
      case Command.Statistics statistics -> new StatisticsCommand(services, connection).run();
      case Command.Ping ping -> ok();
      case Command.Debug debug -> debug();
      case Command.ChangeUser change -> {
        return changeUser(change);
      }
      case Command.ResetConnection reset -> {
        prepared.closeAll();
        session.reset();
        ok();
      }
      case Command.SetOption(int option) -> setOption(option);
      case Command.StatementPrepare prepare -> prepared.prepare(prepare);
      case Command.StatementExecute execute -> prepared.execute(execute);
      case Command.StatementSendLongData data -> prepared.sendLongData(data);
      case Command.StatementClose close -> prepared.close(close);
      case Command.StatementReset reset -> prepared.reset(reset);
      case Command.StatementFetch fetch -> prepared.fetch(fetch);
      case Command.BinlogDump dump -> {
        requireReplica();
        services.dumps().dump(dump, session, connection);
        return false;
      }
      case Command.BinlogDumpGtid dump -> {
        requireReplica();
        services.dumps().dump(dump, session, connection);
        return false;
      }
      case Command.RegisterReplica replica -> {
        requireReplica();
        services.dumps().register(replica, session);
        ok();
      }
      // MySQL 9.7 has these two no more; SHOW PROCESSLIST and KILL took over.
      case Command.ProcessInfo info -> throw MySqlError.ER_UNKNOWN_COM_ERROR.with();
      case Command.ProcessKill kill -> throw MySqlError.ER_UNKNOWN_COM_ERROR.with();
      case Command.Unsupported unsupported -> throw MySqlError.ER_UNKNOWN_COM_ERROR.with();
    }
    return true;
  }

  private void ok() {
    connection.writeOk(
        new OkPacket(
            0, 0, session.status(), session.diagnostics().count(), "", session.takeChanges()));
  }

  private void endOfData() {
    ResponseCodec.writeEndOfRows(
        OkPacket.ofStatus(session.status(), 0), connection.capabilities(), connection.packets());
  }

  private void debug() {
    if (!session.hasGlobalPrivilege("SUPER")) {
      throw MySqlError.ER_SPECIFIC_ACCESS_DENIED_ERROR.with("SUPER");
    }
    log.info(
        "status: {} sessions, {} busy, {} questions, up {} s",
        services.sessions().all().size(),
        services.sessions().busyCount(),
        services.counters().questions(),
        services.counters().uptimeSeconds());
    endOfData();
  }

  private void setOption(int option) {
    switch (option) {
      case 0 -> connection.setMultiStatements(true);
      case 1 -> connection.setMultiStatements(false);
      default -> throw MySqlError.ER_UNKNOWN_COM_ERROR.with();
    }
    endOfData();
  }

  private boolean changeUser(Command.ChangeUser change) {
    try {
      prepared.closeAll();
      login.changeUser(change, session, connection);
      return true;
    } catch (MySqlException denied) {
      connection.writeError(denied);
      return false;
    }
  }

  private void requireReplica() {
    if (!session.hasGlobalPrivilege("REPLICATION SLAVE")) {
      throw MySqlError.ER_SPECIFIC_ACCESS_DENIED_ERROR.with("REPLICATION SLAVE");
    }
  }

  /** The command as SHOW PROCESSLIST names it. */
  private static String name(Command command) {
    return switch (command) {
      case Command.Quit quit -> "Quit";
      case Command.InitDb initDb -> "Init DB";
      case Command.Query query -> "Query";
      case Command.FieldList list -> "Field List";
      case Command.Statistics statistics -> "Statistics";
      case Command.ProcessInfo info -> "Processlist";
      case Command.ProcessKill kill -> "Kill";
      case Command.Debug debug -> "Debug";
      case Command.Ping ping -> "Ping";
      case Command.ChangeUser change -> "Change user";
      case Command.ResetConnection reset -> "Reset Connection";
      case Command.SetOption option -> "Set option";
      case Command.StatementPrepare prepare -> "Prepare";
      case Command.StatementExecute execute -> "Execute";
      case Command.StatementSendLongData data -> "Long Data";
      case Command.StatementClose close -> "Close stmt";
      case Command.StatementReset reset -> "Reset stmt";
      case Command.StatementFetch fetch -> "Fetch";
      case Command.BinlogDump dump -> "Binlog Dump";
      case Command.BinlogDumpGtid dump -> "Binlog Dump GTID";
      case Command.RegisterReplica replica -> "Register Replica";
      case Command.Unsupported unsupported -> "Error";
    };
  }
}
