package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A consistent snapshot names its place in the stream: what it shows and what the stream has behind
 * that place make up the tables, while others commit all the time.
 */
@Tag("full")
@Tag("smoke")
@Tag("xa")
final class SnapshotPositionTest {
  private static final int WRITERS = 4;
  private static final int SNAPSHOTS = 60;

  private final AtomicInteger nextId = new AtomicInteger();
  private final AtomicBoolean stop = new AtomicBoolean();

  private record Taken(long rows, String gtids, String file, long position) {}

  @Test
  void aSnapshotAndTheStreamFromItsPlaceAreTheTables() throws Exception {
    try (BraidProcess braid = BraidProcess.start("--volumes", "4", "--placement", "table");
        ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      Endpoint server = braid.endpoint();
      server.execute(
          "CREATE DATABASE s",
          "CREATE TABLE s.a (id INT PRIMARY KEY)",
          "CREATE TABLE s.b (id INT PRIMARY KEY)");
      long before = gtidCount(server.value("SELECT @@GLOBAL.gtid_executed"));
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        boolean both = i % 2 == 0;
        running.add(
            writers.submit(() -> {
              write(server, both);
              return null;
            }));
      }
      List<Taken> taken = snapshots(server);
      stop.set(true);
      for (Future<?> writer : running) {
        writer.get();
      }
      check(server, taken, before);
    }
  }

  private void write(Endpoint server, boolean both) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      while (!stop.get()) {
        int id = nextId.incrementAndGet();
        statement.execute("BEGIN");
        statement.execute("INSERT INTO s.a VALUES (" + id + ")");
        if (both) {
          statement.execute("INSERT INTO s.b VALUES (" + id + ")");
        }
        statement.execute("COMMIT");
      }
    }
  }

  private static List<Taken> snapshots(Endpoint server) throws SQLException {
    List<Taken> taken = new ArrayList<>();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < SNAPSHOTS; i++) {
        statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
        long rows;
        try (ResultSet counted = statement.executeQuery("SELECT COUNT(*) FROM s.a")) {
          assertThat(counted.next()).isTrue();
          rows = counted.getLong(1);
        }
        try (ResultSet place =
            statement.executeQuery(
                "SELECT @@braid_snapshot_gtid, @@braid_snapshot_file,"
                    + " @@braid_snapshot_position")) {
          assertThat(place.next()).isTrue();
          taken.add(
              new Taken(
                  rows,
                  String.valueOf(place.getString(1)),
                  String.valueOf(place.getString(2)),
                  place.getLong(3)));
        }
        statement.execute("COMMIT");
        try (ResultSet outside = statement.executeQuery("SELECT @@braid_snapshot_gtid")) {
          assertThat(outside.next()).isTrue();
          assertThat(String.valueOf(outside.getString(1))).isEmpty();
        }
      }
    }
    return taken;
  }

  private static void check(Endpoint server, List<Taken> taken, long before) {
    assertThat(taken.getLast().rows()).isGreaterThan(taken.getFirst().rows());
    long inTables = Long.parseLong(server.value("SELECT COUNT(*) FROM s.a"));
    String file = taken.getFirst().file();
    List<Long> commits = new ArrayList<>();
    for (List<String> event : server.query("SHOW BINLOG EVENTS IN '" + file + "'")) {
      if (event.get(2).equals("Xid")) {
        commits.add(Long.parseLong(event.get(4)));
      }
    }
    assertThat(commits).hasSize((int) inTables);
    for (Taken snapshot : taken) {
      assertThat(snapshot.file()).isEqualTo(file);
      assertThat(gtidCount(snapshot.gtids()) - before).isEqualTo(snapshot.rows());
      long behind = commits.stream().filter(end -> end > snapshot.position()).count();
      assertThat(snapshot.rows() + behind).isEqualTo(inTables);
    }
  }

  /** Of a set with one interval from 1. */
  private static long gtidCount(String gtids) {
    return Long.parseLong(gtids.substring(gtids.lastIndexOf('-') + 1));
  }
}
