package io.braid.frontend.command;

import io.braid.common.MySqlException;
import io.braid.frontend.session.Session;
import io.braid.protocol.netty.ConnectionService;
import io.braid.protocol.netty.ServerConnection;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves SQL clients: login, commands, end. One for the listener; each connection runs on a virtual
 * thread of its own.
 */
public final class ClientService implements ConnectionService {
  private static final Logger log = LoggerFactory.getLogger(ClientService.class);

  private final ClientServices services;
  private final LoginCommand login;
  private volatile boolean draining;

  /** Serves with what the node's connections share. */
  public ClientService(ClientServices services) {
    this.services = services;
    this.login = new LoginCommand(services);
  }

  @Override
  public void serve(ServerConnection connection) {
    services.counters().connections.increment();
    Session session;
    try {
      session = login.login(connection);
    } catch (MySqlException refused) {
      services.counters().abortedConnects.increment();
      connection.writeError(refused);
      return;
    } finally {
      connection.flush();
    }
    services.sessions().add(session);
    services.counters().connectionsUsed(services.sessions().all().size());
    connection.onClose(() -> session.kill(false));
    CommandLoop.End end = CommandLoop.End.ABORTED;
    try {
      end = new CommandLoop(services, session, connection, login, () -> draining).run();
    } finally {
      end(session, connection, end);
    }
  }

  private void end(Session session, ServerConnection connection, CommandLoop.End end) {
    services.sessions().remove(session);
    services.dumps().ended(session);
    services.counters().bytesReceived.add(connection.bytesReceived());
    services.counters().bytesSent.add(connection.bytesSent());
    if (end == CommandLoop.End.ABORTED) {
      services.counters().abortedClients.increment();
    }
    try {
      session.statements().close();
    } catch (RuntimeException failed) {
      log.error(
          "connection {}: its transaction could not be rolled back",
          session.connectionId(),
          failed);
    }
  }

  /**
   * Begins to drain: idle sessions and dumps, which never end, are cut at once, busy ones after
   * their command. New connections must be kept out by the listener before.
   */
  public void drain() {
    draining = true;
    for (Session session : services.sessions().all()) {
      if (!session.isBusy() || session.isDumping()) {
        session.kill(false);
      }
    }
  }

  /** Cuts the sessions that are still there, their statements too. */
  public void cut() {
    services.sessions().all().forEach(session -> session.kill(false));
  }

  /** Waits until all sessions have ended; returns whether that came in time. */
  public boolean awaitEnded(Duration patience) {
    return services.sessions().awaitEmpty(patience);
  }

  /** Number of sessions that are still there. */
  public int sessionCount() {
    return services.sessions().all().size();
  }
}
