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

  QueryCommand(Session session, ServerConnection connection) {
    this.session = session;
    this.connection = connection;
  }

  void run(Command.Query query) {
    session
        .statements()
        .query(
            query.sql(),
            session.variables().clientCollation().charset(),
            connection.capabilities().has(CapabilityFlag.MULTI_STATEMENTS),
            new ClientResponses(connection, session, RowFormat.TEXT));
  }
}
