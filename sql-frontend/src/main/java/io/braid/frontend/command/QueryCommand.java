package io.braid.frontend.command;

import io.braid.frontend.session.Session;
import io.braid.protocol.codec.RowFormat;
import io.braid.protocol.netty.ServerConnection;
import io.braid.protocol.packet.CapabilityFlag;
import io.braid.protocol.packet.Command;

/** COM_QUERY. Query attributes are read and have no effect. */
final class QueryCommand {
  private final Session session;
  private final ServerConnection connection;
  private final ResultHeads heads;

  QueryCommand(Session session, ServerConnection connection, ResultHeads heads) {
    this.session = session;
    this.connection = connection;
    this.heads = heads;
  }

  /** As {@link #run}, on the event loop; false if the session's thread has to do it. */
  boolean runNow(Command.Query query) {
    return session
        .statements()
        .queryNow(
            query.sql(),
            session.variables().clientCollation().charset(),
            new ClientResponses(connection, session, heads, RowFormat.TEXT));
  }

  void run(Command.Query query) {
    session
        .statements()
        .query(
            query.sql(),
            session.variables().clientCollation().charset(),
            connection.capabilities().has(CapabilityFlag.MULTI_STATEMENTS),
            new ClientResponses(connection, session, heads, RowFormat.TEXT));
  }
}
