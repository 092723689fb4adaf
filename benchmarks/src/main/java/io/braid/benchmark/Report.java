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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Results as a table and as a chart. */
final class Report {
  private static final String MY_SQL = Kind.MYSQL.shown();
  private static final int BAR_HEIGHT = 14;
  private static final int LABEL_WIDTH = 190;
  private static final int CHART_WIDTH = 460;
  private static final int HEAD_HEIGHT = 60;

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

        | load | threads | server | transactions/s | x | average ms | p95 ms | server's CPU us/query | x | resident MiB | repeated |
        |---|---|---|---|---|---|---|---|---|---|---|
        """);
    for (Cell cell : results.cells()) {
      for (Kind kind : Kind.values()) {
        row(out, cell, kind.shown());
      }
    }
    bulkLoads(out);
    streams(out);
    delays(out);
    starts(out);
    return out.toString();
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

  /** An SVG picture: transactions per second as a share of the fastest server's, for each cell. */
  String chart() {
    List<Cell> cells = results.cells();
    int rows = cells.stream().mapToInt(cell -> cell.rounds().size() + 1).sum();
    int height = HEAD_HEIGHT + rows * BAR_HEIGHT + BAR_HEIGHT;
    int width = LABEL_WIDTH + CHART_WIDTH + 120;
    StringBuilder out = new StringBuilder();
    line(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"11\">",
        width,
        height);
    line(out, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", width, height);
    text(out, 10, 20, "Transactions per second, by load and threads (longer is better)");
    text(
        out,
        10,
        38,
        results.machine().getOrDefault("processor", "")
            + ", "
            + results.machine().getOrDefault("processors", "?")
            + " processors");
    int y = HEAD_HEIGHT;
    for (Cell cell : cells) {
      double most = 0;
      for (Kind kind : Kind.values()) {
        most = Math.max(most, median(cell, kind.shown(), Round::transactionsPerSecond));
      }
      text(out, 10, y + BAR_HEIGHT - 3, cell.workload() + ", " + cell.threads());
      for (Kind kind : Kind.values()) {
        Optional<Double> rate = cell.median(kind.shown(), Round::transactionsPerSecond);
        if (rate.isPresent()) {
          int length = most == 0 ? 0 : (int) (rate.get() / most * CHART_WIDTH);
          line(
              out,
              "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>",
              LABEL_WIDTH,
              y + 1,
              length,
              BAR_HEIGHT - 2,
              colour(kind));
          text(
              out,
              LABEL_WIDTH + length + 4,
              y + BAR_HEIGHT - 3,
              String.format(Locale.ROOT, "%s %.0f", kind.shown(), rate.get()));
          y += BAR_HEIGHT;
        }
      }
      y += BAR_HEIGHT;
    }
    return out.append("</svg>\n").toString();
  }

  private static String colour(Kind kind) {
    return switch (kind) {
      case BRAID -> "#2f6fb0";
      case MYSQL -> "#d08a2e";
      case MARIADB -> "#8a8f98";
    };
  }

  private static void text(StringBuilder out, int x, int y, String text) {
    String safe = text.replace("&", "&amp;").replace("<", "&lt;");
    line(out, "<text x=\"%d\" y=\"%d\">%s</text>", x, y, safe);
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
