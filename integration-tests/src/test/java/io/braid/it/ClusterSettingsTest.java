package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Global settings that are obeyed by the stream and by garbage collection. */
@TestInstance(Lifecycle.PER_CLASS)
final class ClusterSettingsTest {
  private static final String FOREIGN = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

  private final BraidProcess braid = BraidProcess.start();
  private final Endpoint server = braid.endpoint();

  @AfterAll
  void end() {
    braid.close();
  }

  @Test
  void filesEndAtTheSizeThatWasSetAlsoAfterARestart() {
    server.execute(
        "CREATE DATABASE sizes",
        "CREATE TABLE sizes.t (id INT PRIMARY KEY, v VARCHAR(6000))",
        "SET GLOBAL max_binlog_size = 4096");
    long files = files();
    server.execute("INSERT INTO sizes.t VALUES (1, REPEAT('a', 5000))");
    assertThat(files()).isEqualTo(files + 1);

    braid.restart();
    assertThat(server.value("SELECT @@GLOBAL.max_binlog_size")).isEqualTo("4096");
    server.execute("INSERT INTO sizes.t VALUES (2, REPEAT('a', 5000))");
    assertThat(files()).isEqualTo(files + 2);

    server.execute("SET GLOBAL max_binlog_size = DEFAULT");
    assertThat(server.value("SELECT @@GLOBAL.max_binlog_size")).isEqualTo("1073741824");
    server.execute("INSERT INTO sizes.t VALUES (3, REPEAT('a', 5000))");
    assertThat(files()).isEqualTo(files + 2);
  }

  private long files() {
    // The status waits for the files, the list of files as well.
    return server.query("SHOW BINARY LOGS").size();
  }

  @Test
  void rowsEventsAreAsLargeAsTheVariableSays() {
    int rowBytes = 2_000;
    server.execute(
        "CREATE DATABASE events",
        "CREATE TABLE events.t (v VARCHAR(" + rowBytes + "))",
        "FLUSH BINARY LOGS",
        "INSERT INTO events.t VALUES "
            + String.join(", ", Collections.nCopies(100, "(REPEAT('a', " + rowBytes + "))")));

    String file = server.query("SHOW BINARY LOGS").getLast().getFirst();
    List<Long> lengths =
        server.query("SHOW BINLOG EVENTS IN '" + file + "'").stream()
            .filter(event -> event.get(2).equals("Write_rows"))
            .map(event -> Long.parseLong(event.get(4)) - Long.parseLong(event.get(1)))
            .toList();
    assertThat(lengths).hasSize(4);
    long bytesMax = Long.parseLong(server.value("SELECT @@GLOBAL.binlog_row_event_max_size"));
    long headAndChecksum = 23;
    assertThat(lengths.subList(0, 3))
        .allSatisfy(length ->
            assertThat(length).isBetween(bytesMax - rowBytes, bytesMax + headAndChecksum));
  }

  @Test
  void purgedTransactionsCountAsExecuted() {
    server.execute("SET GLOBAL gtid_purged = '+" + FOREIGN + ":1-5'");
    assertThat(server.value("SELECT @@GLOBAL.gtid_purged")).contains(FOREIGN + ":1-5");
    assertThat(server.value("SELECT @@GLOBAL.gtid_executed")).contains(FOREIGN + ":1-5");

    assertThat(refused("SET GLOBAL gtid_purged = '+" + FOREIGN + ":5'").getMessage())
        .contains("must not overlap with @@GLOBAL.GTID_EXECUTED");
    assertThat(refused("SET GLOBAL gtid_purged = '" + FOREIGN + ":1-4'").getMessage())
        .contains("must be a superset of the old value");
    assertThat(refused("SET GLOBAL gtid_purged = DEFAULT").getErrorCode()).isEqualTo(1230);
    assertThat(refused("SET GLOBAL gtid_purged = 'x'").getErrorCode()).isEqualTo(1231);
  }

  private SQLException refused(String sql) {
    return catchThrowableOfType(
        SQLException.class,
        () -> {
          try (Connection connection = server.connect();
              Statement statement = connection.createStatement()) {
            statement.execute(sql);
          }
        });
  }

  @Test
  void aSnapshotOlderThanAllowedIsGivenUp() throws SQLException {
    server.execute(
        "CREATE DATABASE snapshots",
        "CREATE TABLE snapshots.t (id INT PRIMARY KEY, v INT)",
        "INSERT INTO snapshots.t VALUES (1, 0)");
    try (Connection old = server.connect();
        Statement reads = old.createStatement()) {
      reads.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
      server.execute("UPDATE snapshots.t SET v = 1", "SET GLOBAL braid_snapshot_seconds_max = 1");
      Awaitility.await("the next collection")
          .atMost(Duration.ofMinutes(1))
          .until(() -> {
            // Something to collect up to.
            server.execute("UPDATE snapshots.t SET v = v + 1");
            try {
              reads.executeQuery("SELECT v FROM snapshots.t");
              return false;
            } catch (SQLException gone) {
              assertThat(gone.getErrorCode()).isEqualTo(1412);
              return true;
            }
          });
    } finally {
      server.execute("SET GLOBAL braid_snapshot_seconds_max = DEFAULT");
    }
    assertThat(server.query("SELECT id FROM snapshots.t")).isEqualTo(List.of(List.of("1")));
  }
}
