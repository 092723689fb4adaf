package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The process ends like under kill -9 between every two steps of a transaction over three volumes:
 * an XA branch is gone before it is prepared, then there to be ended from another connection, and
 * committed when its commit had begun; an ordinary transaction is there as a whole or not at all,
 * and as a whole when it was acknowledged. The stream, row image by row image, and a MySQL replica
 * say the same as the tables. The same holds of transactions that are staged in chunks before.
 */
@Tag("full")
@Tag("xa")
@NeedsPeer({"mysql", "client:binlog-connector"})
@TestInstance(Lifecycle.PER_CLASS)
final class CommitCrashTest {
  private static final String[] TABLES = {"t1", "t2", "t3"};
  private static final String[] FROM_HOLD = {
    "ONE_HELD", "ALL_HELD", "STAMPED", "DECIDED", "ONE_APPLIED", "ALL_APPLIED"
  };
  private static final int VICTIMS = 1_000;

  /** Of a large transaction: three tables' pads are more than a buffer of 8 MiB. */
  private static final int PADS = 10;

  private static final int PAD_BYTES = 400_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder = Programs.newFolder("fault");
  private final Path haltAt = folder.resolve("halt-at");
  private final String haltByFile = "-Dbraid.fault.file=" + haltAt;
  private final BraidProcess braid = BraidProcess.start("--volumes", "4", "--placement", "table");
  private final MySqlServer replica = MySqlServer.start();
  private final StreamFollower stream;
  private boolean large;
  private int round;

  CommitCrashTest() {
    braid.restartWith(haltByFile);
    braid
        .endpoint()
        .execute(
            "CREATE DATABASE x",
            "CREATE DATABASE pads",
            "CREATE TABLE x.marker (id INT PRIMARY KEY)");
    for (String table : TABLES) {
      StringBuilder rows = new StringBuilder("INSERT INTO x." + table + " VALUES (0, 0, 0)");
      for (int id = VICTIMS; id < VICTIMS + 100; id++) {
        rows.append(", (").append(id).append(", NULL, 1)");
      }
      braid
          .endpoint()
          .execute(
              "CREATE TABLE x." + table + " (id INT PRIMARY KEY, v INT UNIQUE, n INT)",
              "CREATE TABLE pads." + table + " (id INT, n INT, pad LONGTEXT, PRIMARY KEY (id, n))",
              rows.toString());
    }
    replica.follow(braid.endpoint(), "SOURCE_AUTO_POSITION=1");
    stream = StreamFollower.start(braid.endpoint(), "x", CommitCrashTest::checkTransaction);
  }

  @AfterAll
  void end() {
    stream.close();
    replica.close();
    braid.close();
    Programs.delete(folder);
  }

  static Stream<Arguments> prepareSteps() {
    return bothSizes("BEFORE_PREPARE", "ONE_PREPARED");
  }

  static Stream<Arguments> branchCommitSteps() {
    return bothSizes(FROM_HOLD);
  }

  static Stream<Arguments> rollbackSteps() {
    return bothSizes("ONE_DROPPED", "ALL_DROPPED");
  }

  static Stream<Arguments> commitSteps() {
    return Stream.concat(bothSizes("BEFORE_PREPARE"), bothSizes(FROM_HOLD));
  }

  static Stream<Arguments> ends() {
    return bothSizes("commit", "rollback");
  }

  private static Stream<Arguments> bothSizes(String... points) {
    return Stream.of(points)
        .flatMap(point -> Stream.of(Arguments.of(point, false), Arguments.of(point, true)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void aBranchThatIsNotPreparedIsGone(int statements) throws SQLException {
    large = false;
    int id = ++round;
    try (Connection connection = braid.endpoint().connect();
        Statement statement = connection.createStatement()) {
      List<String> all = new ArrayList<>(List.of("XA START 'b" + id + "'"));
      for (String table : TABLES) {
        all.add(String.join(";", changes(table, id)));
      }
      all.add("XA END 'b" + id + "'");
      for (String step : all.subList(0, statements)) {
        for (String sql : step.split(";")) {
          statement.execute(sql);
        }
      }
      braid.kill();
    }
    restart();
    assertThat(recovered()).isEmpty();
    assertThat(tablesWith(id)).isZero();
    transact(id);
    assertStreamAndReplicaAreTheTables();
  }

  @ParameterizedTest
  @MethodSource("prepareSteps")
  void aBranchWhosePrepareWasCutOffIsGone(String point, boolean inChunks) throws Exception {
    large = inChunks;
    int id = ++round;
    assertThat(runBranch(point, id, "XA PREPARE 'b" + id + "'")).isFalse();
    restart();
    assertThat(recovered()).isEmpty();
    assertThat(tablesWith(id)).isZero();
    transact(id);
    assertStreamAndReplicaAreTheTables();
  }

  @ParameterizedTest
  @MethodSource("ends")
  void aBranchIsPreparedBeforeItsClientKnows(String end, boolean inChunks) throws Exception {
    large = inChunks;
    int id = ++round;
    assertThat(runBranch("ALL_PREPARED", id, "XA PREPARE 'b" + id + "'")).isFalse();
    restart();
    assertPreparedAndEnd(id, end);
  }

  @ParameterizedTest
  @MethodSource("ends")
  void aBranchWhoseCommitHeldNothingIsStillPrepared(String end, boolean inChunks) throws Exception {
    large = inChunks;
    int id = ++round;
    assertThat(runBranch("BEFORE_HOLD", id, "XA PREPARE 'b" + id + "'", "XA COMMIT 'b" + id + "'"))
        .isFalse();
    restart();
    assertPreparedAndEnd(id, end);
  }

  @ParameterizedTest
  @MethodSource("rollbackSteps")
  void aBranchWhoseRollbackHadBegunIsGone(String point, boolean inChunks) throws Exception {
    large = inChunks;
    int id = ++round;
    assertThat(runBranch(point, id, "XA PREPARE 'b" + id + "'", "XA ROLLBACK 'b" + id + "'"))
        .isFalse();
    restart();
    assertThat(recovered()).isEmpty();
    assertThat(tablesWith(id)).isZero();
    transact(id);
    assertStreamAndReplicaAreTheTables();
  }

  @ParameterizedTest
  @MethodSource("branchCommitSteps")
  void aBranchThatIsBeingCommittedIsBroughtToItsEnd(String point, boolean inChunks)
      throws Exception {
    large = inChunks;
    int id = ++round;
    assertThat(runBranch(point, id, "XA PREPARE 'b" + id + "'", "XA COMMIT 'b" + id + "'"))
        .isFalse();
    restart();
    assertThat(recovered()).isEmpty();
    assertThat(tablesWith(id)).isEqualTo(3);
    assertStreamAndReplicaAreTheTables();
  }

  @ParameterizedTest
  @MethodSource("commitSteps")
  void anOrdinaryTransactionIsThereAsAWholeOrNotAtAll(String point, boolean inChunks)
      throws Exception {
    large = inChunks;
    int acknowledged = ++round;
    transact(acknowledged);
    int id = ++round;
    assertThat(run(point, "BEGIN", List.of(), id, "COMMIT")).isFalse();
    restart();
    boolean decided =
        point.equals("DECIDED") || point.equals("ONE_APPLIED") || point.equals("ALL_APPLIED");
    assertThat(tablesWith(acknowledged)).isEqualTo(3);
    assertThat(tablesWith(id)).isEqualTo(decided ? 3 : 0);
    if (!decided) {
      transact(id);
    }
    assertStreamAndReplicaAreTheTables();
  }

  @ParameterizedTest
  @MethodSource("ends")
  @Tag("smoke")
  void aPreparedBranchOutlivesTheProcess(String end, boolean inChunks) throws SQLException {
    large = inChunks;
    int id = ++round;
    assertThat(runBranch("", id, "XA PREPARE 'b" + id + "'")).isTrue();
    braid.kill();
    restart();
    assertPreparedAndEnd(id, end);
  }

  private void assertPreparedAndEnd(int id, String end) throws SQLException {
    assertThat(recovered()).containsExactly("b" + id);
    assertThat(tablesWith(id)).isZero();
    assertRowsLocked(id);
    braid.endpoint().execute("XA " + end + " 'b" + id + "'");
    assertThat(recovered()).isEmpty();
    assertThat(tablesWith(id)).isEqualTo(end.equals("commit") ? 3 : 0);
    if (!end.equals("commit")) {
      transact(id);
    }
    assertStreamAndReplicaAreTheTables();
  }

  private void restart() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> !ProcessHandle.of(braid.processId()).map(ProcessHandle::isAlive).orElse(false));
    braid.restartWith(haltByFile);
  }

  /** Whether all was acknowledged; the process ends at {@code point} in the last statement. */
  private boolean runBranch(String point, int id, String... last) throws SQLException {
    return run(point, "XA START 'b" + id + "'", List.of("XA END 'b" + id + "'"), id, last);
  }

  private boolean run(String point, String first, List<String> after, int id, String... last)
      throws SQLException {
    try (Connection connection = braid.endpoint().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(first);
      for (String table : TABLES) {
        for (String sql : changes(table, id)) {
          statement.execute(sql);
        }
      }
      for (String sql : after) {
        statement.execute(sql);
      }
      for (int i = 0; i < last.length; i++) {
        if (i == last.length - 1) {
          Files.writeString(haltAt, point);
        }
        statement.execute(last[i]);
      }
      return true;
    } catch (SQLException e) {
      if (e.getErrorCode() != 0) {
        throw e;
      }
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    } finally {
      deleteMark();
    }
  }

  private void deleteMark() {
    try {
      Files.deleteIfExists(haltAt);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A row comes, one goes, and one that all transactions change is changed. */
  private List<String> changes(String table, int id) {
    List<String> changes = new ArrayList<>();
    changes.add("INSERT INTO x." + table + " VALUES (" + id + ", " + id + ", 1)");
    changes.add("UPDATE x." + table + " SET n = n + 1 WHERE id = 0");
    for (int n = 0; large && n < PADS; n++) {
      String pad = ", REPEAT('p', " + PAD_BYTES + "))";
      changes.add("INSERT INTO pads." + table + " VALUES (" + id + ", " + n + pad);
    }
    changes.add("DELETE FROM x." + table + " WHERE id = " + (VICTIMS + id));
    return changes;
  }

  private void transact(int id) {
    List<String> statements = new ArrayList<>(List.of("BEGIN"));
    for (String table : TABLES) {
      statements.addAll(changes(table, id));
    }
    statements.add("COMMIT");
    braid.endpoint().execute(statements.toArray(String[]::new));
  }

  private List<String> recovered() {
    return braid.endpoint().query("XA RECOVER").stream().map(row -> row.get(3)).toList();
  }

  private int tablesWith(int id) {
    int found = 0;
    for (String table : TABLES) {
      String sql = "SELECT COUNT(*) FROM x." + table + " WHERE id = " + id;
      int rows = Integer.parseInt(braid.endpoint().value(sql));
      String pads = "SELECT COUNT(*) FROM pads." + table + " WHERE id = " + id;
      int expected = large ? rows * PADS : 0;
      assertThat(braid.endpoint().value(pads)).isEqualTo(String.valueOf(expected));
      found += rows;
    }
    return found;
  }

  /** By its primary key and by its unique key. */
  private void assertRowsLocked(int id) throws SQLException {
    for (String table : TABLES) {
      assertWaits("INSERT INTO x." + table + " VALUES (" + id + ", " + -id + ", 1)");
      assertWaits("INSERT INTO x." + table + " VALUES (" + -id + ", " + id + ", 1)");
    }
  }

  private void assertWaits(String sql) throws SQLException {
    try (Connection connection = braid.endpoint().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET innodb_lock_wait_timeout = 1");
      int error = 0;
      try {
        statement.execute(sql);
      } catch (SQLException e) {
        error = e.getErrorCode();
      }
      assertThat(error).isEqualTo(1205);
    }
  }

  private void assertStreamAndReplicaAreTheTables() {
    braid.endpoint().execute("INSERT INTO x.marker VALUES (" + round + ")");
    stream.awaitRow("marker", String.valueOf(round), PATIENCE);
    for (String table : TABLES) {
      stream.assertTable(table);
    }
    Replicas.awaitCaughtUp(braid, replica, PATIENCE);
    Replicas.assertEqual(braid, replica);
    for (String table : TABLES) {
      braid.endpoint().execute("TRUNCATE TABLE pads." + table);
    }
  }

  /** A transaction is there as a whole: all changes of each table. */
  private static void checkTransaction(StreamFollower.Committed transaction) {
    List<String> tables = transaction.changes().stream().map(StreamFollower.Change::table).toList();
    if (tables.size() == 3 * TABLES.length) {
      assertThat(tables.stream().distinct()).containsExactly(TABLES);
    } else {
      // the rows in the beginning, and the marks
      assertThat(tables.stream().distinct()).hasSize(1);
      assertThat(tables.size()).isIn(1, 101);
    }
  }
}
