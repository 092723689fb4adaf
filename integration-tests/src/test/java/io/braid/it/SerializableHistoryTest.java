package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random transactions of several sessions at SERIALIZABLE, with reads and changes of ranges. The
 * binlog tells in which order they have committed: run one after the other in that order on a
 * model, every one of their statements must give what it gave.
 */
@Tag("full")
@Tag("xa")
final class SerializableHistoryTest {
  private static final int SESSIONS = 6;
  private static final int TRANSACTIONS_PER_SESSION = 120;
  private static final int IDS = 60;
  private static final int GROUPS = 8;
  private static final Set<Integer> ROLLED_BACK_ERRORS = Set.of(1205, 1213);
  private static final Pattern MARK = Pattern.compile("INSERT INTO sh\\.log VALUES \\((\\d+)\\)");

  private record Row(int group, int value) {}

  /** A statement on the table and, in the same way, on the model. */
  private sealed interface Step {
    String sql();

    String on(TreeMap<Integer, Row> model);

    record Read(int from, int to, boolean byGroup) implements Step {
      @Override
      public String sql() {
        return byGroup
            ? "SELECT id, g, v FROM sh.t FORCE INDEX (g) WHERE g BETWEEN "
                + (from + " AND " + to + " ORDER BY id")
            : "SELECT id, g, v FROM sh.t WHERE id BETWEEN " + from + " AND " + to + " ORDER BY id";
      }

      @Override
      public String on(TreeMap<Integer, Row> model) {
        List<String> rows = new ArrayList<>();
        model.forEach((id, row) -> {
          int at = byGroup ? row.group : id;
          if (at >= from && at <= to) {
            rows.add(id + "," + row.group + "," + row.value);
          }
        });
        return rows.toString();
      }
    }

    record Insert(int id, Row row) implements Step {
      @Override
      public String sql() {
        return "INSERT INTO sh.t VALUES (" + id + ", " + row.group + ", " + row.value + ")";
      }

      @Override
      public String on(TreeMap<Integer, Row> model) {
        return model.putIfAbsent(id, row) == null ? "1" : "error 1062";
      }
    }

    record MoveGroup(int from, Row to) implements Step {
      @Override
      public String sql() {
        return "UPDATE sh.t SET g = " + to.group + ", v = " + to.value + " WHERE g = " + from;
      }

      @Override
      public String on(TreeMap<Integer, Row> model) {
        List<Integer> ids = new ArrayList<>();
        model.forEach((id, row) -> {
          if (row.group == from) {
            ids.add(id);
          }
        });
        ids.forEach(id -> model.put(id, to));
        return String.valueOf(ids.size());
      }
    }

    record Change(int id, Row to) implements Step {
      @Override
      public String sql() {
        return "UPDATE sh.t SET g = " + to.group + ", v = " + to.value + " WHERE id = " + id;
      }

      @Override
      public String on(TreeMap<Integer, Row> model) {
        return model.replace(id, to) == null ? "0" : "1";
      }
    }

    record Delete(int from, int to) implements Step {
      @Override
      public String sql() {
        return "DELETE FROM sh.t WHERE id BETWEEN " + from + " AND " + to;
      }

      @Override
      public String on(TreeMap<Integer, Row> model) {
        Map<Integer, Row> gone = model.subMap(from, true, to, true);
        int count = gone.size();
        gone.clear();
        return String.valueOf(count);
      }
    }
  }

  private record Done(Step step, String result) {}

  private final Map<Integer, List<Done>> histories = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();

  private Step step(SplittableRandom random) {
    int id = random.nextInt(IDS);
    int group = random.nextInt(GROUPS);
    Row row = new Row(random.nextInt(GROUPS), numbers.incrementAndGet());
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> new Step.Read(id, id + random.nextInt(12), false);
      case 3, 4 -> new Step.Read(group, group + random.nextInt(2), true);
      case 5, 6 -> new Step.Insert(id, row);
      case 7 -> new Step.Change(id, row);
      case 8 -> new Step.MoveGroup(group, row);
      default -> new Step.Delete(id, id + random.nextInt(3));
    };
  }

  private static String run(Statement statement, String sql) throws SQLException {
    try {
      if (!statement.execute(sql)) {
        return String.valueOf(statement.getUpdateCount());
      }
      List<String> rows = new ArrayList<>();
      try (ResultSet found = statement.getResultSet()) {
        while (found.next()) {
          rows.add(found.getInt(1) + "," + found.getInt(2) + "," + found.getInt(3));
        }
      }
      return rows.toString();
    } catch (SQLException e) {
      if (e.getErrorCode() == 1062) {
        return "error 1062";
      }
      throw e;
    }
  }

  private void session(Endpoint server, SplittableRandom random) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE");
      statement.execute("SET SESSION innodb_lock_wait_timeout = 2");
      statement.execute("SET SESSION binlog_rows_query_log_events = 1");
      for (int i = 0; i < TRANSACTIONS_PER_SESSION; i++) {
        int number = numbers.incrementAndGet();
        List<Done> history = new ArrayList<>();
        statement.execute("BEGIN");
        try {
          for (int j = 1 + random.nextInt(4); j > 0; j--) {
            Step step = step(random);
            history.add(new Done(step, run(statement, step.sql())));
          }
          statement.execute("INSERT INTO sh.log VALUES (" + number + ")");
          histories.put(number, history);
          statement.execute(random.nextInt(10) == 0 ? "ROLLBACK" : "COMMIT");
        } catch (SQLException e) {
          assertThat(ROLLED_BACK_ERRORS).contains(e.getErrorCode());
          statement.execute("ROLLBACK");
        }
      }
    }
  }

  private static List<Integer> committed(Endpoint server) {
    List<Integer> order = new ArrayList<>();
    for (List<String> log : server.query("SHOW BINARY LOGS")) {
      for (List<String> event : server.query("SHOW BINLOG EVENTS IN '" + log.getFirst() + "'")) {
        Matcher mark = MARK.matcher(event.get(5));
        if (mark.find()) {
          order.add(Integer.valueOf(mark.group(1)));
        }
      }
    }
    return order;
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "4"})
  void transactionsAreAsIfOneCameAfterTheOther(String volumes) throws Exception {
    try (BraidProcess braid = BraidProcess.start("--volumes", volumes)) {
      braid
          .endpoint()
          .execute(
              "CREATE DATABASE sh",
              "CREATE TABLE sh.log (id INT PRIMARY KEY)",
              "CREATE TABLE sh.t (id INT PRIMARY KEY, g INT, v INT, KEY g (g))");
      Map<Thread, Throwable> failures = new ConcurrentHashMap<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        SplittableRandom random = new SplittableRandom(i);
        Thread thread =
            Thread.ofVirtual()
                .unstarted(() -> {
                  try {
                    session(braid.endpoint(), random);
                  } catch (SQLException e) {
                    throw new AssertionError(e);
                  }
                });
        thread.setUncaughtExceptionHandler(failures::put);
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failures).isEqualTo(new HashMap<>());
      TreeMap<Integer, Row> model = new TreeMap<>();
      List<Integer> order = committed(braid.endpoint());
      assertThat(order).hasSizeGreaterThan(SESSIONS * TRANSACTIONS_PER_SESSION / 4);
      for (int number : order) {
        for (Done done : histories.get(number)) {
          assertThat(done.step.on(model))
              .as("%s in transaction %s", done.step.sql(), number)
              .isEqualTo(done.result);
        }
      }
      System.out.printf("serializable: %d of %d committed%n", order.size(), histories.size());
    }
  }
}
