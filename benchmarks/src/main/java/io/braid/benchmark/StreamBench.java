package io.braid.benchmark;

import io.braid.benchmark.Results.Delay;
import io.braid.benchmark.Results.Stream;
import io.braid.benchmark.Results.StreamRound;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * How fast servers deliver their binlog, and how soon after a commit. The servers get the same
 * rows; then the readers take turns on them.
 */
final class StreamBench {
  private static final String SCHEMA = "stream";
  private static final int SEED = 7;
  private static final int LETTERS = 26;
  private static final int WRITERS = 16;

  private final StreamPlan plan;
  private final Programs programs;
  private final Path folder;
  private final Consumer<String> progress;

  /**
   * @param folder for what is written meanwhile
   * @param progress is told each line
   */
  StreamBench(StreamPlan plan, Programs programs, Path folder, Consumer<String> progress) {
    this.plan = plan;
    this.programs = programs;
    this.folder = folder;
    this.progress = progress;
  }

  /** A server and where it has a load. */
  private record Source(Database database, BinlogPart part) {}

  /** Measures what the results do not have yet; {@code done} is called after each part. */
  void run(List<Database> databases, Results results, Runnable done) {
    for (StreamPlan.Load load : plan.loads()) {
      if (plan.isLeft(load, results)) {
        measure(load, databases, results.streams());
        done.run();
      }
    }
    if (plan.isDelayLeft(results)) {
      results.delays().putAll(delays(databases));
      done.run();
    }
  }

  private void measure(StreamPlan.Load load, List<Database> databases, List<Stream> streams) {
    List<Source> sources = new ArrayList<>();
    for (Database database : databases) {
      progress.accept(
          "writing %,d rows, %d in a transaction, to the binlog of %s"
              .formatted(load.rows(), load.rowsPerTransaction(), database.kind().shown()));
      sources.add(new Source(database, write(load, database)));
    }
    for (BinlogReader reader : BinlogReader.values()) {
      List<Source> readable =
          sources.stream().filter(source -> reader.reads(source.database())).toList();
      for (int i = 0; i < StreamPlan.WARM_UP_ROUNDS; i++) {
        for (Source source : readable) {
          var notCounted = read(load, reader, source);
        }
      }
      Map<String, List<StreamRound>> rounds = new LinkedHashMap<>();
      for (int i = 0; i < plan.rounds(); i++) {
        for (Source source : readable) {
          String server = source.database().kind().shown();
          StreamRound round = read(load, reader, source);
          rounds.computeIfAbsent(server, none -> new ArrayList<>()).add(round);
          progress.accept(
              "%s, %s, %s: %,.0f rows/s, %.2f us CPU a row"
                  .formatted(
                      load.name(),
                      reader.shown(),
                      server,
                      round.rowsPerSecond(),
                      round.cpuMicrosPerRow()));
        }
      }
      streams.add(new Stream(load.name(), reader.shown(), rounds));
    }
  }

  private StreamRound read(StreamPlan.Load load, BinlogReader reader, Source source) {
    int reads = plan.readsPerRound();
    Database database = source.database();
    BinlogPart part = source.part();
    Usage before = database.usage();
    long began = System.nanoTime();
    for (int i = 0; i < reads; i++) {
      long rows = reader.read(database, programs, part, folder);
      if (rows >= 0 && rows != load.rows()) {
        throw new BenchmarkFailure(
            "%s streams %,d rows of %,d".formatted(database.kind().shown(), rows, load.rows()));
      }
    }
    double secondsEach = (System.nanoTime() - began) / 1e9 / reads;
    Usage after = database.usage();
    return new StreamRound(
        load.rows() / secondsEach,
        load.transactions() / secondsEach,
        part.bytes() / secondsEach,
        (double) (after.cpuMicros() - before.cpuMicros()) / load.rows() / reads,
        after.residentBytes());
  }

  /**
   * Writes a load into a binlog file of its own, by all servers with the same description of it.
   */
  private BinlogPart write(StreamPlan.Load load, Database database) {
    String table = SCHEMA + "." + load.name();
    var answers =
        List.of(
            database.client().value("SET GLOBAL binlog_row_metadata = FULL"),
            database.client().value("CREATE DATABASE IF NOT EXISTS " + SCHEMA),
            database.client().value("DROP TABLE IF EXISTS " + table),
            database
                .client()
                .value(
                    "CREATE TABLE "
                        + table
                        + " (id INT PRIMARY KEY, k INT NOT NULL, c CHAR(120) NOT NULL,"
                        + " pad CHAR(60) NOT NULL)"),
            database.client().value("FLUSH BINARY LOGS"));
    BinlogPart begin = BinlogPart.end(database);
    List<Path> files = statements(load);
    List<Thread> writers = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (Path file : files) {
      Thread writer =
          Thread.ofPlatform()
              .name("writer-" + writers.size())
              .unstarted(() -> database.client().runFile(SCHEMA, file));
      writer.setUncaughtExceptionHandler((thread, failure) -> {
        synchronized (failures) {
          failures.add(failure);
        }
      });
      writers.add(writer);
    }
    writers.forEach(Thread::start);
    writers.forEach(StreamBench::join);
    if (!failures.isEmpty()) {
      throw new BenchmarkFailure("rows for the stream are not written", failures.getFirst());
    }
    return begin.to(BinlogPart.end(database));
  }

  static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailure("interrupted", e);
    }
  }

  /** The same statements for each server, one file for each session that writes. */
  private List<Path> statements(StreamPlan.Load load) {
    int sessions = load.rowsPerTransaction() == 1 ? WRITERS : 1;
    List<Path> files = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(SEED);
    int written = 0;
    int id = 0;
    for (int session = 0; session < sessions; session++) {
      Path file = folder.resolve(load.name() + "-" + session + ".sql");
      files.add(file);
      int end = (int) ((long) load.transactions() * (session + 1) / sessions);
      try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
        for (; written < end; written++) {
          out.append("INSERT INTO ").append(load.name()).append(" VALUES ");
          for (int row = 0; row < load.rowsPerTransaction(); row++) {
            out.append(row == 0 ? "(" : ",(").append(Integer.toString(++id)).append(',');
            out.append(Integer.toString(random.nextInt(1 << 30))).append(",'");
            letters(out, random, 119);
            out.append("','");
            letters(out, random, 59);
            out.append("')");
          }
          out.append(";\n");
        }
      } catch (IOException e) {
        throw new BenchmarkFailure("cannot write " + file, e);
      }
    }
    return files;
  }

  private static void letters(BufferedWriter out, SplittableRandom random, int count)
      throws IOException {
    for (int i = 0; i < count; i++) {
      out.append((char) ('a' + random.nextInt(LETTERS)));
    }
  }

  private Map<String, Delay> delays(List<Database> databases) {
    Map<String, Delay> delays = new LinkedHashMap<>();
    List<CommitDelay> all = new ArrayList<>();
    List<Double> fastest = new ArrayList<>();
    for (Database database : databases) {
      CommitDelay delay = new CommitDelay(database, WRITERS);
      all.add(delay);
      fastest.add(delay.insertsPerSecond(plan.delaySeconds()));
    }
    fastest.sort(null);
    // The same rate for all: half of what the one in the middle can do.
    double rate = fastest.get(fastest.size() / 2) / 2;
    for (int i = 0; i < all.size(); i++) {
      String server = databases.get(i).kind().shown();
      Delay delay = all.get(i).measure(rate, plan.delaySeconds());
      delays.put(server, delay);
      progress.accept(
          "%s at %.0f commits/s: event after %.1f ms in the middle, p99 %.1f ms, p999 %.1f ms"
              .formatted(
                  server,
                  delay.commitsPerSecond(),
                  delay.p50Millis(),
                  delay.p99Millis(),
                  delay.p999Millis()));
    }
    return delays;
  }
}
