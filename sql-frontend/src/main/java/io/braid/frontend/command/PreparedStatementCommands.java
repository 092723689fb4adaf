package io.braid.frontend.command;

import io.braid.common.MySqlError;
import io.braid.common.value.SqlValue;
import io.braid.frontend.session.PreparedStatements;
import io.braid.frontend.session.Session;
import io.braid.frontend.statement.SessionStatements;
import io.braid.protocol.codec.RowFormat;
import io.braid.protocol.codec.StatementParameters;
import io.braid.protocol.netty.ServerConnection;
import io.braid.protocol.packet.Command;
import io.braid.protocol.packet.OkPacket;
import io.braid.protocol.packet.ParameterValue;
import io.braid.protocol.packet.ResultColumn;
import io.braid.protocol.packet.StatementPrepared;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * COM_STMT_PREPARE, EXECUTE, SEND_LONG_DATA, RESET, CLOSE and FETCH. Cursors are not opened: an
 * execution that asks for one sends all rows at once, as MySQL does where it cannot open one.
 */
final class PreparedStatementCommands {
  private final ClientServices services;
  private final Session session;
  private final ServerConnection connection;
  private final ResultHeads heads;

  PreparedStatementCommands(
      ClientServices services, Session session, ServerConnection connection, ResultHeads heads) {
    this.services = services;
    this.session = session;
    this.connection = connection;
    this.heads = heads;
  }

  void prepare(Command.StatementPrepare prepare) {
    long openMax = services.variables().longValue("max_prepared_stmt_count");
    if (services.counters().preparedOpen.get() >= openMax) {
      throw MySqlError.ER_MAX_PREPARED_STMT_COUNT_REACHED.with(openMax);
    }
    SessionStatements.Prepared statement =
        session
            .statements()
            .prepare(prepare.sql(), session.variables().clientCollation().charset());
    PreparedStatements.Entry entry = session.prepared().add(statement);
    services.counters().preparedOpen.incrementAndGet();
    services.counters().statementsPrepared.increment();
    List<ResultColumn> columns = ResultColumns.of(statement.columns(), session.resultCollation());
    connection.writePrepared(
        new StatementPrepared(
            entry.id(), columns.size(), statement.parameterCount(), session.diagnostics().count()),
        Collections.nCopies(statement.parameterCount(), ResultColumns.parameter()),
        columns,
        session.status());
  }

  void execute(Command.StatementExecute execute) {
    PreparedStatements.Entry entry = session.prepared().get(execute.statementId());
    services.counters().statementsExecuted.increment();
    try {
      StatementParameters.Bound bound =
          StatementParameters.read(
              execute,
              entry.statement().parameterCount(),
              entry.types(),
              entry.longData(),
              connection.capabilities());
      entry.remember(bound.types());
      List<SqlValue> parameters = values(bound);
      session
          .statements()
          .execute(
              entry.statement(),
              parameters,
              new ClientResponses(connection, session, heads, RowFormat.BINARY));
    } finally {
      entry.dropLongData();
    }
  }

  /** As {@link #execute}, on the event loop; false if the session's thread has to do it. */
  boolean executeNow(Command.StatementExecute execute) {
    Optional<PreparedStatements.Entry> found = session.prepared().find(execute.statementId());
    if (found.isEmpty() || found.get().hasLongData()) {
      return false;
    }
    PreparedStatements.Entry entry = found.get();
    StatementParameters.Bound bound =
        StatementParameters.read(
            execute,
            entry.statement().parameterCount(),
            entry.types(),
            entry.noLongData(),
            connection.capabilities());
    boolean ran =
        session
            .statements()
            .executeNow(
                entry.statement(),
                values(bound),
                new ClientResponses(connection, session, heads, RowFormat.BINARY));
    if (ran) {
      entry.remember(bound.types());
      services.counters().statementsExecuted.increment();
    }
    return ran;
  }

  private List<SqlValue> values(StatementParameters.Bound bound) {
    ParameterValues converter = new ParameterValues(session.variables());
    List<SqlValue> values = new ArrayList<>(bound.values().size());
    for (ParameterValue value : bound.values()) {
      values.add(converter.of(value));
    }
    return values;
  }

  void sendLongData(Command.StatementSendLongData data) {
    long bytesMax = session.variables().longValue("max_allowed_packet");
    session
        .prepared()
        .find(data.statementId())
        .ifPresent(entry -> entry.append(data.parameterIndex(), data.data(), bytesMax));
  }

  void reset(Command.StatementReset reset) {
    session.prepared().get(reset.statementId()).dropLongData();
    connection.writeOk(OkPacket.ofStatus(session.status()));
  }

  void close(Command.StatementClose close) {
    if (session.prepared().find(close.statementId()).isPresent()) {
      session.prepared().close(close.statementId());
      services.counters().preparedOpen.decrementAndGet();
    }
  }

  void fetch(Command.StatementFetch fetch) {
    PreparedStatements.Entry entry = session.prepared().get(fetch.statementId());
    throw MySqlError.ER_STMT_HAS_NO_OPEN_CURSOR.with(entry.id());
  }

  /** Closes all, at a reset or the end of the session. */
  void closeAll() {
    services.counters().preparedOpen.addAndGet(-session.prepared().count());
    session.prepared().clear();
  }
}
