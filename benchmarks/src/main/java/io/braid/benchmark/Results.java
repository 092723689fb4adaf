package io.braid.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What was measured, as it is kept in a JSON file.
 *
 * @param plan its name
 * @param machine what it ran on
 * @param versions of the servers
 * @param cells what there is so far
 * @param streams readings of the binlog so far
 * @param delays of each server, by its name
 * @param bulkLoads loads of many rows so far
 * @param starts of servers so far
 */
record Results(
    String plan,
    Map<String, String> machine,
    Map<String, String> versions,
    List<Cell> cells,
    List<Stream> streams,
    Map<String, Delay> delays,
    List<BulkLoad> bulkLoads,
    List<Start> starts) {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  /**
   * One round of load on one server.
   *
   * @param transactionsPerSecond as sysbench counts them
   * @param queriesPerSecond as sysbench counts them
   * @param averageMillis of a transaction
   * @param p95Millis of a transaction
   * @param cpuMicrosPerQuery of the server
   * @param residentBytes of the server, at the end
   * @param ignoredErrors deadlocks that sysbench repeated
   */
  record Round(
      double transactionsPerSecond,
      double queriesPerSecond,
      double averageMillis,
      double p95Millis,
      double cpuMicrosPerQuery,
      long residentBytes,
      long ignoredErrors) {}

  /**
   * A workload with a number of threads.
   *
   * @param rounds of each server, by its name
   */
  record Cell(String workload, int threads, Map<String, List<Round>> rounds) {
    /** The median of a figure; empty when the server was not measured. */
    Optional<Double> median(String server, ToDoubleFunction<Round> figure) {
      return Results.median(rounds.getOrDefault(server, List.of()), figure);
    }
  }

  /**
   * One reading of a load's binlog.
   *
   * @param rowsPerSecond that arrived at the reader
   * @param transactionsPerSecond that arrived at the reader
   * @param bytesPerSecond of the binlog file
   * @param cpuMicrosPerRow of the server
   * @param residentBytes of the server, at the end
   */
  record StreamRound(
      double rowsPerSecond,
      double transactionsPerSecond,
      double bytesPerSecond,
      double cpuMicrosPerRow,
      long residentBytes) {}

  /**
   * A load's binlog read by a kind of reader.
   *
   * @param rounds of each server, by its name
   */
  record Stream(String load, String reader, Map<String, List<StreamRound>> rounds) {
    /** The median of a figure; empty when the server was not measured. */
    Optional<Double> median(String server, ToDoubleFunction<StreamRound> figure) {
      return Results.median(rounds.getOrDefault(server, List.of()), figure);
    }
  }

  /**
   * From the sending of a single-row INSERT to its event at a client of the stream.
   *
   * @param commitsPerSecond the load meanwhile
   */
  record Delay(
      double commitsPerSecond,
      double p50Millis,
      double p99Millis,
      double p999Millis,
      double longestMillis) {}

  /**
   * One load of many rows.
   *
   * @param rowsPerSecond until the answer
   * @param cpuMicrosPerRow of the server until the answer
   * @param cpuMicrosPerRowUntilQuiet of the server until it has done the work that it left for
   *     later
   * @param residentBytes of the server, at the end
   */
  record LoadRound(
      double rowsPerSecond,
      double cpuMicrosPerRow,
      double cpuMicrosPerRowUntilQuiet,
      long residentBytes) {}

  /**
   * A way to load many rows.
   *
   * @param rounds of each server, by its name
   */
  record BulkLoad(String load, Map<String, List<LoadRound>> rounds) {
    /** The median of a figure; empty when the server was not measured. */
    Optional<Double> median(String server, ToDoubleFunction<LoadRound> figure) {
      return Results.median(rounds.getOrDefault(server, List.of()), figure);
    }
  }

  /**
   * One start of a server.
   *
   * @param seconds from its command to the first answer to a query
   * @param cpuSeconds that it used until then
   * @param folderBytes of its files
   */
  record StartRound(double seconds, double cpuSeconds, long folderBytes) {}

  /**
   * A way to start.
   *
   * @param rounds of each server, by its name
   */
  record Start(String way, Map<String, List<StartRound>> rounds) {
    /** The median of a figure; empty when the server was not measured. */
    Optional<Double> median(String server, ToDoubleFunction<StartRound> figure) {
      return Results.median(rounds.getOrDefault(server, List.of()), figure);
    }
  }

  private static <T> Optional<Double> median(List<T> all, ToDoubleFunction<T> figure) {
    if (all.isEmpty()) {
      return Optional.empty();
    }
    List<Double> sorted = new ArrayList<>();
    all.forEach(round -> sorted.add(figure.applyAsDouble(round)));
    sorted.sort(Comparator.naturalOrder());
    return Optional.of(sorted.get(sorted.size() / 2));
  }

  /** Reads a run that was stopped, or begins one. */
  static Results open(Path file, String plan, Map<String, String> machine) {
    if (!Files.exists(file)) {
      return new Results(
          plan,
          machine,
          new TreeMap<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new TreeMap<>(),
          new ArrayList<>(),
          new ArrayList<>());
    }
    try {
      return JSON.readValue(file.toFile(), Results.class);
    } catch (IOException e) {
      throw new BenchmarkFailure(file + " is not a file of this version's results; remove it", e);
    }
  }

  Optional<Cell> find(Plan.Cell wanted) {
    return cells.stream()
        .filter(cell ->
            cell.workload().equals(wanted.workload().name()) && cell.threads() == wanted.threads())
        .findFirst();
  }

  /** Writes the file whole or not at all. */
  void save(Path file) {
    try {
      Path next = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(next, json() + "\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new BenchmarkFailure("cannot write " + file, e);
    }
  }

  private String json() throws JsonProcessingException {
    return JSON.writeValueAsString(this);
  }
}
