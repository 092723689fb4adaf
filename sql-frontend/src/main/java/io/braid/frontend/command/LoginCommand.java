package io.braid.frontend.command;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.UserAccount;
import io.braid.common.type.Collation;
import io.braid.frontend.auth.AccountMatcher;
import io.braid.frontend.session.Session;
import io.braid.frontend.session.SessionIdentity;
import io.braid.protocol.auth.Login;
import io.braid.protocol.auth.LoginExchange;
import io.braid.protocol.netty.ServerConnection;
import io.braid.protocol.packet.CapabilityFlag;
import io.braid.protocol.packet.Command;
import io.braid.protocol.packet.HandshakeResponse41;
import io.braid.protocol.packet.OkPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;

/** Login and COM_CHANGE_USER: from a proved password to a session. */
final class LoginCommand {
  /** Ids of MySQL's other utf8mb4 collations, which clients name when they mean utf8mb4. */
  private static final int UTF8MB4_UNICODE_FIRST = 224;

  private static final int UTF8MB4_UNICODE_LAST = 247;
  private static final int UTF8MB3_UNICODE_FIRST = 192;
  private static final int UTF8MB3_UNICODE_LAST = 215;

  private final ClientServices services;
  private final AccountMatcher accounts;

  LoginCommand(ClientServices services) {
    this.services = services;
    this.accounts = new AccountMatcher(services.accounts());
  }

  /**
   * Greets the client, lets it log in and begins its session.
   *
   * @throws MySqlException what the client is to be told before it is sent away
   */
  Session login(ServerConnection connection) {
    Duration timeout = Duration.ofSeconds(services.variables().longValue("connect_timeout"));
    Login login = exchange(connection).login(timeout);
    requireUsable(login, connection);
    Session session =
        new Session(
            connection.id(),
            identity(login, connection),
            services.variables(),
            services.systemZone(),
            services.clock(),
            services.catalog(),
            connection::abort);
    session.attach(services.statements().apply(session));
    try {
      begin(session, login.response(), connection);
    } catch (RuntimeException refused) {
      session.statements().close();
      throw refused;
    }
    return session;
  }

  /**
   * COM_CHANGE_USER.
   *
   * @throws MySqlException what the client is to be told; the connection ends then
   */
  void changeUser(Command.ChangeUser change, Session session, ServerConnection connection) {
    Duration timeout = Duration.ofSeconds(services.variables().longValue("connect_timeout"));
    Login login = exchange(connection).changeUser(change, timeout);
    requireUsable(login, connection);
    session.changeUser(identity(login, connection));
    begin(session, login.response(), connection);
  }

  private LoginExchange exchange(ServerConnection connection) {
    Collation collation =
        Collation.byName(services.variables().show("collation_server"))
            .orElse(Collation.UTF8MB4_0900_AI_CI);
    return new LoginExchange(
        connection,
        services.plugins(),
        accounts,
        services.variables().show("version"),
        collation.id());
  }

  private void requireUsable(Login login, ServerConnection connection) {
    InetAddress client = connection.remoteAddress().getAddress();
    UserAccount account =
        accounts
            .account(login.credential())
            .orElseThrow(() ->
                LoginExchange.accessDenied(login.response().user(), client, login.passwordUsed()));
    if (account.locked()) {
      throw MySqlError.ER_ACCOUNT_HAS_BEEN_LOCKED.with(account.user(), hostOf(connection));
    }
    if (account.passwordExpired()) {
      throw MySqlError.ER_MUST_CHANGE_PASSWORD_LOGIN.with();
    }
    if (!connection.isSecure()) {
      if (services.variables().longValue("require_secure_transport") != 0) {
        throw MySqlError.ER_SECURE_TRANSPORT_REQUIRED.with();
      }
      if (requiresTls(account)) {
        throw LoginExchange.accessDenied(login.response().user(), client, login.passwordUsed());
      }
    } else if (requiresClientCertificate(account)) {
      // Client certificates are never asked for, so such an account cannot prove itself.
      throw LoginExchange.accessDenied(login.response().user(), client, login.passwordUsed());
    }
  }

  private static boolean requiresTls(UserAccount account) {
    return account.attributes().stream()
        .map(clause -> clause.toUpperCase(Locale.ROOT))
        .anyMatch(clause -> clause.startsWith("REQUIRE ") && !clause.equals("REQUIRE NONE"));
  }

  private static boolean requiresClientCertificate(UserAccount account) {
    return requiresTls(account)
        && account.attributes().stream()
            .map(clause -> clause.toUpperCase(Locale.ROOT))
            .noneMatch(clause -> clause.equals("REQUIRE SSL"));
  }

  private static SessionIdentity identity(Login login, ServerConnection connection) {
    InetSocketAddress address = connection.remoteAddress();
    String host = hostOf(connection);
    return new SessionIdentity(
        login.credential(),
        login.response().user(),
        host,
        host + ":" + address.getPort(),
        login.response().attributes(),
        connection.tlsVersion(),
        connection.tlsCipher());
  }

  private static String hostOf(ServerConnection connection) {
    InetAddress client = connection.remoteAddress().getAddress();
    return client.isLoopbackAddress() ? "localhost" : client.getHostAddress();
  }

  private static void begin(
      Session session, HandshakeResponse41 response, ServerConnection connection) {
    session.setNames(collation(response.collationId()));
    if (connection.capabilities().has(CapabilityFlag.INTERACTIVE)) {
      session.variables().assign("wait_timeout", session.variables().get("interactive_timeout"));
    }
    response.database().ifPresent(session.statements()::use);
    var unused = session.takeChanges(); // the client knows what it asked for
    connection.allowMessageBytes((int) session.variables().longValue("max_allowed_packet"));
    connection.writeOk(OkPacket.ofStatus(session.status()));
  }

  /** The collation of a handshake; its character set when the collation is not known here. */
  private static Collation collation(int id) {
    return Collation.byId(id)
        .orElse(
            id >= UTF8MB3_UNICODE_FIRST && id <= UTF8MB3_UNICODE_LAST
                ? Collation.UTF8MB3_GENERAL_CI
                : id >= UTF8MB4_UNICODE_FIRST && id <= UTF8MB4_UNICODE_LAST
                    ? Collation.UTF8MB4_GENERAL_CI
                    : Collation.UTF8MB4_0900_AI_CI);
  }
}
