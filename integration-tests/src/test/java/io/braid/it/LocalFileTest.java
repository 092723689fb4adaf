package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.jdbc.JdbcStatement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** LOAD DATA LOCAL: the client sends a file while rows are made of it. */
@TestInstance(Lifecycle.PER_CLASS)
final class LocalFileTest {
  private static final int ROWS = 200_000;
  private static final long PATIENCE_SECONDS = 40;

  private final DatabaseProcess server = DatabaseProcess.startSource("--local-infile");

  @BeforeAll
  void createDatabase() {
    server
        .endpoint()
        .execute(
            "CREATE DATABASE f", "CREATE TABLE f.t (id INT PRIMARY KEY, v VARCHAR(100), KEY (v))");
  }

  @AfterAll
  void end() {
    server.close();
  }

  @Test
  void aFileLargerThanAllBuffersIsLoadedInOneTransaction() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE f.large LIKE f.t");
      assertThat(load(statement, rows(0, ROWS), "f.large")).isEqualTo(ROWS);
    }
    assertThat(server.endpoint().value("SELECT SUM(id) FROM f.large"))
        .isEqualTo(Long.toString((long) ROWS * (ROWS - 1) / 2));
    assertThat(server.endpoint().value("SELECT COUNT(*) FROM f.large WHERE v = 'value 77'"))
        .isEqualTo("1");
  }

  @Test
  void aFailureInTheMiddleTakesTheRestOfTheFileAndTheConnectionGoesOn() throws SQLException {
    byte[] good = text(rows(0, 50_000));
    byte[] file = new byte[good.length * 2 + 1];
    System.arraycopy(good, 0, file, 0, good.length);
    file[good.length] = (byte) 0x80;
    System.arraycopy(good, 0, file, good.length + 1, good.length);
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE f.broken LIKE f.t");
      assertThatThrownBy(() -> load(statement, new ByteArrayInputStream(file), "f.broken"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1300));
      assertThat(load(statement, rows(7, 8), "f.broken")).isEqualTo(1);
    }
    assertThat(server.endpoint().value("SELECT GROUP_CONCAT(id) FROM f.broken")).isEqualTo("7");
  }

  @Test
  void aKilledLoadLeavesNothingAndTheConnectionGoesOn() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE f.killed LIKE f.t");
      long id = connection.unwrap(JdbcConnection.class).getId();
      CompletableFuture<Void> started = new CompletableFuture<>();
      CompletableFuture<Void> killed = new CompletableFuture<>();
      CompletableFuture<SQLException> failure =
          CompletableFuture.supplyAsync(() -> {
            try {
              load(statement, signalling(rows(0, ROWS), started, killed), "f.killed");
              throw new AssertionError("the load was not killed");
            } catch (SQLException e) {
              return e;
            }
          });
      started.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      server.endpoint().execute("KILL QUERY " + id);
      killed.complete(null);
      assertThat(failure.get(PATIENCE_SECONDS, TimeUnit.SECONDS).getErrorCode()).isEqualTo(1317);
      assertThat(load(statement, rows(1, 3), "f.killed")).isEqualTo(2);
    }
    assertThat(server.endpoint().value("SELECT COUNT(*) FROM f.killed")).isEqualTo("2");
  }

  @Test
  void aClientThatGoesAwayLeavesNothing() throws Exception {
    server.endpoint().execute("CREATE TABLE f.gone LIKE f.t");
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      CompletableFuture<Void> started = new CompletableFuture<>();
      CompletableFuture<Void> never = new CompletableFuture<>();
      CompletableFuture<?> ended =
          CompletableFuture.runAsync(() -> {
            try {
              load(statement, signalling(rows(0, ROWS), started, never), "f.gone");
            } catch (SQLException expected) {
              assertThat(expected.getErrorCode()).isLessThan(2_100);
            }
          });
      started.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      connection.abort(Runnable::run);
      never.complete(null);
      ended.handle((done, failed) -> done).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(
                    server
                        .endpoint()
                        .value(
                            "SELECT COUNT(*) FROM information_schema.processlist"
                                + " WHERE info LIKE 'LOAD DATA%gone%'"))
                .isEqualTo("0"));
    assertThat(server.endpoint().value("SELECT COUNT(*) FROM f.gone")).isEqualTo("0");
  }

  private Connection connect() throws SQLException {
    return server.endpoint().connect("", "&allowLoadLocalInfile=true");
  }

  private static long load(Statement statement, InputStream file, String table)
      throws SQLException {
    statement.unwrap(JdbcStatement.class).setLocalInfileInputStream(file);
    return statement.executeLargeUpdate("LOAD DATA LOCAL INFILE 'rows' INTO TABLE " + table);
  }

  private static InputStream rows(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i).append("\tvalue ").append(i).append('\n');
    }
    return new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] text(InputStream rows) {
    try {
      return rows.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops in the middle until it may go on. */
  private static InputStream signalling(
      InputStream rows, CompletableFuture<Void> started, CompletableFuture<Void> goOn) {
    return new InputStream() {
      private int reads;

      @Override
      public int read() throws IOException {
        return rows.read();
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        if (++reads == 3) {
          started.complete(null);
          goOn.join();
        }
        return rows.read(target, offset, length);
      }
    };
  }
}
