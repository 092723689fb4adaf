package io.braid.frontend.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.SchemaDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.catalog.UserAccount;
import io.braid.common.catalog.ViewDefinition;
import io.braid.common.time.Clock;
import io.braid.frontend.session.Session;
import io.braid.frontend.session.Sessions;
import io.braid.frontend.variable.GlobalVariables;
import io.braid.frontend.variable.SystemVariables;
import io.braid.protocol.auth.AuthenticationPlugins;
import io.braid.protocol.netty.ListenerSettings;
import io.braid.protocol.netty.MySqlListener;
import io.braid.protocol.netty.ServerConnection;
import io.braid.protocol.netty.TlsUpgrade;
import io.braid.protocol.packet.Command;
import io.braid.protocol.tls.ServerKeys;
import io.braid.storage.node.StorageCounters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands and sessions with Connector/J as the client. */
class ClientServiceTest {
  @TempDir private static Path directory;

  private static final Sessions sessions = new Sessions();
  private static final List<UserAccount> accounts =
      new java.util.concurrent.CopyOnWriteArrayList<>();
  private static MySqlListener listener;
  private static ClientService service;
  private static AuthenticationPlugins plugins;

  private record Accounts() implements CatalogSnapshot {
    @Override
    public long version() {
      return 1;
    }

    @Override
    public Optional<SchemaDefinition> schema(String name) {
      return Optional.empty();
    }

    @Override
    public Collection<SchemaDefinition> schemas() {
      return List.of();
    }

    @Override
    public Optional<TableDefinition> table(String schema, String name) {
      return Optional.empty();
    }

    @Override
    public Optional<ViewDefinition> view(String schema, String name) {
      return Optional.empty();
    }

    @Override
    public Collection<TableDefinition> tables(String schema) {
      return List.of();
    }

    @Override
    public Collection<ViewDefinition> views(String schema) {
      return List.of();
    }

    @Override
    public Collection<UserAccount> accounts() {
      return accounts;
    }
  }

  private static final DumpCommands NO_DUMPS =
      new DumpCommands() {
        @Override
        public void dump(Command.BinlogDump dump, Session session, ServerConnection connection) {
          throw ScriptedStatements.noDump();
        }

        @Override
        public void dump(
            Command.BinlogDumpGtid dump, Session session, ServerConnection connection) {
          throw ScriptedStatements.noDump();
        }

        @Override
        public void register(Command.RegisterReplica replica, Session session) {}

        @Override
        public void ended(Session session) {}
      };

  private static void account(
      String user, String password, boolean locked, Set<String> privileges, String... attributes) {
    accounts.add(
        new UserAccount(
            user,
            "%",
            AuthenticationPlugins.DEFAULT_PLUGIN,
            plugins
                .store(
                    AuthenticationPlugins.DEFAULT_PLUGIN, password.getBytes(StandardCharsets.UTF_8))
                .orElseThrow(),
            locked,
            false,
            privileges,
            false,
            Map.of(),
            Map.of(),
            List.of(attributes)));
  }

  @BeforeAll
  static void start() throws Exception {
    ServerKeys keys = ServerKeys.loadOrCreate(directory, Instant.now(), new SecureRandom());
    plugins = new AuthenticationPlugins(Optional.of(keys), new SecureRandom());
    account("root", "", false, Set.of("ALL PRIVILEGES"));
    account("app", "secret", false, Set.of());
    account("locked", "", true, Set.of());
    account("tls", "", false, Set.of(), "REQUIRE SSL");
    service = newService(sessions);
    listener =
        MySqlListener.start(
            new ListenerSettings("127.0.0.1", 0, 1, () -> 50), TlsUpgrade.with(keys), service);
  }

  private static ClientService newService(Sessions ofService) {
    GlobalVariables globals =
        new GlobalVariables(SystemVariables.load(), Map.of("version", "8.4.0-test"), Map.of());
    return new ClientService(
        new ClientServices(
            globals,
            ofService,
            plugins,
            () -> accounts,
            Accounts::new,
            ScriptedStatements::new,
            NO_DUMPS,
            new ServerCounters(Clock.system(), new StorageCounters()),
            Clock.system(),
            ZoneOffset.UTC));
  }

  @AfterAll
  static void stop() {
    listener.close();
  }

  private static Connection connect(String user, String password, String options)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mysql://127.0.0.1:" + listener.address().getPort() + "/" + options, user, password);
  }

  private static Connection root() throws SQLException {
    return connect("root", "", "?sslMode=DISABLED");
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Session session(Connection connection) throws SQLException {
    long id = connection.unwrap(com.mysql.cj.jdbc.JdbcConnection.class).getId();
    return sessions.find(id).orElseThrow();
  }

  @Test
  void valuesOfAllKindsArriveInBothFormats() throws Exception {
    try (Connection connection = connect("root", "", "?sslMode=DISABLED&useServerPrepStmts=true")) {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT types")) {
        check(rows);
      }
      try (PreparedStatement statement = connection.prepareStatement("SELECT types");
          ResultSet rows = statement.executeQuery()) {
        check(rows);
      }
    }
  }

  private static void check(ResultSet rows) throws SQLException {
    assertThat(rows.next()).isTrue();
    assertThat(rows.getInt(1)).isEqualTo(-7);
    assertThat(rows.getString(2)).isEqualTo("18446744073709551615");
    assertThat(rows.getString(3)).isEqualTo("12.30");
    assertThat(rows.getDouble(4)).isEqualTo(0.1);
    assertThat(rows.getString(5)).isEqualTo("grün");
    assertThat(rows.getObject(6, LocalDateTime.class))
        .isEqualTo(LocalDateTime.of(2024, 2, 29, 23, 59, 58, 123_456_000));
    assertThat(rows.getString(8)).isEqualTo("2024-02-29");
    assertThat(rows.getString(9)).isNull();
    assertThat(rows.next()).isFalse();
  }

  @Test
  void textIsConvertedToTheClientsCharacterSet() throws Exception {
    try (Connection connection = root()) {
      execute(connection, "SET character_set_results = 'latin1'");
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT types")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getBytes(5)).isEqualTo("grün".getBytes(StandardCharsets.ISO_8859_1));
      }
    }
  }

  @Test
  void parametersArriveWithTheirTypes() throws Exception {
    try (Connection connection = connect("root", "", "?sslMode=DISABLED&useServerPrepStmts=true");
        PreparedStatement statement = connection.prepareStatement("SELECT ?")) {
      statement.setLong(1, -5);
      assertThat(echo(statement)).isEqualTo("IntegerValue[bits=-5, unsigned=false]");
      statement.setDouble(1, 0.25);
      assertThat(echo(statement)).isEqualTo("DoubleValue[value=0.25]");
      statement.setBigDecimal(1, new java.math.BigDecimal("1.50"));
      assertThat(echo(statement)).isEqualTo("DecimalValue[value=1.50]");
      statement.setNull(1, java.sql.Types.INTEGER);
      assertThat(echo(statement)).isEqualTo("NULL");
      statement.setObject(1, LocalDateTime.of(2020, 1, 2, 3, 4, 5));
      assertThat(echo(statement)).startsWith("TemporalValue[kind=DATETIME");
      statement.setBytes(1, new byte[] {0, (byte) 0xFF}); // is sent as text, which it is not
      assertThat(echo(statement)).startsWith("StringValue");
      statement.setBinaryStream(1, new java.io.ByteArrayInputStream(new byte[100_000]));
      assertThat(echo(statement)).contains("StringValue").contains("BINARY");
    }
  }

  private static String echo(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  @Test
  void resetConnectionReallyResets() throws Exception {
    try (Connection connection = root()) {
      Session session = session(connection);
      execute(connection, "SET sql_mode = ''");
      execute(connection, "SET @a = 5");
      execute(connection, "BEGIN");
      session.setLastInsertId(7);
      connection.unwrap(com.mysql.cj.jdbc.JdbcConnection.class).resetServerState();
      assertThat(session.userVariable("a").toString()).isEqualTo("NULL");
      assertThat(session.statements().inTransaction()).isFalse();
      assertThat(session.lastInsertId()).isZero();
      assertThat(value(connection, "SELECT @@sql_mode")).isNotEmpty();
    }
  }

  @Test
  void changeUserChangesTheAccount() throws Exception {
    try (Connection connection = connect("root", "", "?sslMode=REQUIRED")) {
      execute(connection, "SET @a = 5");
      connection.unwrap(com.mysql.cj.jdbc.JdbcConnection.class).changeUser("app", "secret");
      Session session = session(connection);
      assertThat(session.currentUser()).isEqualTo("app@%");
      assertThat(session.sessionUser()).isEqualTo("app@localhost");
      assertThat(session.userVariable("a").toString()).isEqualTo("NULL");
      assertThatThrownBy(() ->
              connection.unwrap(com.mysql.cj.jdbc.JdbcConnection.class).changeUser("app", "wrong"))
          .hasMessageContaining("Access denied for user 'app'@'localhost' (using password: YES)");
    }
  }

  @Test
  void loginsAreRefusedForTheirReason() throws Exception {
    assertThatThrownBy(() -> connect("locked", "", "?sslMode=DISABLED"))
        .hasMessage("Access denied for user 'locked'@'localhost'. Account is locked.");
    assertThatThrownBy(() -> connect("tls", "", "?sslMode=DISABLED"))
        .hasMessage("Access denied for user 'tls'@'localhost' (using password: NO)");
    connect("tls", "", "?sslMode=REQUIRED").close();
    assertThatThrownBy(() -> connect("root", "", "nosuch?sslMode=DISABLED"))
        .hasMessage("Unknown database 'nosuch'");
    try (Connection connection = connect("root", "", "there?sslMode=DISABLED")) {
      assertThat(session(connection).currentSchema()).isEqualTo("there");
    }
  }

  @Test
  void killQueryEndsTheStatementAlone() throws Exception {
    try (Connection victim = root();
        Connection killer = root()) {
      Session session = session(victim);
      CompletableFuture<String> outcome =
          CompletableFuture.supplyAsync(() -> failure(victim, "wait"));
      await().until(session::isBusy);
      await()
          .untilAsserted(() ->
              assertThat(sessions.processes(session(killer)))
                  .anyMatch(process ->
                      process.id() == session.connectionId()
                          && process.info().equals("wait")
                          && process.command().equals("Query")));
      sessions.kill(session.connectionId(), true, session(killer));
      assertThat(outcome.get(10, TimeUnit.SECONDS))
          .isEqualTo("1317 Query execution was interrupted");
      assertThat(value(victim, "SELECT 1")).isEqualTo("1");
    }
  }

  private static String failure(Connection connection, String sql) {
    try {
      execute(connection, sql);
      return "";
    } catch (SQLException e) {
      return e.getErrorCode() + " " + e.getMessage();
    }
  }

  @Test
  void killConnectionEndsTheConnection() throws Exception {
    Connection victim = root();
    try (Connection killer = root()) {
      Session session = session(victim);
      sessions.kill(session.connectionId(), false, session(killer));
      assertThat(failure(victim, "SELECT 1")).isNotEmpty();
      await().until(() -> sessions.find(session.connectionId()).isEmpty());
      assertThatThrownBy(() -> sessions.kill(999_999, false, session(killer)))
          .hasMessage("Unknown thread id: 999999");
    }
    try (Connection app = connect("app", "secret", "?sslMode=REQUIRED");
        Connection root = root()) {
      Session byApp = session(app);
      long id = session(root).connectionId();
      assertThatThrownBy(() -> sessions.kill(id, false, byApp))
          .hasMessage("You are not owner of thread " + id);
      assertThat(sessions.processes(byApp)).hasSize(1);
    }
  }

  @Test
  void aClientThatLeavesStopsItsStatement() throws Exception {
    Connection victim = root();
    Session session = session(victim);
    CompletableFuture<String> outcome =
        CompletableFuture.supplyAsync(() -> failure(victim, "wait"));
    await().until(session::isBusy);
    victim.abort(Runnable::run);
    await().until(() -> sessions.find(session.connectionId()).isEmpty());
    assertThat(outcome.get(10, TimeUnit.SECONDS)).isNotEmpty();
  }

  @Test
  void severalStatementsAnswerOneByOne() throws Exception {
    try (Connection connection = connect("root", "", "?sslMode=DISABLED&allowMultiQueries=true");
        Statement statement = connection.createStatement()) {
      assertThat(statement.execute("SELECT a; BEGIN; SELECT b")).isTrue();
      assertThat(statement.getMoreResults()).isFalse();
      assertThat(statement.getUpdateCount()).isZero();
      assertThat(statement.getMoreResults()).isTrue();
      try (ResultSet rows = statement.getResultSet()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("b");
      }
    }
  }

  @Test
  void anErrorLeavesTheConnectionUsable() throws Exception {
    try (Connection connection = root()) {
      assertThat(failure(connection, "nonsense")).startsWith("1064 ");
      assertThat(session(connection).diagnostics().errorCount()).isEqualTo(1);
      assertThat(failure(connection, "bug"))
          .isEqualTo("1815 Internal error: IllegalStateException");
      assertThat(value(connection, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void anIdleClientIsSentAway() throws Exception {
    Connection connection = root();
    Session session = session(connection);
    execute(connection, "SET wait_timeout = 1");
    await().until(() -> sessions.find(session.connectionId()).isEmpty());
    assertThat(failure(connection, "SELECT 1")).isNotEmpty();
  }

  @Test
  void drainingLetsRunningStatementsEndAndCutsTheIdle() throws Exception {
    Sessions own = new Sessions();
    ClientService drained = newService(own);
    try (MySqlListener second =
        MySqlListener.start(
            new ListenerSettings("127.0.0.1", 0, 1, () -> 50), TlsUpgrade.none(), drained)) {
      String url = "jdbc:mysql://127.0.0.1:" + second.address().getPort() + "/?sslMode=DISABLED";
      Connection busy = DriverManager.getConnection(url, "root", "");
      Connection idle = DriverManager.getConnection(url, "root", "");
      long busyId = busy.unwrap(com.mysql.cj.jdbc.JdbcConnection.class).getId();
      Session running = own.find(busyId).orElseThrow();
      CompletableFuture<String> outcome =
          CompletableFuture.supplyAsync(() -> failure(busy, "wait"));
      await().until(running::isBusy);
      second.stopAccepting();
      drained.drain();
      await().until(() -> own.all().size() == 1);
      assertThat(failure(idle, "SELECT 1")).isNotEmpty();
      assertThat(own.awaitEmpty(java.time.Duration.ofMillis(50))).isFalse();
      running.statements().cancel(); // the statement ends by itself
      assertThat(outcome.get(10, TimeUnit.SECONDS)).isEmpty();
      assertThat(own.awaitEmpty(java.time.Duration.ofSeconds(10))).isTrue();
    }
  }
}
