package io.braid.benchmark;

import io.braid.benchmark.Database.Kind;
import io.braid.benchmark.Results.Cell;
import io.braid.benchmark.Results.Round;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures all cells of a plan: the servers run side by side, idle but for the one whose turn it
 * is, and take turns round by round, so that what else the machine does meets all of them.
 */
final class Bench {
  private static final Duration DUMP_PATIENCE = Duration.ofMinutes(10);

  private final Plan plan;
  private final Programs programs;
  private final Path folder;
  private final Path file;
  private final Sysbench sysbench;

  /**
   * @param folder for the servers' data, empty
   * @param file for the results; what it has already is not measured again
   */
  Bench(Plan plan, Programs programs, Path folder, Path file) {
    this.plan = plan;
    this.programs = programs;
    this.folder = folder;
    this.file = file;
    this.sysbench = new Sysbench(programs, plan);
  }

  /** Runs what is left of the plan. */
  Results run() {
    Results results = Results.open(file, plan.name(), Machine.describe());
    List<Plan.Cell> left =
        plan.cells().stream().filter(cell -> results.find(cell).isEmpty()).toList();
    if (left.isEmpty()
        && !plan.bulk().isLeft(results)
        && !plan.binlog().isLeft(results)
        && !plan.start().isLeft(results)) {
      return results;
    }
    List<Database> databases = new ArrayList<>();
    try {
      for (Kind kind : programs.kinds()) {
        say("starting " + kind.shown());
        databases.add(Database.start(kind, programs, folder.resolve(kind.shown()), freePort()));
      }
      for (Database database : databases) {
        results
            .versions()
            .put(database.kind().shown(), database.client().value("SELECT VERSION()"));
      }
      load(databases);
      compare(databases);
      loadSizes(databases);
      long began = System.nanoTime();
      for (int i = 0; i < left.size(); i++) {
        results.cells().add(measure(left.get(i), databases));
        results.save(file);
        Duration each = Duration.ofNanos((System.nanoTime() - began) / (i + 1));
        say(
            "%d of %d done, about %d min left"
                .formatted(
                    i + 1,
                    left.size(),
                    each.multipliedBy(left.size() - i - 1).plusSeconds(30).toMinutes()));
      }
      new LoadBench(plan.bulk(), folder, Bench::say)
          .run(databases, results, () -> results.save(file));
      new StreamBench(plan.binlog(), programs, folder, Bench::say)
          .run(databases, results, () -> results.save(file));
      new StartBench(plan.start(), programs, sysbench, folder, Bench::say)
          .run(databases, results, () -> results.save(file));
    } finally {
      databases.forEach(Database::close);
    }
    return results;
  }

  /** MySQL gets rows by chance, the others get MySQL's. */
  private void load(List<Database> databases) {
    Path dump = folder.resolve("rows.sql");
    List<Database> mySqlFirst = new ArrayList<>(databases);
    mySqlFirst.sort(Comparator.comparing(database -> database.kind() != Kind.MYSQL));
    for (Database database : mySqlFirst) {
      say(
          "loading %s rows into %s"
              .formatted(plan.tables() * plan.rows(), database.kind().shown()));
      var created = database.client().value("CREATE DATABASE " + Plan.SCHEMA);
      if (database.kind() == Kind.MYSQL) {
        sysbench.prepare(database, plan.rows());
        dump(database, dump);
      } else {
        sysbench.prepare(database, 0);
        database.client().runFile(Plan.SCHEMA, dump);
      }
    }
  }

  /**
   * Tables of several sizes, each in a database of its own; keys and lengths are alike everywhere.
   */
  private void loadSizes(List<Database> databases) {
    for (int size : plan.sizes()) {
      for (Database database : databases) {
        say("loading %,d rows into %s".formatted(size, database.kind().shown()));
        var created = database.client().value("CREATE DATABASE " + Workload.schema(size));
        sysbench.prepareSize(database, size);
        var idle = database.awaitQuiet();
      }
      String sums =
          "SELECT COUNT(*), SUM(id), SUM(LENGTH(c)) FROM " + Workload.schema(size) + ".sbtest1";
      if (databases.stream().map(database -> database.client().value(sums)).distinct().count()
          != 1) {
        throw new BenchmarkFailure("the tables of %,d rows differ".formatted(size));
      }
    }
  }

  private void dump(Database mySql, Path file) {
    var nothing =
        Commands.output(
            DUMP_PATIENCE,
            List.of(
                programs.mysql("mysqldump"),
                "--no-defaults",
                "--host=127.0.0.1",
                "--port=" + mySql.port(),
                "--user=root",
                "--no-create-info",
                "--compact",
                "--set-gtid-purged=OFF",
                "--result-file=" + file,
                Plan.SCHEMA));
  }

  /** What is measured must be the same work: rows and answers are equal before the first round. */
  private void compare(List<Database> databases) {
    for (int i = 1; i <= plan.tables(); i++) {
      String table = Plan.SCHEMA + ".sbtest" + i;
      for (String query :
          List.of(
              "SELECT COUNT(*), BIT_XOR(CRC32(CONCAT_WS('#', id, k, c, pad))) FROM " + table,
              "SELECT c FROM " + table + " WHERE id = 77",
              "SELECT SUM(k) FROM " + table + " WHERE id BETWEEN 100 AND 199",
              "SELECT DISTINCT c FROM " + table + " WHERE id BETWEEN 100 AND 199 ORDER BY c")) {
        String first = databases.getFirst().client().value(query);
        for (Database database : databases.subList(1, databases.size())) {
          if (!database.client().value(query).equals(first)) {
            throw new BenchmarkFailure(
                database.kind().shown()
                    + " answers otherwise than "
                    + databases.getFirst().kind().shown()
                    + ": "
                    + query);
          }
        }
      }
    }
    say("all servers have the same rows and answers");
  }

  private Cell measure(Plan.Cell cell, List<Database> databases) {
    Map<String, List<Round>> rounds = new LinkedHashMap<>();
    for (Database database : databases) {
      var warmUp = sysbench.run(database, cell.workload(), cell.threads(), plan.warmUpSeconds());
    }
    for (int i = 0; i < plan.rounds(); i++) {
      for (Database database : databases) {
        Round round = sysbench.run(database, cell.workload(), cell.threads(), plan.seconds());
        rounds.computeIfAbsent(database.kind().shown(), none -> new ArrayList<>()).add(round);
        say(
            "%s, %d threads, %s: %.0f transactions/s, %.1f us CPU a query"
                .formatted(
                    cell.workload().name(),
                    cell.threads(),
                    database.kind().shown(),
                    round.transactionsPerSecond(),
                    round.cpuMicrosPerQuery()));
      }
    }
    return new Cell(cell.workload().name(), cell.threads(), rounds);
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new BenchmarkFailure("no free port", e);
    }
  }

  private static void say(String line) {
    System.err.println("bench: " + line);
  }

  /** Writes table and chart beside the file of results and returns the table. */
  static String report(Results results, Path file) {
    Report report = new Report(results);
    String name = file.getFileName().toString().replace(".json", "");
    try {
      Files.writeString(file.resolveSibling(name + ".md"), report.table());
      Files.writeString(file.resolveSibling(name + ".svg"), new Chart(results).svg());
    } catch (IOException e) {
      throw new BenchmarkFailure("cannot write beside " + file, e);
    }
    return report.table();
  }
}
