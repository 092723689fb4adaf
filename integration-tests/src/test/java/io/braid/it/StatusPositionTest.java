package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a session has read is in the stream at or before the place that the next status statement
 * shows, however many others commit meanwhile.
 */
@Tag("full")
@NeedsPeer({"client:binlog-connector"})
final class StatusPositionTest {
  private static final int TABLES = 4;
  private static final int WRITERS = 6;
  private static final int READERS = 4;

  private final DatabaseProcess source =
      DatabaseProcess.startSource("--volumes", "4", "--placement", "table");
  private final AtomicLong nextValue = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();
  private final Map<Long, StreamFollower.Committed> ends = new HashMap<>();

  /** A value that was read, and what the status showed next: its place and its last transaction. */
  private record Observed(long value, StreamFollower.Place place, long lastTransaction) {}

  @AfterEach
  void end() {
    source.close();
  }

  @Test
  @Tag("smoke")
  void aStatusIsNotBehindARowThatWasJustRead() throws Exception {
    run(2_000);
  }

  @Test
  @Tag("status")
  void aHundredThousandStatusesAreNotBehindARowThatWasJustRead() throws Exception {
    run(Integer.getInteger("braid.status.times", 100_000));
  }

  private void run(int times) throws Exception {
    source.endpoint().execute("CREATE DATABASE s");
    for (int table = 0; table < TABLES; table++) {
      source.endpoint().execute("CREATE TABLE s.t" + table + " (id INT PRIMARY KEY, v BIGINT)");
    }
    List<Observed> observed = new ArrayList<>();
    try (StreamFollower stream = StreamFollower.start(source.endpoint(), "s", this::remember);
        ExecutorService sessions = Executors.newFixedThreadPool(WRITERS + READERS)) {
      List<Future<?>> writers = new ArrayList<>();
      List<Future<List<Observed>>> readers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int row = writer;
        writers.add(
            sessions.submit(() -> {
              write(row);
              return row;
            }));
      }
      for (int reader = 0; reader < READERS; reader++) {
        long seed = reader;
        readers.add(sessions.submit(() -> read(seed, times)));
      }
      try {
        for (Future<List<Observed>> reader : readers) {
          observed.addAll(reader.get());
        }
      } finally {
        over.set(true);
      }
      for (Future<?> writer : writers) {
        assertThat(writer.get()).isNotNull();
      }
      stream.finish(Duration.ofMinutes(2));
    } catch (ExecutionException failed) {
      throw new AssertionError("a session failed: " + failed.getMessage(), failed);
    }
    assertThat(observed).hasSizeGreaterThanOrEqualTo(times);
    observed.forEach(this::check);
    long values = observed.stream().map(Observed::value).distinct().count();
    System.err.println(
        observed.size() + " statuses behind " + values + " values of " + nextValue.get());
  }

  /** One or two rows of its own get a new value in a transaction, over and over. */
  private void write(int row) throws SQLException {
    SplittableRandom random = new SplittableRandom(row);
    try (Connection connection = source.endpoint().connect();
        Statement statement = connection.createStatement()) {
      for (int table = 0; table < TABLES; table++) {
        statement.execute("INSERT INTO s.t" + table + " VALUES (" + row + ", 0)");
      }
      while (!over.get()) {
        long value = nextValue.incrementAndGet();
        int table = random.nextInt(TABLES);
        String set = " SET v = " + value + " WHERE id = " + row;
        if (random.nextBoolean()) {
          statement.execute("UPDATE s.t" + table + set);
        } else {
          statement.execute("BEGIN");
          statement.execute("UPDATE s.t" + table + set);
          statement.execute("UPDATE s.t" + (table + 1) % TABLES + set);
          statement.execute("COMMIT");
        }
      }
    }
  }

  private List<Observed> read(long seed, int times) throws SQLException {
    SplittableRandom random = new SplittableRandom(seed);
    List<Observed> observed = new ArrayList<>();
    try (Connection connection = source.endpoint().connect();
        Statement statement = connection.createStatement()) {
      while (asked.get() < times) {
        String newest =
            random.nextInt(4) == 0
                ? "SELECT MAX(v) FROM s.t" + random.nextInt(TABLES)
                : "SELECT v FROM s.t"
                    + random.nextInt(TABLES)
                    + " WHERE id = "
                    + random.nextInt(WRITERS);
        long value = 0;
        try (ResultSet row = statement.executeQuery(newest)) {
          value = row.next() ? row.getLong(1) : 0;
        }
        if (value == 0) {
          continue;
        }
        boolean formerName = random.nextBoolean() && !Peers.sourceIsMySql();
        try (ResultSet status =
            statement.executeQuery(formerName ? "SHOW MASTER STATUS" : "SHOW BINARY LOG STATUS")) {
          assertThat(status.next()).isTrue();
          StreamFollower.Place place =
              StreamFollower.Place.of(String.valueOf(status.getString(1)), status.getLong(2));
          observed.add(
              new Observed(value, place, lastTransaction(String.valueOf(status.getString(5)))));
        }
        if (asked.incrementAndGet() % 1_000 == 0) {
          statement.execute("FLUSH BINARY LOGS");
        }
      }
    }
    return observed;
  }

  /** Of a set with one interval from 1. */
  private static long lastTransaction(String gtids) {
    return Long.parseLong(gtids.replaceFirst(".*[:-]", ""));
  }

  private void remember(StreamFollower.Committed transaction) {
    for (StreamFollower.Change change : transaction.changes()) {
      change
          .after()
          .filter(row -> change.table().startsWith("t"))
          .ifPresent(row -> ends.put(Long.parseLong(row.get(1)), transaction));
    }
  }

  private void check(Observed observed) {
    StreamFollower.Committed transaction =
        Optional.ofNullable(ends.get(observed.value()))
            .orElseThrow(() -> new AssertionError("the stream lacks " + observed));
    assertThat(transaction.end()).as("end of %s", observed).isLessThanOrEqualTo(observed.place());
    if (!Peers.sourceIsMySql()) {
      // MySQL 9.7 adds the GTID to the set after it has shown the row.
      assertThat(transaction.number()).isLessThanOrEqualTo(observed.lastTransaction());
    }
  }
}
