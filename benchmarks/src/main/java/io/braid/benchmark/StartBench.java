package io.braid.benchmark;

import io.braid.benchmark.Results.Start;
import io.braid.benchmark.Results.StartRound;
import io.braid.benchmark.StartPlan.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * How long servers take from their command to the first answer to a query. They take turns; none of
 * the others has load meanwhile.
 */
final class StartBench {
  private static final int WRITERS = 8;

  /** Not all of them are deleted at one moment by the load. */
  private static final int LAST_ROWS = 1_000;

  private final StartPlan plan;
  private final Programs programs;
  private final Sysbench sysbench;
  private final Path folder;
  private final Consumer<String> progress;

  /**
   * @param folder for the empty servers
   * @param progress is told each line
   */
  StartBench(
      StartPlan plan,
      Programs programs,
      Sysbench sysbench,
      Path folder,
      Consumer<String> progress) {
    this.plan = plan;
    this.programs = programs;
    this.sysbench = sysbench;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Measures what the results do not have yet; {@code done} is called after each way.
   *
   * @param databases with the large table; they are replaced by the processes that run at the end
   */
  void run(List<Database> databases, Results results, Runnable done) {
    for (Way way : Way.values()) {
      if (plan.isLeft(way, results)) {
        results.starts().add(measure(way, databases));
        done.run();
      }
    }
  }

  private Start measure(Way way, List<Database> databases) {
    Map<String, List<StartRound>> rounds = new LinkedHashMap<>();
    for (int i = 0; i < plan.rounds(); i++) {
      for (int at = 0; at < databases.size(); at++) {
        Database database = databases.get(at);
        StartRound round =
            switch (way) {
              case EMPTY -> startEmpty(database.kind(), "empty-" + i);
              case STOPPED -> {
                database.close();
                yield restart(databases, at);
              }
              case KILLED -> {
                killUnderLoad(database);
                yield restart(databases, at);
              }
            };
        rounds.computeIfAbsent(database.kind().shown(), none -> new ArrayList<>()).add(round);
        progress.accept(
            "start, %s, %s: %.2f s, %.2f s CPU"
                .formatted(
                    way.shown(), database.kind().shown(), round.seconds(), round.cpuSeconds()));
      }
    }
    return new Start(way.shown(), rounds);
  }

  private StartRound startEmpty(Database.Kind kind, String name) {
    Path home = folder.resolve(name + "-" + kind.shown());
    try (Database database = Database.start(kind, programs, home, Bench.freePort())) {
      return round(database, home);
    }
  }

  private StartRound restart(List<Database> databases, int at) {
    Database database = databases.get(at).again(programs);
    databases.set(at, database);
    String last = "SELECT id FROM " + table() + " WHERE id > " + (plan.rows() - LAST_ROWS);
    if (database.client().value(last).isEmpty()) {
      throw new BenchmarkFailure(database.kind().shown() + " has lost its last rows");
    }
    return round(database, database.home());
  }

  private static StartRound round(Database database, Path home) {
    return new StartRound(
        database.startNanos() / 1e9, database.startCpuMicros() / 1e6, bytesBelow(home));
  }

  private void killUnderLoad(Database database) {
    Thread load =
        Thread.ofPlatform()
            .name("load-until-kill")
            .start(() -> sysbench.writeUntilKilled(database, plan.rows(), WRITERS));
    Database.pause(plan.loadSeconds());
    database.kill();
    StreamBench.join(load);
  }

  private String table() {
    return Workload.schema(plan.rows()) + ".sbtest1";
  }

  private static long bytesBelow(Path home) {
    try (Stream<Path> all = Files.walk(home)) {
      return all.filter(Files::isRegularFile).mapToLong(path -> path.toFile().length()).sum();
    } catch (IOException e) {
      throw new BenchmarkFailure("cannot read " + home, e);
    }
  }
}
