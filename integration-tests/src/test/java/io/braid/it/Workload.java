package io.braid.it;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A seeded mixed load of all types that keeps a ledger of what the server acknowledged. Each worker
 * owns its rows, so its ledger says exactly what they must be. When the connection breaks while a
 * transaction commits, its outcome is unknown: the worker reconnects and asks for the marker row
 * that the transaction wrote with its changes.
 */
final class Workload implements AutoCloseable {
  /** The database that the load fills. */
  static final String DATABASE = "workload";

  private static final int ACCOUNTS = 20;
  private static final int ACCOUNT_BALANCE = 1000;
  private static final Duration RECONNECT_PATIENCE = Duration.ofMinutes(1);

  private final Endpoint server;
  private final List<Worker> workers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private Workload(Endpoint server, long seed, int workerCount) {
    this.server = server;
    for (int i = 0; i < workerCount; i++) {
      workers.add(new Worker(i, seed + i));
    }
  }

  /** Creates the tables and starts the workers. */
  static Workload start(Endpoint server, long seed, int workerCount) {
    System.err.println("workload seed " + seed);
    StringBuilder accounts = new StringBuilder();
    for (int i = 0; i < ACCOUNTS; i++) {
      accounts
          .append(i == 0 ? "" : ", ")
          .append("(")
          .append(i)
          .append(", " + ACCOUNT_BALANCE + ")");
    }
    server.execute(
        "CREATE DATABASE " + DATABASE,
        "CREATE TABLE workload.rows_of_all_types (id BIGINT PRIMARY KEY, version INT NOT NULL, "
            + AllTypes.allColumnDefinitions()
            + ", KEY by_version (version), KEY by_varchar (varchar_v(20)))",
        "CREATE TABLE workload.marker (worker INT NOT NULL, n BIGINT NOT NULL,"
            + " at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), PRIMARY KEY (worker, n))",
        "CREATE TABLE workload.counter (id BIGINT PRIMARY KEY AUTO_INCREMENT, worker INT)",
        "CREATE TABLE workload.account (id INT PRIMARY KEY, balance INT NOT NULL)",
        "INSERT INTO workload.account VALUES " + accounts);
    Workload workload = new Workload(server, seed, workerCount);
    for (Worker worker : workload.workers) {
      workload.threads.add(Thread.ofPlatform().name("load-" + worker.number).start(worker));
    }
    return workload;
  }

  /** Waits until {@code transactions} more than now were acknowledged. */
  void awaitTransactions(long transactions, Duration patience) {
    long target = acknowledged.get() + transactions;
    Instant deadline = Instant.now().plus(patience);
    CountDownLatch tick = new CountDownLatch(1);
    while (acknowledged.get() < target) {
      checkHealth();
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError(
            "only " + acknowledged.get() + " of " + target + " transactions after " + patience);
      }
      try {
        if (tick.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  /** Ends the workers after their running transaction. */
  @Override
  public void close() {
    stopping.set(true);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Number of transactions that the server acknowledged. */
  long acknowledgedTransactions() {
    return acknowledged.get();
  }

  private void checkHealth() {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new AssertionError("a worker failed: " + cause.getMessage(), cause);
    }
  }

  /** Fails unless the server holds exactly what it acknowledged. */
  void verify() {
    checkHealth();
    Map<Long, Integer> expected = new TreeMap<>();
    workers.forEach(worker -> expected.putAll(worker.versions));
    Map<Long, Integer> actual = new TreeMap<>();
    for (List<String> row : server.query("SELECT id, version FROM workload.rows_of_all_types")) {
      actual.put(Long.parseLong(row.get(0)), Integer.parseInt(row.get(1)));
    }
    if (!expected.equals(actual)) {
      Map<Long, Integer> missing = new TreeMap<>(expected);
      missing.entrySet().removeAll(actual.entrySet());
      Map<Long, Integer> extra = new TreeMap<>(actual);
      extra.entrySet().removeAll(expected.entrySet());
      throw new AssertionError(
          "acknowledged but not there: " + missing + "; there but not acknowledged: " + extra);
    }
    for (Worker worker : workers) {
      String markers =
          server.value("SELECT COUNT(*) FROM workload.marker WHERE worker = " + worker.number);
      if (Long.parseLong(markers) != worker.committed) {
        throw new AssertionError(
            "worker "
                + worker.number
                + ": "
                + markers
                + " markers, "
                + worker.committed
                + " acknowledged");
      }
    }
    String total = server.value("SELECT SUM(balance) FROM workload.account");
    if (!total.equals(String.valueOf(ACCOUNTS * ACCOUNT_BALANCE))) {
      throw new AssertionError("the accounts sum to " + total);
    }
  }

  /** Runs transactions until the load stops. Only its own thread touches it before that. */
  private final class Worker implements Runnable {
    private final int number;
    private final Random random;
    private final Map<Long, Integer> versions = new HashMap<>();
    private long nextRow = 1;
    private long transaction;
    private long committed;

    Worker(int number, long seed) {
      this.number = number;
      this.random = new Random(seed);
    }

    @Override
    public void run() {
      try {
        while (!stopping.get()) {
          try (Connection connection = connect()) {
            while (!stopping.get()) {
              transaction++;
              if (!transact(connection)) {
                break;
              }
            }
          } catch (SQLException e) {
            if (!isConnectionLoss(e)) {
              throw e;
            }
          }
        }
      } catch (SQLException | RuntimeException | AssertionError e) {
        failure.compareAndSet(null, e);
      }
    }

    /** Returns whether the connection still works. */
    private boolean transact(Connection connection) throws SQLException {
      Map<Long, Integer> changed = new HashMap<>(versions);
      long rowsBefore = nextRow;
      try (Statement statement = connection.createStatement()) {
        statement.execute("BEGIN");
        statement.execute(
            "INSERT INTO workload.marker (worker, n) VALUES (" + number + ", " + transaction + ")");
        int operations = 1 + random.nextInt(4);
        for (int i = 0; i < operations; i++) {
          operate(statement, changed);
        }
        if (random.nextInt(10) == 0) {
          statement.execute("ROLLBACK");
          return true;
        }
        statement.execute("COMMIT");
        acknowledge(changed);
        return true;
      } catch (SQLException e) {
        nextRow = Math.max(nextRow, rowsBefore);
        if (isConnectionLoss(e)) {
          if (markerExists()) {
            acknowledge(changed);
          }
          return false;
        }
        if (e.getErrorCode() == 1213 || e.getErrorCode() == 1205) {
          try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
            return true;
          } catch (SQLException lost) {
            return false;
          }
        }
        throw e;
      }
    }

    private void acknowledge(Map<Long, Integer> changed) {
      versions.clear();
      versions.putAll(changed);
      committed++;
      acknowledged.incrementAndGet();
    }

    private void operate(Statement statement, Map<Long, Integer> changed) throws SQLException {
      int kind = random.nextInt(12);
      if (changed.isEmpty() || kind < 4) {
        insert(statement, changed, kind == 0 ? 1 + random.nextInt(5) : 1, "INSERT");
      } else if (kind < 7) {
        update(statement, changed);
      } else if (kind == 7) {
        long id = anyOf(changed);
        statement.execute("DELETE FROM workload.rows_of_all_types WHERE id = " + id);
        changed.remove(id);
      } else if (kind == 8) {
        upsert(statement, changed);
      } else if (kind == 9) {
        insert(statement, changed, 1, "REPLACE");
      } else if (kind == 10) {
        transfer(statement);
      } else {
        savepoint(statement, changed);
      }
    }

    private void insert(Statement statement, Map<Long, Integer> changed, int rows, String verb)
        throws SQLException {
      StringBuilder sql = new StringBuilder(verb + " INTO workload.rows_of_all_types VALUES ");
      for (int i = 0; i < rows; i++) {
        long id = nextRow++ * 100 + number;
        sql.append(i == 0 ? "(" : ", (").append(id).append(", 1");
        for (AllTypes.Type type : AllTypes.TYPES) {
          sql.append(", ").append(AllTypes.randomLiteral(random, type));
        }
        sql.append(")");
        changed.put(id, 1);
      }
      statement.execute(sql.toString());
      statement.execute("INSERT INTO workload.counter (worker) VALUES (" + number + ")");
    }

    private void update(Statement statement, Map<Long, Integer> changed) throws SQLException {
      long id = anyOf(changed);
      StringBuilder sql =
          new StringBuilder("UPDATE workload.rows_of_all_types SET version = version + 1");
      for (int i = 0; i < 3; i++) {
        AllTypes.Type type = AllTypes.TYPES.get(random.nextInt(AllTypes.TYPES.size()));
        sql.append(", ").append(type.name()).append(" = ");
        sql.append(AllTypes.randomLiteral(random, type));
      }
      statement.execute(sql.append(" WHERE id = ").append(id).toString());
      changed.merge(id, 1, Integer::sum);
    }

    private void upsert(Statement statement, Map<Long, Integer> changed) throws SQLException {
      long id = random.nextBoolean() ? anyOf(changed) : nextRow++ * 100 + number;
      statement.execute(
          "INSERT INTO workload.rows_of_all_types (id, version) VALUES ("
              + id
              + ", 1) ON DUPLICATE KEY UPDATE version = version + 1");
      changed.merge(id, 1, Integer::sum);
    }

    private void transfer(Statement statement) throws SQLException {
      int first = random.nextInt(ACCOUNTS);
      int second = random.nextInt(ACCOUNTS);
      int amount = random.nextInt(50);
      statement.execute(
          "UPDATE workload.account SET balance = balance - " + amount + " WHERE id = " + first);
      statement.execute(
          "UPDATE workload.account SET balance = balance + " + amount + " WHERE id = " + second);
    }

    private void savepoint(Statement statement, Map<Long, Integer> changed) throws SQLException {
      statement.execute("SAVEPOINT s");
      update(statement, new HashMap<>(changed));
      statement.execute("ROLLBACK TO SAVEPOINT s");
      update(statement, changed);
    }

    private long anyOf(Map<Long, Integer> changed) {
      // sorted, so that a seed gives the same choice on every run
      List<Long> ids = new ArrayList<>(new TreeMap<>(changed).keySet());
      return ids.get(random.nextInt(ids.size()));
    }

    /** The only honest answer to an unknown outcome: ask the server. */
    private boolean markerExists() throws SQLException {
      while (true) {
        try (Connection connection = connect();
            Statement statement = connection.createStatement();
            ResultSet rows =
                statement.executeQuery(
                    "SELECT COUNT(*) FROM workload.marker WHERE worker = "
                        + number
                        + " AND n = "
                        + transaction)) {
          rows.next();
          return rows.getLong(1) == 1;
        } catch (SQLException e) {
          if (!isConnectionLoss(e)) {
            throw e;
          }
        }
      }
    }

    private Connection connect() throws SQLException {
      Instant deadline = Instant.now().plus(RECONNECT_PATIENCE);
      CountDownLatch tick = new CountDownLatch(1);
      while (true) {
        try {
          Connection connection = server.connect();
          try (Statement statement = connection.createStatement()) {
            statement.execute("SET innodb_lock_wait_timeout = 5");
          }
          return connection;
        } catch (SQLException e) {
          if (Instant.now().isAfter(deadline)) {
            throw e;
          }
        }
        try {
          if (tick.await(100, java.util.concurrent.TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("nobody counts down");
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new AssertionError(e);
        }
      }
    }
  }

  private static boolean isConnectionLoss(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("08") || e.getErrorCode() == 1053;
  }
}
