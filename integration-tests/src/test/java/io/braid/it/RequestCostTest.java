package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What one request may cost, in figures that no other load on the machine changes: heap bytes that
 * the server allocates, look-ups and cursors in RocksDB, syncs of the log. The bounds are about
 * half above what was measured, so that a doubled cost fails and a new field in an object does not.
 */
@Tag("full")
@Tag("smoke")
@TestInstance(Lifecycle.PER_CLASS)
final class RequestCostTest {
  private static final int ROWS = 1_000;

  /** Runs before the count begins: plans are kept, and what is made once is made. */
  private static final int WARM_RUNS = 6_000;

  private static final int RUNS = 4_000;
  private static final int UPDATE_RUNS = 500;

  /** What the server allocates by itself meanwhile, by its clocks and collectors. */
  private static final long OWN_BYTES = 2_000_000;

  private static final String NUMBERS =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
          + ROWS
          + ") SELECT i, i, REPEAT('x', 119) FROM n";

  private final DatabaseProcess server = DatabaseProcess.startSource();

  RequestCostTest() {
    server
        .endpoint()
        .execute(
            "CREATE DATABASE cost",
            "CREATE TABLE cost.t (id INT PRIMARY KEY, k INT, c CHAR(120), UNIQUE KEY (k))",
            "SET SESSION cte_max_recursion_depth = 10000",
            "INSERT INTO cost.t " + NUMBERS,
            // Ranges that are read often are kept beside RocksDB: they have a table of their own.
            "CREATE TABLE cost.r (id INT PRIMARY KEY, k INT, c CHAR(120))",
            "INSERT INTO cost.r " + NUMBERS);
  }

  @AfterAll
  void end() {
    server.close();
  }

  private record Cost(double heapBytes, double gets, double cursors, double syncs) {}

  /** One run of a statement; the number chooses the row. */
  private interface Run {
    void run(int number) throws SQLException;
  }

  @SuppressWarnings("BanJNDI") // the address is that of the process that this test has started
  private Cost cost(Connection connection, int warmRuns, int runs, Run run) throws Exception {
    for (int i = 0; i < warmRuns; i++) {
      run.run(i);
    }
    VirtualMachine machine = VirtualMachine.attach(Long.toString(server.processId()));
    try (JMXConnector connector =
        JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      double[] before = counters(connection, beans);
      for (int i = 0; i < runs; i++) {
        run.run(i);
      }
      double[] after = counters(connection, beans);
      Cost cost =
          new Cost(
              Math.max(0, after[0] - before[0] - OWN_BYTES) / runs,
              (after[1] - before[1]) / runs,
              (after[2] - before[2]) / runs,
              (after[3] - before[3]) / runs);
      Report unused = Report.of("request-cost").line("%s", cost);
      return cost;
    } finally {
      machine.detach();
    }
  }

  private static double[] counters(Connection connection, MBeanServerConnection beans)
      throws SQLException, IOException, JMException {
    Object bytes =
        beans.getAttribute(new ObjectName("java.lang:type=Threading"), "TotalThreadAllocatedBytes");
    return new double[] {
      ((Number) bytes).doubleValue(),
      status(connection, "Braid_storage_gets"),
      status(connection, "Braid_storage_cursors"),
      status(connection, "Braid_log_syncs")
    };
  }

  private static double status(Connection connection, String name) throws SQLException {
    try (PreparedStatement show =
            connection.prepareStatement("SHOW GLOBAL STATUS LIKE '" + name + "'");
        ResultSet row = show.executeQuery()) {
      assertThat(row.next()).as(name).isTrue();
      return row.getDouble(2);
    }
  }

  private Connection connect() throws SQLException {
    return server.endpoint().connect("cost", "&useServerPrepStmts=true");
  }

  private static Run read(PreparedStatement statement, int rows) {
    return number -> {
      statement.setInt(1, 1 + number % (ROWS - rows));
      try (ResultSet result = statement.executeQuery()) {
        int count = 0;
        while (result.next()) {
          count++;
        }
        assertThat(count).isEqualTo(rows);
      }
    };
  }

  @Test
  void aPointReadIsOneGetAndFewObjects() throws Exception {
    try (Connection connection = connect();
        PreparedStatement read = connection.prepareStatement("SELECT c FROM t WHERE id = ?")) {
      Cost cost = cost(connection, WARM_RUNS, RUNS, read(read, 1));
      assertThat(cost.gets()).isBetween(1.0, 1.05);
      assertThat(cost.cursors()).isLessThan(0.05);
      assertThat(cost.syncs()).isLessThan(0.05);
      assertThat(cost.heapBytes()).isLessThan(2_000);
    }
  }

  @Test
  void aReadByAUniqueKeyIsTwoGets() throws Exception {
    try (Connection connection = connect();
        PreparedStatement read = connection.prepareStatement("SELECT c FROM t WHERE k = ?")) {
      Cost cost = cost(connection, WARM_RUNS, RUNS, read(read, 1));
      assertThat(cost.gets()).isBetween(1.9, 2.05);
      assertThat(cost.cursors()).isLessThan(0.05);
      assertThat(cost.heapBytes()).isLessThan(5_000);
    }
  }

  @Test
  void aShortRangeThatIsReadOftenIsNoCursor() throws Exception {
    try (Connection connection = connect();
        PreparedStatement read =
            connection.prepareStatement("SELECT c FROM r WHERE id BETWEEN ? AND ? + 99")) {
      Run run =
          number -> {
            read.setInt(2, 1 + number % (ROWS - 100));
            read(read, 100).run(number);
          };
      Cost cost = cost(connection, WARM_RUNS / 4, RUNS / 4, run);
      assertThat(cost.gets()).isLessThan(0.1);
      assertThat(cost.cursors()).isLessThan(0.1);
      assertThat(cost.heapBytes()).isLessThan(40_000);
    }
  }

  @Test
  void anUpdateOfARowIsOneSync() throws Exception {
    try (Connection connection = connect();
        PreparedStatement update = connection.prepareStatement("UPDATE t SET c = ? WHERE id = ?")) {
      int[] values = {0};
      Run run =
          number -> {
            update.setString(1, "v" + values[0]++);
            update.setInt(2, 1 + number % ROWS);
            assertThat(update.executeUpdate()).isEqualTo(1);
          };
      Cost cost = cost(connection, UPDATE_RUNS, UPDATE_RUNS, run);
      assertThat(cost.syncs()).isBetween(1.0, 1.1);
      assertThat(cost.gets()).isLessThan(4);
      assertThat(cost.heapBytes()).isLessThan(60_000);
    }
  }

  @Test
  void aRowThatIsChangedAndStreamedIsFewObjects() throws Exception {
    try (Connection connection = connect();
        PreparedStatement update = connection.prepareStatement("UPDATE t SET c = ?");
        PreparedStatement status = connection.prepareStatement("SHOW BINARY LOG STATUS")) {
      int[] values = {0};
      Run run =
          number -> {
            update.setString(1, "s" + values[0]++);
            assertThat(update.executeUpdate()).isEqualTo(ROWS);
            // It waits until the stream is made up to here.
            try (ResultSet position = status.executeQuery()) {
              assertThat(position.next()).isTrue();
            }
          };
      Cost cost = cost(connection, UPDATE_RUNS / 10, UPDATE_RUNS / 10, run);
      assertThat(cost.syncs()).isBetween(1.0, 1.2);
      assertThat(cost.gets() / ROWS).isLessThan(4);
      assertThat(cost.heapBytes() / ROWS).isLessThan(4_500);
    }
  }
}
