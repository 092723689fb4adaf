package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Two sessions that meet on the same rows, as seen by their clients. */
@Tag("full")
@Tag("smoke")
@TestInstance(Lifecycle.PER_CLASS)
final class LockingTest {
  private static final long STILL_WAITS_MILLIS = 300;

  private final DatabaseProcess server = DatabaseProcess.startSource();
  private final List<Session> sessions = new ArrayList<>();

  @BeforeEach
  void createTable() {
    server
        .endpoint()
        .execute(
            "CREATE DATABASE locks",
            "CREATE TABLE locks.t (id INT PRIMARY KEY, u INT UNIQUE, v INT)",
            "INSERT INTO locks.t VALUES (1, 1, 0), (2, 2, 0), (3, 3, 0)");
  }

  @AfterEach
  void dropTable() throws SQLException {
    for (Session session : sessions) {
      session.connection.close();
    }
    sessions.clear();
    server.endpoint().execute("DROP DATABASE locks");
  }

  @AfterAll
  void end() {
    server.close();
  }

  @Test
  void anUpdateWaitsForTheOtherCommit() throws Exception {
    Session first = session();
    Session second = session();
    first.run("BEGIN");
    first.run("UPDATE t SET v = v + 1 WHERE id = 1");
    second.run("BEGIN");
    CompletableFuture<Integer> waiting = second.start("UPDATE t SET v = v + 10 WHERE id = 1");
    assertWaits(waiting);
    first.run("COMMIT");
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    second.run("COMMIT");
    assertThat(first.value("SELECT v FROM t WHERE id = 1")).isEqualTo("11");
  }

  @Test
  void aWaitEndsWithError1205AndKeepsTheTransaction() throws Exception {
    Session first = session();
    Session second = session();
    first.run("BEGIN");
    first.run("UPDATE t SET v = 1 WHERE id = 1");
    second.run("SET innodb_lock_wait_timeout = 1");
    second.run("BEGIN");
    second.run("UPDATE t SET v = 5 WHERE id = 2");
    assertThatThrownBy(() -> second.run("UPDATE t SET v = 2 WHERE id = 1"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1205));
    second.run("COMMIT");
    first.run("ROLLBACK");
    assertThat(first.value("SELECT GROUP_CONCAT(v ORDER BY id) FROM t")).isEqualTo("0,5,0");
  }

  @Test
  void aDeadlockEndsOneOfTheTwoWithError1213() throws Exception {
    Session first = session();
    Session second = session();
    first.run("BEGIN");
    second.run("BEGIN");
    first.run("UPDATE t SET v = 1 WHERE id = 1");
    second.run("UPDATE t SET v = 2 WHERE id = 2");
    CompletableFuture<Integer> one = first.start("UPDATE t SET v = 1 WHERE id = 2");
    CompletableFuture<Integer> two = second.start("UPDATE t SET v = 2 WHERE id = 1");
    List<Integer> errors = new ArrayList<>();
    for (CompletableFuture<Integer> each : List.of(one, two)) {
      try {
        each.orTimeout(10, TimeUnit.SECONDS).join();
        errors.add(0);
      } catch (CompletionException e) {
        assertThat(e.getCause()).isInstanceOf(SQLException.class);
        errors.add(e.getCause() instanceof SQLException sql ? sql.getErrorCode() : -1);
      }
    }
    assertThat(errors).containsExactlyInAnyOrder(0, 1213);
    (errors.get(0) == 0 ? first : second).run("COMMIT");
    // the victim's transaction is over, so this starts and ends another one
    (errors.get(0) == 0 ? second : first).run("COMMIT");
    String values = first.value("SELECT GROUP_CONCAT(v ORDER BY id) FROM t");
    assertThat(values).isEqualTo(errors.get(0) == 0 ? "1,1,0" : "2,2,0");
  }

  @Test
  void theLatestDeadlockAndTheOpenTransactionsAreShown() throws Exception {
    Session first = session();
    Session second = session();
    first.run("BEGIN");
    second.run("BEGIN");
    first.run("UPDATE t SET v = 1 WHERE id = 1");
    second.run("UPDATE t SET v = 2 WHERE id = 2");
    CompletableFuture<Integer> one = first.start("UPDATE t SET v = 31 WHERE id = 2");
    assertWaits(one);
    assertThat(status())
        .containsPattern("---TRANSACTION \\d+, ACTIVE \\d+ sec")
        .contains("SEC FOR THIS LOCK TO BE GRANTED:")
        .contains("index PRIMARY of table `locks`.`t` trx id")
        .contains("lock_mode X locks rec but not gap waiting")
        .contains("UPDATE t SET v = 31 WHERE id = 2");
    String waiting =
        "SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT' AND"
            + " trx_query LIKE 'UPDATE t SET v = 31%' AND trx_isolation_level = 'REPEATABLE READ'"
            + " AND trx_wait_started >= trx_started AND trx_mysql_thread_id > 0";
    assertThat(server.endpoint().value(waiting)).isEqualTo("1");
    assertThatThrownBy(() -> second.run("UPDATE t SET v = 32 WHERE id = 1"))
        .isInstanceOf(SQLException.class);
    one.get(10, TimeUnit.SECONDS);
    first.run("COMMIT");
    String status = status();
    String deadlock =
        status.substring(
            status.indexOf("LATEST DETECTED DEADLOCK"), status.indexOf("WE ROLL BACK TRANSACTION"));
    assertThat(deadlock)
        .containsSubsequence(
            "*** (1) TRANSACTION:",
            "UPDATE t SET v = 31 WHERE id = 2",
            "*** (1) HOLDS THE LOCK(S):",
            "*** (1) WAITING FOR THIS LOCK TO BE GRANTED:",
            "*** (2) TRANSACTION:",
            "UPDATE t SET v = 32 WHERE id = 1",
            "*** (2) HOLDS THE LOCK(S):",
            "lock_mode X",
            "*** (2) WAITING FOR THIS LOCK TO BE GRANTED:",
            "waiting");
    assertThat(status).contains("*** WE ROLL BACK TRANSACTION (2)");
  }

  private String status() {
    List<List<String>> rows = server.endpoint().query("SHOW ENGINE INNODB STATUS");
    assertThat(rows).hasSize(1);
    assertThat(rows.getFirst().subList(0, 2)).containsExactly("InnoDB", "");
    return rows.getFirst().get(2);
  }

  @Test
  void aUniqueKeyInCommitIsWaitedFor() throws Exception {
    Session first = session();
    Session second = session();
    first.run("BEGIN");
    first.run("INSERT INTO t VALUES (10, 10, 0)");
    CompletableFuture<Integer> waiting = second.start("INSERT INTO t VALUES (11, 10, 0)");
    assertWaits(waiting);
    first.run("ROLLBACK");
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    assertThatThrownBy(() -> first.run("INSERT INTO t VALUES (12, 10, 0)"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1062));
  }

  @Test
  void sharedLocksMeetAndKeepWritersOut() throws Exception {
    Session first = session();
    Session second = session();
    Session third = session();
    first.run("BEGIN");
    second.run("BEGIN");
    assertThat(first.value("SELECT v FROM t WHERE id = 1 FOR SHARE")).isEqualTo("0");
    assertThat(second.value("SELECT v FROM t WHERE id = 1 LOCK IN SHARE MODE")).isEqualTo("0");
    CompletableFuture<Integer> writer = third.start("UPDATE t SET v = 9 WHERE id = 1");
    assertWaits(writer);
    first.run("COMMIT");
    assertWaits(writer);
    second.run("COMMIT");
    assertThat(writer.get(10, TimeUnit.SECONDS)).isEqualTo(1);
  }

  @Test
  void aLockingReadSeesTheNewestCommitWhereAPlainReadDoesNot() throws Exception {
    Session first = session();
    Session second = session();
    first.run("BEGIN");
    assertThat(first.value("SELECT v FROM t WHERE id = 1")).isEqualTo("0");
    second.run("UPDATE t SET v = 7 WHERE id = 1");
    assertThat(first.value("SELECT v FROM t WHERE id = 1")).isEqualTo("0");
    assertThat(first.value("SELECT v FROM t WHERE id = 1 FOR UPDATE")).isEqualTo("7");
    first.run("UPDATE t SET v = v + 1 WHERE id = 1");
    assertThat(first.value("SELECT v FROM t WHERE id = 1")).isEqualTo("8");
    first.run("COMMIT");
  }

  @Test
  void aClosedConnectionLetsItsLocksGo() throws Exception {
    Session first = session();
    Session second = session();
    first.run("BEGIN");
    first.run("UPDATE t SET v = 1 WHERE id = 1");
    CompletableFuture<Integer> waiting = second.start("UPDATE t SET v = 2 WHERE id = 1");
    assertWaits(waiting);
    first.connection.close();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(second.value("SELECT v FROM t WHERE id = 1")).isEqualTo("2");
  }

  @Test
  void manySessionsCountWithoutLosingOne() throws Exception {
    int each = 50;
    List<CompletableFuture<Void>> counting = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Session session = session();
      counting.add(
          CompletableFuture.runAsync(() -> {
            for (int n = 0; n < each; n++) {
              session.runUnchecked("UPDATE t SET v = v + 1 WHERE id = 1");
            }
          }));
    }
    CompletableFuture.allOf(counting.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
    assertThat(session().value("SELECT v FROM t WHERE id = 1")).isEqualTo(String.valueOf(8 * each));
  }

  private Session session() throws SQLException {
    Session session = new Session(server.endpoint().connect("locks", ""));
    sessions.add(session);
    return session;
  }

  private static void assertWaits(CompletableFuture<Integer> statement) {
    assertThatThrownBy(() -> statement.get(STILL_WAITS_MILLIS, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  private record Session(Connection connection) {
    int run(String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        return statement.executeUpdate(sql);
      }
    }

    void runUnchecked(String sql) {
      try {
        run(sql);
      } catch (SQLException e) {
        throw new CompletionException(e);
      }
    }

    CompletableFuture<Integer> start(String sql) {
      CompletableFuture<Integer> result = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              result.complete(run(sql));
            } catch (SQLException e) {
              result.completeExceptionally(e);
            }
          });
      return result;
    }

    String value(String sql) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(sql)) {
        assertThat(rows.next()).isTrue();
        return String.valueOf(rows.getString(1));
      }
    }
  }
}
