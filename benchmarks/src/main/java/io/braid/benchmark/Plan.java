package io.braid.benchmark;

import java.util.List;
import java.util.stream.Stream;

/**
 * What is measured.
 *
 * @param name of the run
 * @param cells in the order in which they are measured
 * @param tables and {@code rows} in each
 * @param rounds of each server in each cell; the median counts
 * @param seconds of a round
 * @param warmUpSeconds before the first round of a workload on a server
 * @param sizes rows of tables that are read by primary key, uniformly at random
 * @param bulk what is measured of loading many rows behind the workloads
 * @param binlog what is measured of the binlog behind that
 * @param start what is measured of starts at the end
 */
record Plan(
    String name,
    List<Cell> cells,
    int tables,
    int rows,
    int rounds,
    int seconds,
    int warmUpSeconds,
    List<Integer> sizes,
    LoadPlan bulk,
    StreamPlan binlog,
    StartPlan start) {
  /** The database of the tables. */
  static final String SCHEMA = "sbtest";

  /** About 4 GB of files with the binlog. */
  static final int LARGE_ROWS = 10_000_000;

  static final int LARGE_ROWS_SMOKE = 5_000;

  private static final int SMALL_ROWS = 100_000;
  private static final List<Integer> LARGE_SIZES = List.of(SMALL_ROWS, LARGE_ROWS);
  private static final int SIZE_THREADS = 8;

  /** At most a quarter of an hour with three servers. */
  static Plan quick() {
    return new Plan(
        "quick",
        join(
            cells(Workload.quick().subList(0, 1), List.of(1)),
            cells(Workload.quick(), List.of(8, 32))),
        4,
        50_000,
        3,
        6,
        3,
        List.of(),
        LoadPlan.none(),
        StreamPlan.none(),
        StartPlan.none());
  }

  /** About three hours with three servers. */
  static Plan all() {
    return new Plan(
        "all",
        join(cells(Workload.all(), List.of(1, 8, 32, 128)), sizeCells(LARGE_SIZES)),
        8,
        250_000,
        5,
        12,
        10,
        LARGE_SIZES,
        LoadPlan.whole(),
        StreamPlan.whole(),
        StartPlan.whole());
  }

  /** The binlog alone. */
  static Plan stream() {
    return parts("stream", List.of(), LoadPlan.none(), StreamPlan.whole(), StartPlan.none());
  }

  /** Loads of many rows alone. */
  static Plan load() {
    return parts("load", List.of(), LoadPlan.whole(), StreamPlan.none(), StartPlan.none());
  }

  /** Point reads of a small and a large table, and starts with the large one. */
  static Plan large() {
    return parts("large", LARGE_SIZES, LoadPlan.none(), StreamPlan.none(), StartPlan.whole());
  }

  private static Plan parts(
      String name, List<Integer> sizes, LoadPlan bulk, StreamPlan binlog, StartPlan start) {
    return new Plan(name, sizeCells(sizes), 1, 1_000, 3, 10, 10, sizes, bulk, binlog, start);
  }

  /** Less than a minute: shows that everything is there, measures nothing. */
  static Plan smoke() {
    return new Plan(
        "smoke",
        join(cells(Workload.quick(), List.of(2)), sizeCells(List.of(LARGE_ROWS_SMOKE))),
        1,
        1_000,
        1,
        1,
        1,
        List.of(LARGE_ROWS_SMOKE),
        LoadPlan.smoke(),
        StreamPlan.smoke(),
        StartPlan.smoke());
  }

  /**
   * A workload with a number of threads.
   *
   * @param workload of the plan
   * @param threads of the load
   */
  record Cell(Workload workload, int threads) {}

  /** Each workload with each number of threads. */
  private static List<Cell> cells(List<Workload> workloads, List<Integer> threads) {
    return workloads.stream()
        .flatMap(workload -> threads.stream().map(count -> new Cell(workload, count)))
        .toList();
  }

  private static List<Cell> sizeCells(List<Integer> sizes) {
    return sizes.stream().map(size -> new Cell(Workload.pointSelect(size), SIZE_THREADS)).toList();
  }

  private static List<Cell> join(List<Cell> first, List<Cell> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
