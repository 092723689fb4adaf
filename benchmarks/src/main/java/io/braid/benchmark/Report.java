package io.braid.benchmark;

import io.braid.benchmark.Database.Kind;
import io.braid.benchmark.Results.BulkLoad;
import io.braid.benchmark.Results.Cell;
import io.braid.benchmark.Results.LoadRound;
import io.braid.benchmark.Results.Round;
import io.braid.benchmark.Results.Start;
import io.braid.benchmark.Results.StartRound;
import io.braid.benchmark.Results.Stream;
import io.braid.benchmark.Results.StreamRound;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Results as tables. */
final class Report {
  private static final String MY_SQL = Kind.MYSQL.shown();

  private final Results results;

  Report(Results results) {
    this.results = results;
  }

  /** Markdown: medians, with the ratio to MySQL. */
  String table() {
    StringBuilder out = new StringBuilder();
    out.append("# Benchmark ").append(results.plan()).append("\n\n");
    results.machine().forEach((name, value) -> line(out, "- %s: %s", name, value));
    results.versions().forEach((name, value) -> line(out, "- %s %s", name, value));
    out.append(
        """

        Medians; every commit is synced, the binlog is on, caches are 1 GiB. "x" is the ratio to MySQL.
        """);
    cells(out);
    bulkLoads(out);
    streams(out);
    delays(out);
    starts(out);
    return out.toString();
  }

  private void cells(StringBuilder out) {
    if (results.cells().isEmpty()) {
      return;
    }
    out.append(
        """

        | load | threads | server | transactions/s | x | average ms | p95 ms | server's CPU us/query | x | resident MiB | repeated |
        |---|---|---|---|---|---|---|---|---|---|---|
        """);
    for (Cell cell : results.cells()) {
      for (Kind kind : Kind.values()) {
        row(out, cell, kind.shown());
      }
    }
  }

  private void bulkLoads(StringBuilder out) {
    if (results.bulkLoads().isEmpty()) {
      return;
    }
    out.append(
        """

        ## Many rows

        | load | server | rows/s | x | server's CPU us/row | x | with work put off | x | resident MiB |
        |---|---|---|---|---|---|---|---|---|
        """);
    for (BulkLoad load : results.bulkLoads()) {
      for (Kind kind : Kind.values()) {
        String server = kind.shown();
        Optional<Double> rows = load.median(server, LoadRound::rowsPerSecond);
        if (rows.isPresent()) {
          line(
              out,
              "| %s | %s | %.0f | %s | %.2f | %s | %.2f | %s | %.0f |",
              load.load(),
              server,
              rows.get(),
              ratio(name -> load.median(name, LoadRound::rowsPerSecond), server),
              load.median(server, LoadRound::cpuMicrosPerRow).orElse(0.0),
              ratio(name -> load.median(name, LoadRound::cpuMicrosPerRow), server),
              load.median(server, LoadRound::cpuMicrosPerRowUntilQuiet).orElse(0.0),
              ratio(name -> load.median(name, LoadRound::cpuMicrosPerRowUntilQuiet), server),
              load.median(server, LoadRound::residentBytes).orElse(0.0) / (1 << 20));
        }
      }
    }
  }

  private void streams(StringBuilder out) {
    if (results.streams().isEmpty()) {
      return;
    }
    out.append(
        """

        ## The binlog read by clients

        | load | reader | server | rows/s | x | transactions/s | MB/s | server's CPU us/row | x | resident MiB |
        |---|---|---|---|---|---|---|---|---|---|
        """);
    for (Stream stream : results.streams()) {
      for (Kind kind : Kind.values()) {
        String server = kind.shown();
        Optional<Double> rows = stream.median(server, StreamRound::rowsPerSecond);
        if (rows.isPresent()) {
          line(
              out,
              "| %s | %s | %s | %.0f | %s | %.0f | %.1f | %.2f | %s | %.0f |",
              stream.load(),
              stream.reader(),
              server,
              rows.get(),
              ratio(name -> stream.median(name, StreamRound::rowsPerSecond), server),
              stream.median(server, StreamRound::transactionsPerSecond).orElse(0.0),
              stream.median(server, StreamRound::bytesPerSecond).orElse(0.0) / 1e6,
              stream.median(server, StreamRound::cpuMicrosPerRow).orElse(0.0),
              ratio(name -> stream.median(name, StreamRound::cpuMicrosPerRow), server),
              stream.median(server, StreamRound::residentBytes).orElse(0.0) / (1 << 20));
        }
      }
    }
  }

  private void delays(StringBuilder out) {
    if (results.delays().isEmpty()) {
      return;
    }
    out.append(
        """

        ## From a single-row INSERT to its event at a client

        | server | commits/s meanwhile | p50 ms | p99 ms | p999 ms | longest ms |
        |---|---|---|---|---|---|
        """);
    results
        .delays()
        .forEach((server, delay) ->
            line(
                out,
                "| %s | %.0f | %.2f | %.2f | %.2f | %.2f |",
                server,
                delay.commitsPerSecond(),
                delay.p50Millis(),
                delay.p99Millis(),
                delay.p999Millis(),
                delay.longestMillis()));
  }

  private void starts(StringBuilder out) {
    if (results.starts().isEmpty()) {
      return;
    }
    out.append(
        """

        ## From the command to the first answer

        | start | server | s | x | CPU s | files GB |
        |---|---|---|---|---|---|
        """);
    for (Start start : results.starts()) {
      for (Kind kind : Kind.values()) {
        String server = kind.shown();
        Optional<Double> seconds = start.median(server, StartRound::seconds);
        if (seconds.isPresent()) {
          line(
              out,
              "| %s | %s | %.2f | %s | %.2f | %.1f |",
              start.way(),
              server,
              seconds.get(),
              ratio(name -> start.median(name, StartRound::seconds), server),
              start.median(server, StartRound::cpuSeconds).orElse(0.0),
              start.median(server, StartRound::folderBytes).orElse(0.0) / 1e9);
        }
      }
    }
  }

  private static void row(StringBuilder out, Cell cell, String server) {
    Optional<Double> rate = cell.median(server, Round::transactionsPerSecond);
    if (rate.isEmpty()) {
      return;
    }
    line(
        out,
        "| %s | %d | %s | %.0f | %s | %.2f | %.2f | %.1f | %s | %.0f | %.0f |",
        cell.workload(),
        cell.threads(),
        server,
        rate.get(),
        ratio(name -> cell.median(name, Round::transactionsPerSecond), server),
        median(cell, server, Round::averageMillis),
        median(cell, server, Round::p95Millis),
        median(cell, server, Round::cpuMicrosPerQuery),
        ratio(name -> cell.median(name, Round::cpuMicrosPerQuery), server),
        median(cell, server, Round::residentBytes) / (1 << 20),
        median(cell, server, Round::ignoredErrors));
  }

  private static double median(Cell cell, String server, ToDoubleFunction<Round> figure) {
    return cell.median(server, figure).orElse(0.0);
  }

  private static String ratio(Function<String, Optional<Double>> figure, String server) {
    double base = figure.apply(MY_SQL).orElse(0.0);
    return base == 0
        ? "-"
        : String.format(Locale.ROOT, "%.2f", figure.apply(server).orElse(0.0) / base);
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
