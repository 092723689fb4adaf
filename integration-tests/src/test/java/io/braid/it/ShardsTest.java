package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Shards split and moved by SQL, over four volumes, as clients see it. */
@Tag("full")
@Tag("smoke")
@TestInstance(Lifecycle.PER_CLASS)
final class ShardsTest {
  private static final int ROWS = 400;
  private static final long TOTAL = ROWS * 100L;
  private static final String SHARDS =
      "SELECT shard_id FROM information_schema.braid_shards WHERE table_schema = 's'"
          + " AND table_name = 't' ORDER BY shard_id";

  private final BraidProcess server = BraidProcess.start("--volumes", "4", "--placement", "table");

  @BeforeEach
  void createTable() {
    StringBuilder rows = new StringBuilder("INSERT INTO s.t (id, u, v) VALUES ");
    for (int id = 1; id <= ROWS; id++) {
      rows.append(id == 1 ? "" : ",").append('(').append(id).append(',');
      rows.append(100_000 - id).append(",100)");
    }
    server
        .endpoint()
        .execute(
            "CREATE DATABASE s",
            "CREATE TABLE s.t (id INT PRIMARY KEY AUTO_INCREMENT, u INT UNIQUE, v INT, KEY kv (v))",
            rows.toString());
  }

  @AfterEach
  void dropTable() {
    server.endpoint().execute("DROP DATABASE IF EXISTS s");
  }

  @AfterAll
  void end() {
    server.close();
  }

  private List<Long> shards() {
    return server.endpoint().query(SHARDS).stream()
        .map(row -> Long.parseLong(row.getFirst()))
        .toList();
  }

  private String one(String sql) {
    return server.endpoint().query(sql).getFirst().getFirst();
  }

  private void assertConsistent() {
    assertThat(one("SELECT SUM(v) FROM s.t")).isEqualTo(Long.toString(TOTAL));
    assertThat(one("SELECT SUM(v) FROM s.t FORCE INDEX (kv) WHERE v > -1000000"))
        .isEqualTo(Long.toString(TOTAL));
    assertThat(one("SELECT COUNT(*) FROM s.t FORCE INDEX (u) WHERE u > 0"))
        .isEqualTo(one("SELECT COUNT(*) FROM s.t"));
  }

  /** Runs transfers until it is told to end; returns how many were committed. */
  private int transfer(long seed, AtomicBoolean over) throws SQLException {
    SplittableRandom random = new SplittableRandom(seed);
    int done = 0;
    try (Connection connection = server.endpoint().connect("s", "");
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      while (!over.get()) {
        int amount = random.nextInt(20);
        int from = 1 + random.nextInt(ROWS);
        int to = 1 + random.nextInt(ROWS);
        try {
          statement.executeUpdate("UPDATE t SET v = v - " + amount + " WHERE id = " + from);
          statement.executeUpdate(
              "UPDATE t SET v = v + " + amount + ", u = u + 1000000 WHERE id = " + to);
          if (statement.executeUpdate("UPDATE t SET v = v WHERE id = " + to) != 1) {
            throw new AssertionError("row " + to + " is gone");
          }
          connection.commit();
          done++;
        } catch (SQLException failed) {
          assertThat(failed.getErrorCode()).as(failed.getMessage()).isEqualTo(1213);
          connection.rollback();
        }
      }
    }
    return done;
  }

  @Test
  void tablesAreSplitAndMovedUnderWritersAndSnapshots() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    SplittableRandom random = new SplittableRandom(5);
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<Integer>> writers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        long seed = i;
        writers.add(threads.submit(() -> transfer(seed, over)));
      }
      try (Connection reader = server.endpoint().connect("s", "");
          Statement old = reader.createStatement()) {
        old.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
        List<String> before = checks(old);
        server
            .endpoint()
            .execute(
                "SPLIT TABLE s.t BY (100), (200), (300)",
                "SPLIT TABLE s.t INDEX u BY (99800)",
                "SPLIT TABLE s.t INDEX kv BY (90)");
        for (long shard : shards()) {
          int volume = 1 + random.nextInt(4);
          try {
            server.endpoint().execute("MOVE SHARD " + shard + " TO VOLUME " + volume + " WAIT");
          } catch (AssertionError already) {
            assertThat(already).hasMessageContaining("already");
          }
          assertConsistent();
          assertThat(checks(old)).isEqualTo(before);
        }
      } finally {
        over.set(true);
      }
      for (Future<Integer> writer : writers) {
        assertThat(writer.get(30, TimeUnit.SECONDS)).isPositive();
      }
    }
    assertConsistent();
    assertThat(shards()).hasSize(6);
    assertThat(
            one(
                "SELECT COUNT(DISTINCT volume_id) > 1 FROM information_schema.braid_shards"
                    + " WHERE table_schema = 's'"))
        .isEqualTo("1");
    server.kill();
    server.restart();
    assertConsistent();
    server.endpoint().execute("INSERT INTO s.t (u, v) VALUES (-1, 0)");
    assertThat(one("SELECT MAX(id) FROM s.t")).isEqualTo(Integer.toString(ROWS + 1));
  }

  private static List<String> checks(Statement statement) throws SQLException {
    List<String> found = new ArrayList<>();
    for (String sql :
        List.of(
            "SELECT SUM(v * id) FROM t",
            "SELECT SUM(v * id) FROM t FORCE INDEX (kv) WHERE v > -1000000",
            "SELECT SUM(u) FROM t FORCE INDEX (u) WHERE u BETWEEN 99700 AND 99900",
            "SELECT v FROM t WHERE id = 150")) {
      try (ResultSet rows = statement.executeQuery(sql)) {
        assertThat(rows.next()).isTrue();
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  @Test
  void schemaChangesMeetMovesWithAClearOutcome() throws Exception {
    for (String change :
        List.of(
            "ALTER TABLE s.t ADD INDEX extra (u, v)",
            "ALTER TABLE s.t MODIFY v BIGINT",
            "TRUNCATE TABLE s.t",
            "DROP TABLE s.t")) {
      long shard = shards().getFirst();
      String target =
          one(
              "SELECT 1 + MOD(volume_id, 4) FROM information_schema.braid_shards WHERE shard_id = "
                  + shard);
      String id = startMove(shard, target);
      server.endpoint().execute(change);
      Awaitility.await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(() -> assertThat(state(id)).isIn("FINISHED", "FAILED"));
      if (state(id).equals("FAILED")) {
        assertThat(
                one(
                    "SELECT message FROM information_schema.braid_operators WHERE operator_id ="
                        + id))
            .isEqualTo("the table was dropped");
      }
      if (change.startsWith("ALTER")) {
        assertConsistent();
      }
    }
    assertThat(shards()).isEmpty();
  }

  /** By execute: Connector/J takes a query for one only by its first word. */
  private String startMove(long shard, String volume) throws SQLException {
    try (Connection connection = server.endpoint().connect();
        Statement statement = connection.createStatement()) {
      assertThat(statement.execute("MOVE SHARD " + shard + " TO VOLUME " + volume)).isTrue();
      try (ResultSet rows = statement.getResultSet()) {
        assertThat(rows.next()).isTrue();
        return rows.getString("Operator_id");
      }
    }
  }

  private String state(String operator) {
    return one(
        "SELECT state FROM information_schema.braid_operators WHERE operator_id = " + operator);
  }

  @Test
  void movesGoOnAfterAKill() throws Exception {
    server.endpoint().execute("SPLIT TABLE s.t BY (130), (260)");
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 2; round++) {
      List<Long> shards = shards();
      for (long shard : shards) {
        try {
          server
              .endpoint()
              .execute("MOVE SHARD " + shard + " TO VOLUME " + (1 + random.nextInt(4)));
        } catch (AssertionError already) {
          assertThat(already).hasMessageContaining("already");
        }
      }
      server.kill();
      server.restart();
      assertConsistent();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() ->
              assertThat(
                      one(
                          "SELECT COUNT(*) FROM information_schema.braid_operators"
                              + " WHERE ended IS NULL"))
                  .isEqualTo("0"));
      assertConsistent();
      assertThat(shards()).isEqualTo(shards);
    }
  }

  @Test
  void whatCannotBeDoneIsRefused() {
    Endpoint endpoint = server.endpoint();
    long shard = shards().getFirst();
    assertThatThrownBy(() -> endpoint.execute("MOVE SHARD " + shard + " TO VOLUME 5"))
        .hasMessageContaining("There is no data volume 5");
    assertThatThrownBy(() -> endpoint.execute("MOVE SHARD 1 TO VOLUME 1"))
        .hasMessageContaining("There is no shard 1");
    assertThatThrownBy(() -> endpoint.execute("CANCEL OPERATOR 1"))
        .hasMessageContaining("There is no operator 1");
    assertThatThrownBy(() -> endpoint.execute("SPLIT TABLE s.t BY (1, 2)"))
        .hasMessageContaining("Column count doesn't match value count at row 1");
    assertThatThrownBy(() -> endpoint.execute("SPLIT TABLE s.t INDEX none BY (1)"))
        .hasMessageContaining("Key 'none' doesn't exist in table 't'");
    assertThatThrownBy(() -> endpoint.execute("SPLIT TABLE s.t BY ('x')"))
        .hasMessageContaining("Incorrect integer value: 'x' for column 'id' at row 1");
    assertThatThrownBy(() -> endpoint.execute("SPLIT TABLE s.missing BY (1)"))
        .hasMessageContaining("Table 's.missing' doesn't exist");
    assertThatThrownBy(() -> endpoint.execute("SPLIT TABLE s.t BY 1"))
        .hasMessageContaining("near '1' at line 1");
    endpoint.execute("CREATE USER IF NOT EXISTS plain@localhost IDENTIFIED BY ''");
    assertThatThrownBy(
            () -> {
              try (Connection plain = endpoint.connectAs("plain", "", "");
                  Statement statement = plain.createStatement()) {
                statement.execute("SPLIT TABLE s.t BY (5)");
              }
            })
        .hasMessageContaining("Access denied");
    assertThat(shards()).containsExactly(shard);
  }
}
