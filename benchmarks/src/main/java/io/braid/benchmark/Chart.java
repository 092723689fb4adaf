package io.braid.benchmark;

import io.braid.benchmark.Database.Kind;
import io.braid.benchmark.Results.LoadRound;
import io.braid.benchmark.Results.Round;
import io.braid.benchmark.Results.StreamRound;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Results as bars, in SVG: a group for each load, a bar for each server. */
final class Chart {
  private static final int BAR_HEIGHT = 14;
  private static final int LABEL_WIDTH = 190;
  private static final int BARS_WIDTH = 460;
  private static final int FIGURES_WIDTH = 120;
  private static final int HEAD_HEIGHT = 60;

  private final Results results;
  private final List<Group> groups = new ArrayList<>();
  private final StringBuilder out = new StringBuilder();

  private record Bar(Kind server, double rate) {}

  private record Group(String label, List<Bar> bars) {}

  Chart(Results results) {
    this.results = results;
    results
        .cells()
        .forEach(cell ->
            add(
                cell.workload() + ", " + cell.threads(),
                server -> cell.median(server, Round::transactionsPerSecond)));
    results
        .bulkLoads()
        .forEach(load -> add(load.load(), server -> load.median(server, LoadRound::rowsPerSecond)));
    results
        .streams()
        .forEach(stream ->
            add(
                stream.load() + ", " + stream.reader(),
                server -> stream.median(server, StreamRound::rowsPerSecond)));
  }

  private void add(String label, Function<String, Optional<Double>> rateOf) {
    List<Bar> bars = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      rateOf.apply(kind.shown()).ifPresent(rate -> bars.add(new Bar(kind, rate)));
    }
    groups.add(new Group(label, bars));
  }

  String svg() {
    int rows = groups.stream().mapToInt(group -> group.bars().size() + 1).sum();
    int height = HEAD_HEIGHT + (rows + 1) * BAR_HEIGHT;
    int width = LABEL_WIDTH + BARS_WIDTH + FIGURES_WIDTH;
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"11\">",
        width, height);
    line("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", width, height);
    text(10, 20, unit() + " per second (longer is better)");
    text(
        10,
        38,
        results.machine().getOrDefault("processor", "")
            + ", "
            + results.machine().getOrDefault("processors", "?")
            + " processors");
    int y = HEAD_HEIGHT;
    for (Group group : groups) {
      double most = group.bars().stream().mapToDouble(Bar::rate).max().orElse(0);
      text(10, y + BAR_HEIGHT - 3, group.label());
      for (Bar bar : group.bars()) {
        int length = most == 0 ? 0 : (int) (bar.rate() / most * BARS_WIDTH);
        line(
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>",
            LABEL_WIDTH, y + 1, length, BAR_HEIGHT - 2, colour(bar.server()));
        text(
            LABEL_WIDTH + length + 4,
            y + BAR_HEIGHT - 3,
            String.format(Locale.ROOT, "%s %.0f", bar.server().shown(), bar.rate()));
        y += BAR_HEIGHT;
      }
      y += BAR_HEIGHT;
    }
    return out.append("</svg>\n").toString();
  }

  private String unit() {
    if (results.cells().isEmpty()) {
      return "Rows";
    }
    return results.bulkLoads().isEmpty() && results.streams().isEmpty()
        ? "Transactions, by load and threads,"
        : "Transactions, by load and threads, or rows,";
  }

  private static String colour(Kind server) {
    return switch (server) {
      case BRAID -> "#2f6fb0";
      case MYSQL -> "#d08a2e";
      case MARIADB -> "#8a8f98";
    };
  }

  private void text(int x, int y, String text) {
    String safe = text.replace("&", "&amp;").replace("<", "&lt;");
    line("<text x=\"%d\" y=\"%d\">%s</text>", x, y, safe);
  }

  private void line(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
