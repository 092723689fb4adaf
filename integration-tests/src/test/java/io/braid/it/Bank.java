package io.braid.it;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/**
 * Transfers between the accounts of several tables by many sessions, over any number of kills, and
 * a session that sums up snapshots all along. Every transfer writes a row with a number of its own
 * to a ledger, so that in the end each one that was acknowledged is found, and none that was rolled
 * back. When the connection breaks in a COMMIT, either is right.
 */
final class Bank implements AutoCloseable {
  static final String DATABASE = "bank";
  static final List<String> TABLES = List.of("a0", "a1", "a2", "a3");
  static final int ACCOUNTS = 60;
  static final long TOTAL = 1_000L * ACCOUNTS * TABLES.size();
  private static final long TRANSFERS_OF_SESSION_MAX = 10_000_000;
  private static final Duration RECONNECT_PATIENCE = Duration.ofMinutes(1);

  private final Endpoint server;
  private final List<Session> sessions = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong snapshots = new AtomicLong();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private Bank(Endpoint server) {
    this.server = server;
  }

  /** Creates the accounts, in one transaction. */
  static Bank open(Endpoint server) {
    server.execute("CREATE DATABASE " + DATABASE);
    List<String> fill = new ArrayList<>(List.of("BEGIN"));
    for (String table : TABLES) {
      server.execute("CREATE TABLE bank." + table + " (id INT PRIMARY KEY, balance INT NOT NULL)");
      StringBuilder rows = new StringBuilder("INSERT INTO bank." + table + " VALUES (0, 1000)");
      for (int id = 1; id < ACCOUNTS; id++) {
        rows.append(", (").append(id).append(", 1000)");
      }
      fill.add(rows.toString());
    }
    server.execute(
        "CREATE TABLE bank.ledger (id BIGINT PRIMARY KEY, payer_table INT, payer INT,"
            + " payee_table INT, payee INT, amount INT)");
    fill.add("COMMIT");
    server.execute(fill.toArray(String[]::new));
    return new Bank(server);
  }

  /** Starts the sessions that transfer, and the one that reads. */
  void start(long seed, int sessionCount) {
    System.err.println("bank seed " + seed);
    for (int i = 0; i < sessionCount; i++) {
      Session session = new Session(i, seed + i);
      sessions.add(session);
      start("transfers-" + i, session::transfer, session::lostConnection);
    }
    SplittableRandom random = new SplittableRandom(seed - 1);
    start("snapshots", connection -> sumUp(connection, random), () -> {});
  }

  private interface Step {
    void run(Connection connection) throws SQLException;
  }

  /** A thread that repeats a step, on a new connection whenever the server was killed. */
  private void start(String name, Step step, Runnable onLoss) {
    threads.add(
        Thread.ofPlatform()
            .name(name)
            .start(() -> {
              try {
                while (!closing.get()) {
                  repeat(step, onLoss);
                }
              } catch (SQLException | RuntimeException | AssertionError e) {
                failure.compareAndSet(null, e);
              }
            }));
  }

  private void repeat(Step step, Runnable onLoss) throws SQLException {
    try (Connection connection = connect()) {
      while (!closing.get()) {
        step.run(connection);
      }
    } catch (SQLException e) {
      if (!isConnectionLoss(e)) {
        throw e;
      }
      onLoss.run();
    }
  }

  private Connection connect() throws SQLException {
    Instant deadline = Instant.now().plus(RECONNECT_PATIENCE);
    while (true) {
      try {
        return server.connect();
      } catch (SQLException e) {
        if (!isConnectionLoss(e) || Instant.now().isAfter(deadline)) {
          throw e;
        }
        // Refused at once while the process starts again: do not spin.
        Awaitility.await().pollDelay(Duration.ofMillis(100)).until(() -> true);
      }
    }
  }

  private static boolean isConnectionLoss(SQLException e) {
    String state = e.getSQLState();
    return (state != null && state.startsWith("08")) || e.getErrorCode() == 1053;
  }

  /** A snapshot's total, statement by statement or in one. */
  private void sumUp(Connection connection, SplittableRandom random) throws SQLException {
    long total = 0;
    long accounts = 0;
    try (Statement statement = connection.createStatement()) {
      if (random.nextBoolean()) {
        statement.execute(
            random.nextBoolean()
                ? "START TRANSACTION WITH CONSISTENT SNAPSHOT"
                : "START TRANSACTION READ ONLY");
        int first = random.nextInt(TABLES.size());
        for (int i = 0; i < TABLES.size(); i++) {
          String table = TABLES.get((first + i) % TABLES.size());
          try (ResultSet sum =
              statement.executeQuery("SELECT SUM(balance), COUNT(*) FROM bank." + table)) {
            sum.next();
            total += sum.getLong(1);
            accounts += sum.getLong(2);
          }
        }
        statement.execute("COMMIT");
      } else {
        String all =
            "SELECT balance FROM bank."
                + String.join(" UNION ALL SELECT balance FROM bank.", TABLES);
        try (ResultSet sum =
            statement.executeQuery("SELECT SUM(balance), COUNT(*) FROM (" + all + ") a")) {
          sum.next();
          total = sum.getLong(1);
          accounts = sum.getLong(2);
        }
      }
    }
    if (total != TOTAL || accounts != (long) ACCOUNTS * TABLES.size()) {
      throw new AssertionError("a snapshot of " + accounts + " accounts with " + total);
    }
    snapshots.incrementAndGet();
  }

  /** Fails if a session did. */
  void checkHealth() {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new AssertionError("a session failed: " + cause.getMessage(), cause);
    }
  }

  /** How many transfers were acknowledged. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** How many snapshots were summed up. */
  long snapshots() {
    return snapshots.get();
  }

  /** Ends the sessions after what they are doing. */
  @Override
  public void close() {
    closing.set(true);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Fails unless ledger and balances are what the sessions were told; call after the close. */
  void verify() {
    checkHealth();
    Map<String, Long> balances = new HashMap<>();
    Set<Long> ledger = new HashSet<>();
    for (List<String> row : server.query("SELECT * FROM bank.ledger")) {
      ledger.add(Long.parseLong(row.getFirst()));
      long amount = Long.parseLong(row.get(5));
      balances.merge(row.get(1) + "." + row.get(2), -amount, Long::sum);
      balances.merge(row.get(3) + "." + row.get(4), amount, Long::sum);
    }
    for (int table = 0; table < TABLES.size(); table++) {
      for (List<String> row : server.query("SELECT id, balance FROM bank." + TABLES.get(table))) {
        long expected = 1_000 + balances.getOrDefault(table + "." + row.get(0), 0L);
        if (expected != Long.parseLong(row.get(1))) {
          throw new AssertionError(
              "account "
                  + row.get(0)
                  + " of "
                  + TABLES.get(table)
                  + " has "
                  + row.get(1)
                  + ", the ledger says "
                  + expected);
        }
      }
    }
    for (Session session : sessions) {
      session.verify(ledger);
    }
  }

  /** One client; its own thread uses it until the bank is closed. */
  private final class Session {
    private final long firstTransfer;
    private final SplittableRandom random;
    private final Set<Long> done = new HashSet<>();
    private final Set<Long> unknown = new HashSet<>();
    private long transfers;
    private Optional<Long> committing = Optional.empty();

    Session(int number, long seed) {
      this.firstTransfer = (number + 1) * TRANSFERS_OF_SESSION_MAX;
      this.random = new SplittableRandom(seed);
    }

    void lostConnection() {
      committing.ifPresent(unknown::add);
      committing = Optional.empty();
    }

    void transfer(Connection connection) throws SQLException {
      long id = firstTransfer + transfers++;
      int payerTable = random.nextInt(TABLES.size());
      int payeeTable = random.nextInt(TABLES.size());
      int payer = random.nextInt(ACCOUNTS);
      int payee = (payer + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
      int amount = 1 + random.nextInt(30);
      try (Statement statement = connection.createStatement()) {
        try {
          statement.execute("BEGIN");
          change(statement, payerTable, payer, -amount);
          change(statement, payeeTable, payee, amount);
          statement.execute(
              "INSERT INTO bank.ledger VALUES ("
                  + id
                  + ", "
                  + payerTable
                  + ", "
                  + payer
                  + ", "
                  + payeeTable
                  + ", "
                  + payee
                  + ", "
                  + amount
                  + ")");
          if (random.nextInt(12) == 0) {
            statement.execute("ROLLBACK");
            return;
          }
          committing = Optional.of(id);
          statement.execute("COMMIT");
          committing = Optional.empty();
          done.add(id);
          acknowledged.incrementAndGet();
        } catch (SQLException e) {
          if (e.getErrorCode() != 1213 && e.getErrorCode() != 1205) {
            throw e;
          }
          committing = Optional.empty();
          statement.execute("ROLLBACK");
        }
      }
    }

    /** Changes a balance in one of the ways that programs have. */
    private void change(Statement statement, int table, int account, int by) throws SQLException {
      String name = "bank.a" + table;
      String where = " WHERE id = " + account;
      int way = random.nextInt(4);
      if (way >= 2) {
        statement.execute("UPDATE " + name + " SET balance = balance + " + by + where);
        return;
      }
      long balance;
      try (ResultSet row =
          statement.executeQuery("SELECT balance FROM " + name + where + " FOR UPDATE")) {
        if (!row.next()) {
          throw new AssertionError("account " + account + " of " + name + " is gone");
        }
        balance = row.getLong(1) + by;
      }
      if (way == 0) {
        statement.execute("DELETE FROM " + name + where);
        statement.execute("INSERT INTO " + name + " VALUES (" + account + ", " + balance + ")");
      } else {
        statement.execute("UPDATE " + name + " SET balance = " + balance + where);
      }
    }

    void verify(Set<Long> ledger) {
      Set<Long> found = new HashSet<>(ledger);
      found.removeIf(id -> id < firstTransfer || id >= firstTransfer + TRANSFERS_OF_SESSION_MAX);
      Set<Long> lost = new HashSet<>(done);
      lost.removeAll(found);
      found.removeAll(done);
      found.removeAll(unknown);
      if (!lost.isEmpty() || !found.isEmpty()) {
        throw new AssertionError(
            "acknowledged but not in the ledger: " + lost + "; not committed, but there: " + found);
      }
    }
  }
}
