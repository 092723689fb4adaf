package io.braid.protocol.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.braid.protocol.auth.AuthenticationPlugins;
import io.braid.protocol.tls.ServerKeys;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The listener with real clients: Connector/J, the mysql command line, and hostile bytes. */
class MySqlListenerTest {
  private static final Path MYSQL =
      Path.of(System.getenv().getOrDefault("MYSQL97", "/opt/mysql97"), "bin", "mysql");

  @TempDir private static Path directory;

  private static final AtomicInteger connectionsMax = new AtomicInteger(100);
  private static final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private static AnsweringService service;
  private static MySqlListener listener;

  @BeforeAll
  static void start() throws Exception {
    ServerKeys keys = ServerKeys.loadOrCreate(directory, Instant.now(), new SecureRandom());
    service =
        new AnsweringService(new AuthenticationPlugins(Optional.of(keys), new SecureRandom()));
    listener =
        MySqlListener.start(
            new ListenerSettings("127.0.0.1", 0, 1, connectionsMax::get),
            TlsUpgrade.with(keys),
            service);
    logged.start();
    ((Logger) LoggerFactory.getLogger("ROOT")).addAppender(logged);
  }

  @AfterAll
  static void stop() {
    listener.close();
    assertThat(logged.list)
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .isEmpty();
  }

  private static Connection connect(String user, String password, String options)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mysql://127.0.0.1:" + listener.address().getPort() + "/?" + options, user, password);
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  @Test
  void connectorLogsInByEveryWay() throws Exception {
    for (String options :
        List.of(
            "sslMode=DISABLED&allowPublicKeyRetrieval=true",
            "sslMode=REQUIRED",
            "sslMode=REQUIRED&tlsVersions=TLSv1.2")) {
      for (String user : List.of("sha", "native")) {
        for (int i = 0; i < 2; i++) { // the second time by the cache
          try (Connection connection = connect(user, "secret", options)) {
            assertThat(value(connection, "SELECT 42")).isEqualTo("42");
          }
        }
        assertThatThrownBy(() -> connect(user, "wrong", options))
            .hasMessage("Access denied for user '" + user + "'@'localhost' (using password: YES)");
      }
    }
    assertThatThrownBy(() -> connect("nobody", "", "sslMode=DISABLED"))
        .hasMessage("Access denied for user 'nobody'@'localhost' (using password: NO)");
  }

  @Test
  void connectorPreparesAndChangesUser() throws Exception {
    try (Connection connection = connect("root", "", "sslMode=DISABLED&useServerPrepStmts=true")) {
      try (PreparedStatement statement = connection.prepareStatement("SELECT ?")) {
        statement.setString(1, "grüße");
        try (ResultSet rows = statement.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1)).isEqualTo("grüße");
        }
      }
      connection.unwrap(com.mysql.cj.jdbc.JdbcConnection.class).changeUser("native", "secret");
      assertThat(value(connection, "SELECT 1")).isEqualTo("1");
      assertThatThrownBy(() -> value(connection, "SELECT FAIL"))
          .hasMessageContaining("Table 'a.b' doesn't exist");
    }
  }

  @Test
  void messagesOverSixteenMegabytesArriveWhole() throws Exception {
    try (Connection connection = connect("root", "", "sslMode=DISABLED");
        Statement statement = connection.createStatement()) {
      int length = 20_000_000;
      try (ResultSet rows = statement.executeQuery("SELECT LENGTH " + "x".repeat(length))) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(length);
      }
    }
  }

  static boolean hasMysqlClient() {
    return Files.isExecutable(MYSQL);
  }

  private static String mysql(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            MYSQL.toString(),
            "--no-defaults",
            "-h127.0.0.1",
            "-P" + listener.address().getPort(),
            "-N"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return output.replace(
        "mysql: [Warning] Using a password on the command line interface can be insecure.\n", "");
  }

  @Test
  @EnabledIf("hasMysqlClient")
  void mysqlCommandLineTalks() throws Exception {
    assertThat(mysql("-uroot", "-e", "SELECT 7")).isEqualTo("7\n");
    assertThat(mysql("-usha", "-psecret", "-e", "SELECT 8")).isEqualTo("8\n");
    assertThat(mysql("-usha", "-psecret", "--ssl-mode=REQUIRED", "-e", "SELECT 9"))
        .startsWith("9\n");
    assertThat(
            mysql(
                "-usha",
                "-psecret",
                "--ssl-mode=DISABLED",
                "--get-server-public-key",
                "-e",
                "SELECT 10"))
        .isEqualTo("10\n");
    assertThat(mysql("-usha", "-pwrong", "-e", "SELECT 8"))
        .isEqualTo(
            "ERROR 1045 (28000): Access denied for user 'sha'@'localhost' (using password: YES)\n");
    assertThat(mysql("-uroot", "-e", "SELECT FAIL"))
        .isEqualTo("ERROR 1146 (42S02) at line 1: Table 'a.b' doesn't exist\n");
    assertThat(mysql("-uroot", "-e", "ROWS 3000").lines().count()).isEqualTo(3000);
  }

  @Test
  void aSlowReaderStopsTheProducer() throws Exception {
    try (RawClient client = RawClient.loggedIn(listener.address())) {
      long before = service.rowsWritten.get();
      client.query("ROWS 100000"); // 100 MB
      await()
          .pollDelay(Duration.ofMillis(300))
          .during(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(5))
          .until(() -> service.rowsWritten.get() - before < 20_000);
      long rows = 0;
      byte[] packet = client.read();
      while (packet[0] != (byte) 0xFE) {
        rows++;
        packet = client.read();
      }
      assertThat(rows).isEqualTo(1 + 1 + 100_000);
    }
  }

  @Test
  void anOutOfOrderPacketEndsTheConnection() throws Exception {
    try (RawClient client = RawClient.loggedIn(listener.address())) {
      client.write(new byte[] {14}, 5);
      assertThat(new String(client.read(), 3, 30, StandardCharsets.US_ASCII))
          .isEqualTo("#08S01Got packets out of order");
      assertThatThrownBy(client::read).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aLoginOverOneMegabyteIsRefused() throws Exception {
    try (RawClient client = new RawClient(listener.address())) {
      assertThat(client.read()[0]).isEqualTo((byte) 10);
      client.write(new byte[2_000_000], 1);
      byte[] error = client.read();
      assertThat(error[0]).isEqualTo((byte) 0xFF);
      assertThat((error[1] & 0xFF) | (error[2] & 0xFF) << 8).isEqualTo(1153);
      assertThatThrownBy(client::read).isInstanceOf(IOException.class);
    }
  }

  @Test
  void tooManyConnectionsAreSentAwayAtOnce() throws Exception {
    await().until(() -> listener.connections().isEmpty());
    connectionsMax.set(1);
    try (RawClient first = RawClient.loggedIn(listener.address());
        RawClient second = new RawClient(listener.address())) {
      // MySQL 9.7.4's bytes: before login an error has no SQLSTATE.
      byte[] error = second.read();
      assertThat(error).startsWith(0xFF, 0x10, 0x04);
      assertThat(new String(error, 3, error.length - 3, StandardCharsets.US_ASCII))
          .isEqualTo("Too many connections");
      first.query("SELECT 1");
      assertThat(first.read()).containsExactly(1);
    } finally {
      connectionsMax.set(100);
    }
  }

  @Test
  void brokenTlsHarmsNobodyElse() throws Exception {
    try (RawClient other = RawClient.loggedIn(listener.address());
        RawClient client = new RawClient(listener.address())) {
      assertThat(client.read()[0]).isEqualTo((byte) 10);
      byte[] request = new byte[32];
      request[1] = 0x0A; // SSL and PROTOCOL_41
      client.write(request, 1);
      client.writeBytes("this is not TLS, not at all".getBytes(StandardCharsets.US_ASCII));
      assertThatThrownBy(
              () -> {
                while (true) {
                  if (client.socket.getInputStream().read() < 0) {
                    throw new EOFException();
                  }
                }
              })
          .isInstanceOf(IOException.class);
      other.query("SELECT 1");
      assertThat(other.read()).containsExactly(1);
    }
  }

  @Test
  void hostileStreamsEndCleanly() throws Exception {
    SplittableRandom random = new SplittableRandom(99);
    try (RawClient witness = RawClient.loggedIn(listener.address())) {
      for (int i = 0; i < 300; i++) {
        try (RawClient client =
            random.nextBoolean()
                ? RawClient.loggedIn(listener.address())
                : new RawClient(listener.address())) {
          byte[] noise = new byte[1 + random.nextInt(200)];
          random.nextBytes(noise);
          if (random.nextBoolean() && noise.length > 4) {
            noise[0] = (byte) (noise.length - 4);
            noise[1] = 0;
            noise[2] = 0;
            noise[3] = (byte) random.nextInt(2);
          }
          client.writeBytes(noise);
        } catch (IOException expected) {
          // The server may cut the connection before everything is sent.
          assertThat(expected).isNotNull();
        }
      }
      witness.query("SELECT 1");
      assertThat(witness.read()).containsExactly(1);
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> listener.connections().isEmpty());
  }
}
