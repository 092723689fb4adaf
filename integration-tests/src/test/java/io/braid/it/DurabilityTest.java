package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * By the system calls of the process: no OK packet of a commit leaves before a sync of the log that
 * began after the commit's write to it.
 */
@Tag("full")
@Tag("smoke")
@Tag("durability")
@NeedsPeer({"program:strace"})
final class DurabilityTest {
  private static final int COMMITS = 200;

  private final Path folder = Programs.newFolder("trace");
  private final Path file = folder.resolve("trace");

  @AfterEach
  void end() {
    Programs.delete(folder);
  }

  @Test
  void everyCommitIsSyncedBeforeItsOk() throws SQLException {
    try (DatabaseProcess server = DatabaseProcess.startSourceUnder(SystemCallTrace.command(file))) {
      commit(server);
    }
    check(SystemCallTrace.read(file));
  }

  /** The check itself: a server that acknowledges first must be caught. */
  @Test
  @NeedsPeer({"mysql", "program:strace"})
  void aServerThatSyncsLaterIsCaught() throws SQLException {
    try (DatabaseProcess server =
        MySqlServer.startUnder(
            SystemCallTrace.command(file),
            "--innodb-flush-log-at-trx-commit=0",
            "--sync-binlog=0")) {
      commit(server);
    }
    SystemCallTrace trace = SystemCallTrace.read(file);
    assertThatThrownBy(() -> check(trace)).isInstanceOf(AssertionError.class);
  }

  private static void commit(DatabaseProcess server) throws SQLException {
    server
        .endpoint()
        .execute(
            "CREATE DATABASE d", "CREATE TABLE d.t (id INT PRIMARY KEY, v VARCHAR(40) NOT NULL)");
    try (Connection connection = server.endpoint().connect();
        Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT 'the commits begin'").close();
      for (int i = 0; i < COMMITS; i++) {
        statement.executeUpdate("INSERT INTO d.t VALUES (" + i + ", '" + marker(i) + "')");
      }
    }
    server.stop();
  }

  private static String marker(int commit) {
    return String.format(Locale.ROOT, "durable-%06d-elbarud", commit);
  }

  private static void check(SystemCallTrace trace) {
    List<SystemCallTrace.Call> calls = trace.calls();
    int begin = 0;
    while (begin < calls.size()
        && !(calls.get(begin).isSocketWrite()
            && calls.get(begin).arguments().contains("the commits begin"))) {
      begin++;
    }
    assertThat(begin).as("the answer that marks the begin was sent").isLessThan(calls.size());
    List<SystemCallTrace.Call> answers =
        calls.subList(begin + 1, calls.size()).stream()
            .filter(SystemCallTrace.Call::isSocketWrite)
            .toList();
    assertThat(answers).hasSizeGreaterThanOrEqualTo(COMMITS);
    for (int i = 0; i < COMMITS; i++) {
      checkCommit(calls, answers.get(i), i);
    }
  }

  private static void checkCommit(
      List<SystemCallTrace.Call> calls, SystemCallTrace.Call answer, int commit) {
    String marker = marker(commit);
    Optional<SystemCallTrace.Call> write =
        calls.stream()
            .filter(call -> call.isFileWrite() && call.arguments().contains(marker))
            .findFirst();
    assertThat(write).as("commit " + commit + " was written to a file").isPresent();
    SystemCallTrace.Call log = write.get();
    assertThat(calls)
        .as("commit %s: a sync of %s between its write and its OK", commit, log.target())
        .anyMatch(call ->
            call.isSync()
                && call.target().equals(log.target())
                && call.startSeconds() >= log.endSeconds()
                && call.endSeconds() <= answer.startSeconds());
  }
}
