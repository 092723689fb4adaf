package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node starts quickly, ends in good order, and loses nothing when it is killed. */
@Tag("full")
@Tag("smoke")
final class LifeCycleTest {
  private static final Duration READY_PATIENCE = Duration.ofSeconds(10);

  private final DatabaseProcess server = DatabaseProcess.startSource();

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void aSecondStartIsReadyWithinTenSeconds() {
    server.endpoint().execute("CREATE DATABASE d", "CREATE TABLE d.t (id INT PRIMARY KEY)");
    assertThat(server.stop()).isZero();
    long begin = System.nanoTime();
    server.restart();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(READY_PATIENCE);
    assertThat(server.endpoint().value("SELECT COUNT(*) FROM d.t")).isEqualTo("0");
  }

  @Test
  void readyMeansThatTheDumpServesToo() {
    server.restart();
    assertThat(server.endpoint().query("SHOW BINARY LOGS")).isNotEmpty();
    Replicas.readAllFiles(server);
  }

  @Test
  void sigtermEndsIdleSessionsAndTheProcessWithZero() throws SQLException {
    try (Connection idle = server.endpoint().connect()) {
      assertThat(idle.isValid(5)).isTrue();
      assertThat(server.stop()).isZero();
    }
  }

  @Test
  void anOpenTransactionIsNotThereAfterAStop() throws SQLException {
    server.endpoint().execute("CREATE DATABASE d", "CREATE TABLE d.t (id INT PRIMARY KEY)");
    try (Connection connection = server.endpoint().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      statement.execute("INSERT INTO d.t VALUES (1)");
      server.restart();
    } catch (SQLException e) {
      // the server ended the connection, so closing it may fail
    }
    assertThat(server.endpoint().value("SELECT COUNT(*) FROM d.t")).isEqualTo("0");
  }

  @Test
  void whatWasAcknowledgedIsThereAfterAKill() throws SQLException {
    server
        .endpoint()
        .execute(
            "CREATE DATABASE d", "CREATE TABLE d.t (id INT AUTO_INCREMENT PRIMARY KEY, v INT)");
    List<String> expected = new ArrayList<>();
    for (int round = 1; round <= 3; round++) {
      try (Connection connection = server.endpoint().connect();
          Statement statement = connection.createStatement()) {
        for (int i = 0; i < 20; i++) {
          statement.execute("INSERT INTO d.t (v) VALUES (" + (round * 100 + i) + ")");
          expected.add(String.valueOf(round * 100 + i));
        }
        server.kill();
      } catch (SQLException e) {
        assertThat(expected).hasSize(20 * round);
      }
      server.restart();
      assertThat(server.endpoint().query("SELECT v FROM d.t ORDER BY id"))
          .extracting(List::getFirst)
          .containsExactlyElementsOf(expected);
    }
  }

  @Test
  void schemasAccountsAndSettingsOutliveAKill() throws SQLException {
    server
        .endpoint()
        .execute(
            "CREATE DATABASE d",
            "CREATE TABLE d.t (id INT PRIMARY KEY, v VARCHAR(10) DEFAULT 'x', KEY (v))",
            "ALTER TABLE d.t ADD COLUMN n INT",
            "CREATE USER kept@'%' IDENTIFIED BY 'secret'",
            "GRANT SELECT ON d.* TO kept@'%'");
    final String table = server.endpoint().query("SHOW CREATE TABLE d.t").toString();
    final String grants = server.endpoint().query("SHOW GRANTS FOR kept@'%'").toString();
    final String uuid = server.endpoint().value("SELECT @@server_uuid");
    server.kill();
    server.restart();
    assertThat(server.endpoint().query("SHOW CREATE TABLE d.t")).hasToString(table);
    assertThat(server.endpoint().query("SHOW GRANTS FOR kept@'%'")).hasToString(grants);
    assertThat(server.endpoint().value("SELECT @@server_uuid")).isEqualTo(uuid);
    try (Connection connection = server.endpoint().connectAs("kept", "secret", "")) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }
}
