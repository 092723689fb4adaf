package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads that ran before and run again: a server may answer them in a shorter way, which must see
 * and obey all that the long way does. Each is run by text and prepared.
 */
@Tag("full")
@Tag("smoke")
@TestInstance(Lifecycle.PER_CLASS)
final class ShortReadsTest {
  private static final int WARM_RUNS = 3;
  private static final List<String> READS =
      List.of(
          "SELECT v FROM t WHERE id = 1",
          "SELECT v FROM t WHERE u = 10",
          "SELECT SUM(v) FROM t WHERE id BETWEEN 1 AND 1");

  private final DatabaseProcess server = DatabaseProcess.startSource();
  private final List<Connection> connections = new ArrayList<>();

  @BeforeEach
  void createTable() {
    server
        .endpoint()
        .execute(
            "CREATE DATABASE shorts",
            "CREATE TABLE shorts.t (id INT PRIMARY KEY, u INT UNIQUE, v INT)",
            "INSERT INTO shorts.t VALUES (1, 10, 0), (2, 20, 0)");
  }

  @AfterEach
  void dropTable() throws SQLException {
    for (Connection connection : connections) {
      connection.close();
    }
    connections.clear();
    server.endpoint().execute("DROP DATABASE shorts");
  }

  @AfterAll
  void end() {
    server.close();
  }

  private Connection connect(boolean prepared) throws SQLException {
    Connection connection =
        server.endpoint().connect("shorts", prepared ? "&useServerPrepStmts=true" : "");
    connections.add(connection);
    return connection;
  }

  private List<PreparedStatement> warmReads(Connection connection) throws SQLException {
    List<PreparedStatement> reads = new ArrayList<>();
    for (String sql : READS) {
      PreparedStatement read = connection.prepareStatement(sql);
      for (int i = 0; i < WARM_RUNS; i++) {
        value(read);
      }
      reads.add(read);
    }
    return reads;
  }

  private static String value(PreparedStatement read) throws SQLException {
    try (ResultSet rows = read.executeQuery()) {
      return rows.next() ? rows.getString(1) : "no row";
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachCommitOfAnotherSessionIsSeen(boolean prepared) throws SQLException {
    Connection writer = connect(false);
    List<PreparedStatement> reads = warmReads(connect(prepared));
    for (int i = 1; i <= 20; i++) {
      run(writer, "UPDATE t SET v = " + i + " WHERE id = 1");
      for (PreparedStatement read : reads) {
        assertThat(value(read)).isEqualTo(Integer.toString(i));
      }
    }
    run(writer, "DELETE FROM t WHERE id = 1");
    assertThat(value(reads.get(0))).isEqualTo("no row");
    assertThat(value(reads.get(1))).isEqualTo("no row");
    assertThat(value(reads.get(2))).isNull();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aReadWithoutTablesFollowsItsSession(boolean prepared) throws SQLException {
    List<String> connectionIds = new ArrayList<>();
    for (Connection connection : List.of(connect(prepared), connect(prepared))) {
      PreparedStatement id = connection.prepareStatement("SELECT CONNECTION_ID()");
      PreparedStatement schema = connection.prepareStatement("SELECT DATABASE()");
      PreparedStatement sum = connection.prepareStatement("SELECT ? + 1");
      for (int i = 0; i < WARM_RUNS; i++) {
        assertThat(value(id)).isEqualTo(value(id));
        assertThat(value(schema)).isEqualTo("shorts");
        sum.setInt(1, i);
        assertThat(value(sum)).isEqualTo(Integer.toString(i + 1));
      }
      connectionIds.add(value(id));
      run(connection, "USE information_schema");
      assertThat(value(schema)).isEqualTo("information_schema");
      assertThat(value(connection.prepareStatement("SELECT 7 FROM DUAL"))).isEqualTo("7");
    }
    assertThat(connectionIds).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTransactionReadsItsSnapshotAndItsOwnWrites(boolean prepared) throws SQLException {
    Connection writer = connect(false);
    Connection reader = connect(prepared);
    List<PreparedStatement> reads = warmReads(reader);
    run(reader, "BEGIN");
    for (PreparedStatement read : reads) {
      assertThat(value(read)).isEqualTo("0");
    }
    run(writer, "UPDATE t SET v = 7 WHERE id = 1");
    for (PreparedStatement read : reads) {
      assertThat(value(read)).isEqualTo("0");
    }
    run(reader, "UPDATE t SET v = v + 1 WHERE id = 1");
    for (PreparedStatement read : reads) {
      assertThat(value(read)).isEqualTo("8");
    }
    run(reader, "ROLLBACK");
    for (PreparedStatement read : reads) {
      assertThat(value(read)).isEqualTo("7");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readCommittedSeesWhatIsNewInEachStatement(boolean prepared) throws SQLException {
    Connection writer = connect(false);
    Connection reader = connect(prepared);
    List<PreparedStatement> reads = warmReads(reader);
    run(reader, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
    run(reader, "BEGIN");
    for (int i = 1; i <= 3; i++) {
      run(writer, "UPDATE t SET v = v + 1 WHERE id = 1");
      for (PreparedStatement read : reads) {
        assertThat(value(read)).isEqualTo(Integer.toString(i));
      }
    }
    run(reader, "COMMIT");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aReadThatFailsInATransactionLeavesEarlierWritesAlone(boolean prepared) throws SQLException {
    Connection reader = connect(prepared);
    PreparedStatement failing =
        reader.prepareStatement("SELECT id + 9223372036854775807 FROM t WHERE id BETWEEN 1 AND 2");
    run(reader, "BEGIN");
    run(reader, "UPDATE t SET v = 5 WHERE id = 1");
    for (int i = 0; i < WARM_RUNS; i++) {
      assertThatThrownBy(failing::executeQuery)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1690));
    }
    run(reader, "COMMIT");
    assertThat(server.endpoint().value("SELECT v FROM shorts.t WHERE id = 1")).isEqualTo("5");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void changesOfTheTableAndOfPrivilegesCount(boolean prepared) throws SQLException {
    server
        .endpoint()
        .execute("CREATE USER reader IDENTIFIED BY 'r'", "GRANT SELECT ON shorts.* TO reader");
    try (Connection reader =
        server.endpoint().connectAs("reader", "r", prepared ? "&useServerPrepStmts=true" : "")) {
      run(reader, "USE shorts");
      PreparedStatement all = reader.prepareStatement("SELECT * FROM t WHERE id = 1");
      for (int i = 0; i < WARM_RUNS; i++) {
        try (ResultSet rows = all.executeQuery()) {
          assertThat(rows.getMetaData().getColumnCount()).isEqualTo(3);
        }
      }
      server.endpoint().execute("ALTER TABLE shorts.t ADD COLUMN w INT DEFAULT 4");
      PreparedStatement added = reader.prepareStatement("SELECT w FROM t WHERE id = 1");
      for (int i = 0; i < WARM_RUNS; i++) {
        assertThat(value(added)).isEqualTo("4");
      }
      server.endpoint().execute("REVOKE SELECT ON shorts.* FROM reader");
      assertThatThrownBy(added::executeQuery)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1142));
      server.endpoint().execute("GRANT SELECT ON shorts.* TO reader", "DROP TABLE shorts.t");
      assertThatThrownBy(added::executeQuery)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1146));
    } finally {
      server.endpoint().execute("DROP USER reader");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTableThatIsLockedForWritingIsWaitedFor(boolean prepared) throws Exception {
    Connection locker = connect(false);
    List<PreparedStatement> reads = warmReads(connect(prepared));
    run(locker, "LOCK TABLES t WRITE");
    CompletableFuture<String> waiting =
        CompletableFuture.supplyAsync(() -> {
          try {
            return value(reads.get(0));
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
    run(locker, "UPDATE t SET v = 3 WHERE id = 1");
    assertThat(waiting.isDone()).isFalse();
    run(locker, "UNLOCK TABLES");
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo("3");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void longRowsAndLongResultsComeWhole(boolean prepared) throws SQLException {
    Connection reader = connect(prepared);
    run(reader, "CREATE TABLE l (id INT PRIMARY KEY, s LONGTEXT)");
    run(reader, "INSERT INTO l VALUES (1, REPEAT('a', 15000)), (2, REPEAT('b', 300000))");
    run(reader, "INSERT INTO l SELECT id + 2, s FROM l");
    run(reader, "INSERT INTO l SELECT id + 4, s FROM l");
    for (int id = 1; id <= 8; id++) {
      PreparedStatement read = reader.prepareStatement("SELECT s FROM l WHERE id = " + id);
      for (int i = 0; i < WARM_RUNS; i++) {
        assertThat(value(read)).hasSize(id % 2 == 1 ? 15_000 : 300_000);
      }
    }
    PreparedStatement all = reader.prepareStatement("SELECT id, s FROM l WHERE id > 0");
    for (int i = 0; i < WARM_RUNS; i++) {
      try (ResultSet rows = all.executeQuery()) {
        for (int id = 1; id <= 8; id++) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getInt(1)).isEqualTo(id);
          assertThat(rows.getString(2)).hasSize(id % 2 == 1 ? 15_000 : 300_000);
        }
        assertThat(rows.next()).isFalse();
      }
    }
  }

  @Test
  void anIdleConnectionIsCutAlsoAfterShortReads() throws Exception {
    Connection reader = connect(true);
    List<PreparedStatement> reads = warmReads(reader);
    run(reader, "SET wait_timeout = 1");
    assertThat(value(reads.get(0))).isEqualTo("0");
    String id = connectionId(reader);
    String left = "SELECT COUNT(*) FROM information_schema.processlist WHERE id = " + id;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!server.endpoint().value(left).equals("0")) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    connections.remove(reader);
    reader.abort(Runnable::run);
  }

  private static String connectionId(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT CONNECTION_ID()")) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }
}
