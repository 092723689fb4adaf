package io.braid.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A transaction many times larger than the heap: killed in its middle it is not there, killed after
 * its commit it is there as a whole, in the table and in the stream, and others commit beside it
 * all the time. {@code -Dbraid.test.large.bytes} sets its size.
 */
@Tag("full")
@Tag("smoke")
@Tag("large")
@NeedsPeer("mysql")
final class LargeTransactionTest {
  private static final long BYTES = Long.getLong("braid.test.large.bytes", 200_000_000);
  private static final String WITHOUT_TIMEOUT = "&socketTimeout=0";
  private static final int ROW_BYTES = 1_000;
  private static final long ROWS = BYTES / ROW_BYTES;
  private static final int MEMORY_GIBIBYTES = 2;
  private static final double MEMORY_EXCESS = 1.25;
  private static final Duration LATENCY_P99 = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMinutes(5).plusSeconds(BYTES / 2_000_000);

  /** A session that commits one row after another, and how long each commit took. */
  private static final class SmallCommits {
    private final Endpoint server;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<Long> nanoseconds = new ArrayList<>();
    private int acknowledged;

    SmallCommits(Endpoint server, int acknowledged) {
      this.server = server;
      this.acknowledged = acknowledged;
    }

    /** Until it is told to stop or the server is gone. */
    Void run() {
      try (Connection connection = server.connect();
          PreparedStatement insert =
              connection.prepareStatement("INSERT INTO big.small VALUES (?)")) {
        while (!stop.get()) {
          long began = System.nanoTime();
          insert.setInt(1, acknowledged + 1);
          insert.executeUpdate();
          nanoseconds.add(System.nanoTime() - began);
          acknowledged++;
        }
      } catch (SQLException e) {
        if (!stop.get()) {
          throw new AssertionError("the second session after " + acknowledged + " commits", e);
        }
      }
      return null;
    }

    Duration percentile(double share) {
      List<Long> sorted = new ArrayList<>(nanoseconds);
      Collections.sort(sorted);
      return Duration.ofNanos(sorted.get((int) ((sorted.size() - 1) * share)));
    }
  }

  private final ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor();
  private int acknowledged;

  @Test
  void aTransactionManyTimesTheHeapIsThereAsAWholeOrNotAtAll() throws Exception {
    try (BraidProcess braid = BraidProcess.start("--memory", MEMORY_GIBIBYTES + "G")) {
      Endpoint server = braid.endpoint();
      server.execute(
          "CREATE DATABASE big",
          "CREATE TABLE big.digits (d INT PRIMARY KEY)",
          "INSERT INTO big.digits VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)",
          "CREATE TABLE big.small (id INT PRIMARY KEY)",
          "CREATE TABLE big.large (id BIGINT PRIMARY KEY, v VARBINARY(" + ROW_BYTES + "))");

      killInTheMiddle(braid);
      assertThat(server.query("SELECT COUNT(*) FROM big.large", WITHOUT_TIMEOUT))
          .isEqualTo(List.of(List.of("0")));
      assertSmallCommitsAreThere(server);

      commitAndKill(braid);
      List<String> inTable =
          server
              .query(
                  "SELECT COUNT(*), BIT_XOR(CRC32(v)), SUM(LENGTH(v)) FROM big.large",
                  WITHOUT_TIMEOUT)
              .getFirst();
      assertThat(inTable.getFirst()).isEqualTo(String.valueOf(ROWS));
      assertThat(inTable.get(2)).isEqualTo(String.valueOf(ROWS * ROW_BYTES));
      assertSmallCommitsAreThere(server);

      RowsInStream inStream = RowsInStream.read(braid.binlogFolder(), "large");
      assertThat(inStream.rows()).isEqualTo(ROWS);
      assertThat(String.valueOf(inStream.checksum())).isEqualTo(inTable.get(1));
      assertMysqlbinlogReadsAll(server);
    } finally {
      sessions.shutdownNow();
    }
  }

  private void killInTheMiddle(BraidProcess braid) throws Exception {
    SmallCommits small = new SmallCommits(braid.endpoint(), acknowledged);
    Future<?> others = sessions.submit(small::run);
    Future<?> large = sessions.submit(() -> insertLarge(braid.endpoint()));
    long before = dataBytes(braid);
    Awaitility.await("half of the rows are written")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> large.isDone() || dataBytes(braid) - before > BYTES / 2);
    assertThat(large.isDone()).isFalse();
    small.stop.set(true);
    braid.kill();
    others.get();
    assertThat(large).failsWithin(Duration.ofMinutes(1));
    acknowledged = small.acknowledged;
    braid.restart();
  }

  private void commitAndKill(BraidProcess braid) throws Exception {
    SmallCommits small = new SmallCommits(braid.endpoint(), acknowledged);
    Future<?> others = sessions.submit(small::run);
    long writtenBefore = bytesWritten(braid);
    long began = System.nanoTime();
    insertLarge(braid.endpoint());
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    final long written = bytesWritten(braid) - writtenBefore;
    long resident = peakResidentBytes(braid);
    small.stop.set(true);
    others.get();
    braid.kill();
    acknowledged = small.acknowledged;
    long killed = System.nanoTime();
    // It is ready when the stream is: the transaction is written to the files anew.
    braid.restart(PATIENCE);
    final Duration restart = Duration.ofNanos(System.nanoTime() - killed);
    Report.of("large")
        .line("%,d bytes in %,d rows, committed after %,d ms", BYTES, ROWS, took.toMillis())
        .line("bytes written per byte of row until the commit: %.2f", (double) written / BYTES)
        .line("resident at most %,d MiB of --memory %d GiB", resident >> 20, MEMORY_GIBIBYTES)
        .line(
            "commits of a second session meanwhile: %,d, p50 %,d ms, p99 %,d ms, longest %,d ms",
            small.nanoseconds.size(),
            small.percentile(0.5).toMillis(),
            small.percentile(0.99).toMillis(),
            small.percentile(1).toMillis())
        .line("ready again %,d ms after kill -9 behind the commit", restart.toMillis());
    assertThat(small.percentile(0.99)).isLessThan(LATENCY_P99);
    assertThat(resident).isLessThan((long) (MEMORY_EXCESS * (MEMORY_GIBIBYTES * (1L << 30))));
  }

  private static Void insertLarge(Endpoint server) throws SQLException {
    int digits = Long.toString(ROWS - 1).length();
    StringBuilder number = new StringBuilder("0");
    StringBuilder from = new StringBuilder("big.digits d0");
    long power = 1;
    for (int i = 0; i < digits; i++) {
      number.append("+d").append(i).append(".d*").append(power);
      power *= 10;
      if (i > 0) {
        from.append(" JOIN big.digits d").append(i);
      }
    }
    try (Connection connection = server.connect("", WITHOUT_TIMEOUT);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO big.large SELECT "
              + number
              + ", RANDOM_BYTES("
              + ROW_BYTES
              + ") FROM "
              + from
              + " WHERE "
              + number
              + " < "
              + ROWS);
    }
    return null;
  }

  private void assertSmallCommitsAreThere(Endpoint server) {
    long there = Long.parseLong(server.value("SELECT COUNT(*) FROM big.small"));
    // The last may have been under way.
    assertThat(there).isBetween((long) acknowledged, acknowledged + 1L);
    acknowledged = (int) there;
  }

  /** All files, with checksums verified, to the end of the last. */
  private static void assertMysqlbinlogReadsAll(Endpoint server)
      throws IOException, InterruptedException {
    String first = server.query("SHOW BINARY LOGS").getFirst().getFirst();
    Process reader =
        new ProcessBuilder(
                Peers.mySqlPrograms().resolve("mysqlbinlog").toString(),
                "--read-from-remote-server",
                "--verify-binlog-checksum",
                "--base64-output=decode-rows",
                "--host=127.0.0.1",
                "--port=" + server.port(),
                "--user=root",
                "--to-last-log",
                first)
            .redirectErrorStream(true)
            .start();
    long rowsEvents = 0;
    String last = "";
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(reader.getInputStream(), StandardCharsets.ISO_8859_1))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains("Write_rows: table id")) {
          rowsEvents++;
        }
        last = line.isEmpty() ? last : line;
      }
    }
    assertThat(reader.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(reader.exitValue()).as(last).isZero();
    assertThat(rowsEvents).isGreaterThan(BYTES / 100_000);
  }

  private static long dataBytes(BraidProcess braid) {
    try (Stream<Path> files = Files.walk(braid.binlogFolder().getParent())) {
      return files.mapToLong(LargeTransactionTest::size).sum();
    } catch (IOException | UncheckedIOException e) {
      return 0; // a file went away meanwhile: asked again
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private static long bytesWritten(BraidProcess braid) throws IOException {
    return field(Path.of("/proc/" + braid.processId() + "/io"), "write_bytes: ");
  }

  private static long peakResidentBytes(BraidProcess braid) throws IOException {
    return field(Path.of("/proc/" + braid.processId() + "/status"), "VmHWM:") << 10;
  }

  private static long field(Path file, String name) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> Long.parseLong(line.substring(name.length()).replace("kB", "").strip()))
        .findFirst()
        .orElseThrow();
  }
}
