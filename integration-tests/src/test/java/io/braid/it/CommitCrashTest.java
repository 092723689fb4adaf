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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The process ends like under kill -9 between every two steps of a commit over three volumes: an XA
 * branch is there to be committed, or committed when its commit had begun; an ordinary transaction
 * is there as a whole or not at all, and as a whole when it was acknowledged. The stream says the
 * same as the tables. The same holds of transactions that are staged in chunks before.
 */
@Tag("full")
@Tag("xa")
@TestInstance(Lifecycle.PER_CLASS)
final class CommitCrashTest {
  private static final String[] TABLES = {"t1", "t2", "t3"};

  private static final String[] FROM_HOLD = {
    "ONE_HELD", "ALL_HELD", "STAMPED", "DECIDED", "ONE_APPLIED", "ALL_APPLIED"
  };

  /** Further rows of a large transaction begin here; with them it does not fit its buffer. */
  private static final int PADS = 1_000_000;

  private static final int PADS_PER_TABLE = 10;

  private static final String SMALL = " WHERE id < " + PADS;

  private final Path folder = Programs.newFolder("fault");
  private final Path now = folder.resolve("now");
  private final BraidProcess braid = BraidProcess.start("--volumes", "4", "--placement", "table");
  private int round;
  private boolean large;

  CommitCrashTest() {
    braid
        .endpoint()
        .execute(
            "CREATE DATABASE x",
            "CREATE TABLE x.t1 (id INT PRIMARY KEY, v INT UNIQUE, pad LONGTEXT)",
            "CREATE TABLE x.t2 (id INT PRIMARY KEY, v INT UNIQUE, pad LONGTEXT)",
            "CREATE TABLE x.t3 (id INT PRIMARY KEY, v INT UNIQUE, pad LONGTEXT)");
  }

  @AfterAll
  void end() {
    braid.close();
    Programs.delete(folder);
  }

  static Stream<Arguments> prepareSteps() {
    return bothSizes("BEFORE_PREPARE", "ONE_PREPARED", "ALL_PREPARED");
  }

  static Stream<Arguments> branchCommitSteps() {
    return Stream.concat(bothSizes("BEFORE_HOLD"), bothSizes(FROM_HOLD));
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
  @MethodSource("prepareSteps")
  void aBranchThatIsBeingPreparedIsThereAsAWholeOrNotAtAll(String point, boolean inChunks)
      throws Exception {
    large = inChunks;
    haltAt(point);
    int id = ++round;
    assertThat(runBranch(id, "XA PREPARE 'b" + id + "'")).isFalse();
    restart();
    boolean prepared = point.equals("ALL_PREPARED");
    assertThat(recovered()).isEqualTo(prepared ? List.of("b" + id) : List.of());
    assertThat(tablesWith(id)).isZero();
    if (prepared) {
      assertRowsLocked(id);
      braid.endpoint().execute("XA COMMIT 'b" + id + "'");
      assertThat(tablesWith(id)).isEqualTo(3);
    } else {
      insert(id);
    }
    assertStreamIsTheTables();
  }

  @ParameterizedTest
  @MethodSource("branchCommitSteps")
  void aBranchThatIsBeingCommittedIsBroughtToItsEnd(String point, boolean inChunks)
      throws Exception {
    large = inChunks;
    haltAt(point);
    int id = ++round;
    assertThat(runBranch(id, "XA PREPARE 'b" + id + "'", "XA COMMIT 'b" + id + "'")).isFalse();
    restart();
    if (point.equals("BEFORE_HOLD")) {
      assertThat(recovered()).containsExactly("b" + id);
      assertRowsLocked(id);
      braid.endpoint().execute("XA COMMIT 'b" + id + "'");
    }
    assertThat(recovered()).isEmpty();
    assertThat(tablesWith(id)).isEqualTo(3);
    assertStreamIsTheTables();
  }

  @ParameterizedTest
  @MethodSource("commitSteps")
  void anOrdinaryTransactionIsThereAsAWholeOrNotAtAll(String point, boolean inChunks)
      throws Exception {
    large = inChunks;
    haltAt(point);
    int acknowledged = ++round;
    insert(acknowledged);
    int id = ++round;
    assertThat(run("BEGIN", List.of(), id, "COMMIT")).isFalse();
    restart();
    boolean decided =
        point.equals("DECIDED") || point.equals("ONE_APPLIED") || point.equals("ALL_APPLIED");
    assertThat(tablesWith(acknowledged)).isEqualTo(3);
    assertThat(tablesWith(id)).isEqualTo(decided ? 3 : 0);
    if (!decided) {
      insert(id);
    }
    assertStreamIsTheTables();
  }

  @ParameterizedTest
  @MethodSource("ends")
  @Tag("smoke")
  void aPreparedBranchOutlivesTheProcess(String end, boolean inChunks) throws SQLException {
    large = inChunks;
    int id = ++round;
    assertThat(runBranch(id, "XA PREPARE 'b" + id + "'")).isTrue();
    braid.kill();
    braid.restart();
    assertThat(recovered()).containsExactly("b" + id);
    assertThat(tablesWith(id)).isZero();
    assertRowsLocked(id);
    braid.endpoint().execute("XA " + end + " 'b" + id + "'");
    assertThat(recovered()).isEmpty();
    assertThat(tablesWith(id)).isEqualTo(end.equals("commit") ? 3 : 0);
    if (!end.equals("commit")) {
      insert(id);
    }
    assertStreamIsTheTables();
  }

  /** The next process halts at the fault point once the file is there. */
  private void haltAt(String point) throws IOException {
    Files.deleteIfExists(now);
    braid.restartWith("-Dbraid.fault.halt-at=" + point, "-Dbraid.fault.when=" + now);
  }

  private void restart() throws IOException {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> !ProcessHandle.of(braid.processId()).map(ProcessHandle::isAlive).orElse(false));
    Files.deleteIfExists(now);
    braid.restartWith();
  }

  private boolean runBranch(int id, String... last) throws SQLException {
    return run("XA START 'b" + id + "'", List.of("XA END 'b" + id + "'"), id, last);
  }

  /** Whether all was acknowledged. */
  private boolean run(String first, List<String> after, int id, String... last)
      throws SQLException {
    try (Connection connection = braid.endpoint().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(first);
      for (String table : TABLES) {
        statement.execute(insertInto(table, id, large ? PADS_PER_TABLE : 0));
      }
      for (String sql : after) {
        statement.execute(sql);
      }
      for (int i = 0; i < last.length; i++) {
        if (i == last.length - 1) {
          Files.createFile(now);
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
      Files.deleteIfExists(now);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String insertInto(String table, int id, int pads) {
    StringBuilder sql =
        new StringBuilder("INSERT INTO x." + table + " VALUES (" + id + ", " + id + ", '')");
    for (int i = 0; i < pads; i++) {
      int pad = PADS + PADS_PER_TABLE * id + i;
      sql.append(", (" + pad + ", " + pad + ", REPEAT('p', 400000))");
    }
    return sql.toString();
  }

  private void insert(int id) {
    List<String> statements = new ArrayList<>(List.of("BEGIN"));
    for (String table : TABLES) {
      statements.add(insertInto(table, id, 0));
    }
    statements.add("COMMIT");
    braid.endpoint().execute(statements.toArray(new String[0]));
  }

  private List<String> recovered() {
    return braid.endpoint().query("XA RECOVER").stream().map(row -> row.get(3)).toList();
  }

  private int tablesWith(int id) {
    int found = 0;
    for (String table : TABLES) {
      String sql = "SELECT COUNT(*) FROM x." + table + " WHERE id = " + id;
      int rows = Integer.parseInt(braid.endpoint().value(sql));
      String pads =
          "SELECT COUNT(*) FROM x."
              + table
              + " WHERE id >= "
              + (PADS + PADS_PER_TABLE * id)
              + " AND id < "
              + (PADS + PADS_PER_TABLE * (id + 1));
      // All of a transaction's rows or none; keys that a rolled-back one had are used in small.
      assertThat(braid.endpoint().value(pads)).isIn("0", String.valueOf(rows * PADS_PER_TABLE));
      found += rows;
    }
    return found;
  }

  /** By its primary key and by its unique key. */
  private void assertRowsLocked(int id) throws SQLException {
    for (String table : TABLES) {
      assertWaits("INSERT INTO x." + table + " VALUES (" + id + ", " + -id + ", '')");
      assertWaits("INSERT INTO x." + table + " VALUES (" + -id + ", " + id + ", '')");
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

  private static final Pattern INSERTED = Pattern.compile("table_id: \\d+ \\(x\\.(t[123])\\)");

  /** Every round that is in the tables is one transaction with a row of each table. */
  private void assertStreamIsTheTables() {
    List<Integer> inStream = new ArrayList<>();
    List<String> transaction = new ArrayList<>();
    for (List<String> log : braid.endpoint().query("SHOW BINARY LOGS")) {
      for (List<String> event :
          braid.endpoint().query("SHOW BINLOG EVENTS IN '" + log.getFirst() + "'")) {
        Matcher map = INSERTED.matcher(event.get(5));
        if (event.get(2).equals("Table_map") && map.find()) {
          transaction.add(map.group(1));
        } else if (event.get(2).equals("Xid")) {
          assertThat(transaction).containsExactly(TABLES);
          inStream.add(transaction.size());
          transaction.clear();
        }
      }
    }
    int rows = Integer.parseInt(braid.endpoint().value("SELECT COUNT(*) FROM x.t1" + SMALL));
    assertThat(inStream).hasSize(rows);
    for (String table : TABLES) {
      assertThat(braid.endpoint().value("SELECT COUNT(*) FROM x." + table + SMALL))
          .isEqualTo(String.valueOf(rows));
    }
  }
}
