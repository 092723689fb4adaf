package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.JdbcConnection;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What applications do through Connector/J. */
@Tag("full")
@Tag("drivers")
@TestInstance(Lifecycle.PER_CLASS)
final class DriverTest {
  private static final int LARGE_BYTES = 20 << 20;

  private final DatabaseProcess server = DatabaseProcess.startSource();

  @BeforeAll
  void createDatabase() {
    server
        .endpoint()
        .execute(
            "CREATE DATABASE d",
            "CREATE USER sha2@'%' IDENTIFIED BY 'secret'",
            "GRANT ALL ON d.* TO sha2@'%'");
  }

  @AfterAll
  void end() {
    server.close();
  }

  @Test
  void aPasswordTravelsByServerKeyOverPlainTcp() throws SQLException {
    try (Connection connection = server.endpoint().connectAs("sha2", "secret", "")) {
      assertThat(user(connection)).isEqualTo("sha2@%");
    }
    // the second login takes the fast path
    try (Connection connection = server.endpoint().connectAs("sha2", "secret", "")) {
      assertThat(user(connection)).isEqualTo("sha2@%");
    }
  }

  @Test
  void aConnectionMayBeEncrypted() throws SQLException {
    try (Connection connection =
            server.endpoint().connectAs("sha2", "secret", "&sslMode=REQUIRED");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW SESSION STATUS LIKE 'Ssl_version'")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(2)).startsWith("TLSv1.");
    }
  }

  @Test
  void anAccountMayAskForTheOldPasswordMethod() throws SQLException {
    Assumptions.assumeFalse(Peers.sourceIsMySql(), "MySQL 9.7 has no mysql_native_password");
    server
        .endpoint()
        .execute("CREATE USER native@'%' IDENTIFIED WITH mysql_native_password BY 'secret'");
    try (Connection connection = server.endpoint().connectAs("native", "secret", "")) {
      assertThat(user(connection)).isEqualTo("native@%");
    }
  }

  @Test
  void aWrongPasswordIsError1045() {
    assertThatThrownBy(() -> server.endpoint().connectAs("sha2", "wrong", "").close())
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getErrorCode()).isEqualTo(1045);
              assertThat(e.getSQLState()).isEqualTo("28000");
            });
  }

  @Test
  void preparedStatementsCarryAllTypesBothWays() throws SQLException {
    server
        .endpoint()
        .execute(
            "CREATE TABLE d.prepared (id BIGINT PRIMARY KEY, n DECIMAL(20,5), f DOUBLE, v"
                + " VARCHAR(100), b VARBINARY(100), t DATETIME(6), d DATE, x TIME, z INT)");
    try (Connection connection = server.endpoint().connect("d", "&useServerPrepStmts=true");
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO prepared VALUES (?,?,?,?,?,?,?,?,?)");
        PreparedStatement select =
            connection.prepareStatement("SELECT * FROM prepared WHERE id = ?")) {
      LocalDateTime time = LocalDateTime.of(2024, 2, 29, 12, 34, 56, 789_012_000);
      for (long id = 1; id <= 3; id++) {
        insert.setLong(1, id);
        insert.setBigDecimal(2, new BigDecimal("12345.67890"));
        insert.setDouble(3, 0.1);
        insert.setString(4, "ä€😀'\\");
        insert.setBytes(5, new byte[] {0, -1, 39, 92});
        insert.setObject(6, time);
        insert.setObject(7, time.toLocalDate());
        insert.setObject(8, java.time.LocalTime.of(1, 2, 3));
        insert.setObject(9, null);
        assertThat(insert.executeUpdate()).isEqualTo(1);
      }
      select.setLong(1, 2);
      try (ResultSet rows = select.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getBigDecimal(2)).isEqualTo(new BigDecimal("12345.67890"));
        assertThat(rows.getDouble(3)).isEqualTo(0.1);
        assertThat(rows.getString(4)).isEqualTo("ä€😀'\\");
        assertThat(rows.getBytes(5)).containsExactly(0, -1, 39, 92);
        assertThat(rows.getObject(6, LocalDateTime.class)).isEqualTo(time);
        assertThat(rows.getString(8)).isEqualTo("01:02:03");
        assertThat(rows.getObject(9)).isNull();
        assertThat(rows.next()).isFalse();
      }
    }
  }

  @Test
  void generatedKeysComeBack() throws SQLException {
    server
        .endpoint()
        .execute("CREATE TABLE d.keyed (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(10))");
    try (Connection connection = server.endpoint().connect("d", "");
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO keyed (v) VALUES ('a'), ('b')", Statement.RETURN_GENERATED_KEYS)) {
      insert.executeUpdate();
      insert.executeUpdate();
      try (ResultSet keys = insert.getGeneratedKeys()) {
        assertThat(keys.next()).isTrue();
        assertThat(keys.getLong(1)).isEqualTo(3);
      }
    }
  }

  @Test
  void aValueOverSixteenMegabytesTravelsBothWays() throws SQLException {
    server.endpoint().execute("CREATE TABLE d.large (id INT PRIMARY KEY, b LONGBLOB)");
    byte[] value = new byte[LARGE_BYTES];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) (i * 31 + (i >> 8));
    }
    try (Connection connection = server.endpoint().connect("d", "&useServerPrepStmts=true");
        PreparedStatement insert = connection.prepareStatement("INSERT INTO large VALUES (?, ?)");
        Statement select = connection.createStatement()) {
      insert.setInt(1, 1);
      insert.setBytes(2, value);
      insert.executeUpdate();
      insert.setInt(1, 2);
      insert.setBlob(2, new ByteArrayInputStream(value)); // as long data, in pieces
      insert.executeUpdate();
      try (ResultSet rows = select.executeQuery("SELECT b FROM large ORDER BY id")) {
        for (int i = 0; i < 2; i++) {
          assertThat(rows.next()).isTrue();
          assertThat(Arrays.equals(rows.getBytes(1), value)).isTrue();
        }
      }
    }
  }

  @Test
  void aLargeResultStreams() throws SQLException {
    server.endpoint().execute("CREATE TABLE d.many (id INT PRIMARY KEY, v VARCHAR(100))");
    StringBuilder insert = new StringBuilder("INSERT INTO d.many VALUES (0, REPEAT('x', 100))");
    for (int i = 1; i < 1000; i++) {
      insert.append(", (").append(i).append(", REPEAT('x', 100))");
    }
    server.endpoint().execute(insert.toString());
    try (Connection connection = server.endpoint().connect("d", "");
        Statement statement = connection.createStatement()) {
      statement.setFetchSize(Integer.MIN_VALUE);
      long rows = 0;
      try (ResultSet result =
          statement.executeQuery("SELECT a.id, b.v FROM many a, many b WHERE a.id < 300")) {
        while (result.next()) {
          rows++;
        }
      }
      assertThat(rows).isEqualTo(300_000);
    }
  }

  @Test
  void severalStatementsInOnePacket() throws SQLException {
    try (Connection connection = server.endpoint().connect("d", "&allowMultiQueries=true");
        Statement statement = connection.createStatement()) {
      assertThat(statement.execute("SELECT 1; SET @a = 2; SELECT @a")).isTrue();
      assertThat(first(statement.getResultSet())).isEqualTo("1");
      assertThat(statement.getMoreResults()).isFalse();
      assertThat(statement.getMoreResults()).isTrue();
      assertThat(first(statement.getResultSet())).isEqualTo("2");
      // an error ends the packet: what stands before it has run, what follows has not
      assertThatThrownBy(() -> statement.execute("SET @a = 3; SELEC 3; SET @a = 4"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1064));
      assertThat(first(statement.executeQuery("SELECT @a"))).isEqualTo("3");
    }
  }

  @Test
  void aResetConnectionHasForgottenItsSession() throws SQLException {
    try (Connection connection = server.endpoint().connect("d", "");
        Statement statement = connection.createStatement()) {
      statement.execute("SET @a = 1, SESSION sql_mode = ''");
      statement.execute("CREATE TABLE d.reset_one (id INT PRIMARY KEY)");
      statement.execute("BEGIN");
      statement.execute("INSERT INTO d.reset_one VALUES (1)");
      connection.unwrap(JdbcConnection.class).resetServerState();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT @a IS NULL, @@sql_mode <> '', COUNT(*) FROM d.reset_one")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(1);
        assertThat(rows.getInt(2)).isEqualTo(1);
        assertThat(rows.getInt(3)).isZero();
      }
    }
  }

  @Test
  void aConnectionMayChangeItsUser() throws SQLException {
    try (Connection connection = server.endpoint().connect("d", "")) {
      connection.unwrap(JdbcConnection.class).changeUser("sha2", "secret");
      assertThat(user(connection)).isEqualTo("sha2@%");
    }
  }

  @Test
  void anotherSessionMayKillAQuery() throws Exception {
    try (Connection connection = server.endpoint().connect("d", "");
        Statement statement = connection.createStatement()) {
      long id;
      try (ResultSet rows = statement.executeQuery("SELECT CONNECTION_ID()")) {
        rows.next();
        id = rows.getLong(1);
      }
      CompletableFuture<SQLException> ended = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              statement.executeQuery("SELECT SLEEP(60) FROM DUAL UNION SELECT SLEEP(60)");
              ended.complete(new SQLException("not killed"));
            } catch (SQLException e) {
              ended.complete(e);
            }
          });
      // KILL finds no query before it runs, so it is repeated until the query has ended
      while (!ended.isDone()) {
        server.endpoint().execute("KILL QUERY " + id);
        try {
          ended.get(200, TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
          // not yet
        }
      }
      SQLException error = ended.get();
      assertThat(error.getErrorCode()).as(error.toString()).isIn(1317, 0);
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  private static String user(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return first(statement.executeQuery("SELECT CURRENT_USER()"));
    }
  }

  private static String first(ResultSet rows) throws SQLException {
    try (rows) {
      assertThat(rows.next()).isTrue();
      return String.valueOf(rows.getString(1));
    }
  }
}
