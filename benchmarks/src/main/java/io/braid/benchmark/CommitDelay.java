package io.braid.benchmark;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import io.braid.benchmark.Results.Delay;
import java.io.IOException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * How long after an INSERT was sent its event arrives at a client of the stream. Each row carries
 * the moment at which it was sent, so that the figure holds the commit too: it is never better than
 * what a user of the stream sees.
 */
final class CommitDelay {
  private static final String TABLE = "stream.delay";
  private static final long SERVER_ID = 77_778;
  private static final long END_PATIENCE_SECONDS = 60;

  private final Database database;
  private final int writers;

  /**
   * @param writers sessions that insert at once
   */
  CommitDelay(Database database, int writers) {
    this.database = database;
    this.writers = writers;
  }

  /** As fast as the sessions can. */
  double insertsPerSecond(int seconds) {
    prepare();
    long began = System.nanoTime();
    int inserted = insert(0, seconds);
    return inserted / ((System.nanoTime() - began) / 1e9);
  }

  /** At a rate of commits per second. */
  Delay measure(double rate, int seconds) {
    prepare();
    int most = (int) (rate * seconds) + writers;
    long[] nanos = new long[most];
    AtomicInteger arrived = new AtomicInteger();
    BinlogPart begin = BinlogPart.end(database);
    BinaryLogClient client = new BinaryLogClient("127.0.0.1", database.port(), "root", "");
    client.setServerId(SERVER_ID);
    client.setKeepAlive(false);
    client.setBinlogFilename(begin.file());
    client.setBinlogPosition(begin.end());
    client.registerEventListener(event -> {
      if (event.getData() instanceof WriteRowsEventData written) {
        long now = System.nanoTime();
        for (Serializable[] row : written.getRows()) {
          nanos[arrived.get()] = now - (Long) row[1];
          arrived.incrementAndGet();
        }
      }
    });
    try {
      client.connect(TimeUnit.SECONDS.toMillis(END_PATIENCE_SECONDS));
    } catch (IOException | TimeoutException e) {
      throw new BenchmarkFailure(database.kind().shown() + " cannot be followed", e);
    }
    long began = System.nanoTime();
    int inserted = insert(rate, seconds);
    double took = (System.nanoTime() - began) / 1e9;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_PATIENCE_SECONDS);
    while (arrived.get() < inserted) {
      if (System.nanoTime() > deadline) {
        throw new BenchmarkFailure(
            "%d events of %d commits arrived".formatted(arrived.get(), inserted));
      }
      LockSupport.parkNanos(1_000_000);
    }
    BinlogReader.disconnect(client);
    long[] sorted = Arrays.copyOf(nanos, inserted);
    Arrays.sort(sorted);
    return new Delay(
        inserted / took,
        millis(sorted, 0.5),
        millis(sorted, 0.99),
        millis(sorted, 0.999),
        millis(sorted, 1));
  }

  private static double millis(long[] sorted, double share) {
    return sorted[(int) ((sorted.length - 1) * share)] / 1e6;
  }

  private void prepare() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE IF NOT EXISTS stream");
      statement.execute("DROP TABLE IF EXISTS " + TABLE);
      statement.execute(
          "CREATE TABLE "
              + TABLE
              + " (id INT AUTO_INCREMENT PRIMARY KEY, sent BIGINT NOT NULL, v CHAR(180) NOT NULL)");
    } catch (SQLException e) {
      throw new BenchmarkFailure("cannot make " + TABLE, e);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mysql://127.0.0.1:%d/?sslMode=DISABLED&allowPublicKeyRetrieval=true&useServerPrepStmts=true"
            .formatted(database.port()),
        "root",
        "");
  }

  /**
   * Inserts by all sessions.
   *
   * @param rate of commits per second; 0 for as fast as it goes
   * @return how many rows
   */
  private int insert(double rate, int seconds) {
    ConcurrentLinkedQueue<SQLException> failures = new ConcurrentLinkedQueue<>();
    AtomicInteger inserted = new AtomicInteger();
    CountDownLatch ready = new CountDownLatch(writers);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      int first = i;
      threads.add(
          Thread.ofPlatform()
              .name("insert-" + i)
              .start(() -> {
                try (Connection connection = connect();
                    PreparedStatement statement =
                        connection.prepareStatement(
                            "INSERT INTO " + TABLE + " (sent, v) VALUES (?, ?)")) {
                  statement.setString(2, "v".repeat(180));
                  ready.countDown();
                  ready.await();
                  inserted.addAndGet(insert(statement, rate, first, seconds));
                } catch (SQLException failure) {
                  failures.add(failure);
                  ready.countDown();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    threads.forEach(StreamBench::join);
    if (!failures.isEmpty()) {
      throw new BenchmarkFailure("an insert failed", failures.peek());
    }
    return inserted.get();
  }

  private int insert(PreparedStatement statement, double rate, int first, int seconds)
      throws SQLException {
    long began = System.nanoTime();
    long end = began + TimeUnit.SECONDS.toNanos(seconds);
    double interval = rate == 0 ? 0 : 1e9 * writers / rate;
    int count = 0;
    while (true) {
      long due = began + (long) (interval * (count + (double) first / writers));
      long wait = due - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
      long now = System.nanoTime();
      if (now >= end || due >= end) {
        return count;
      }
      statement.setLong(1, now);
      statement.executeUpdate();
      count++;
    }
  }
}
