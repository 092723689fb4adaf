package io.braid.benchmark;

import java.util.ArrayList;
import java.util.List;

/**
 * What is measured.
 *
 * @param name of the run
 * @param tables and {@code rows} in each
 * @param threads of the load, each in turn
 * @param rounds of each server in each cell; the median counts
 * @param seconds of a round
 * @param warmUpSeconds before the first round of a workload on a server
 * @param bulk what is measured of loading many rows behind the workloads
 * @param binlog what is measured of the binlog behind that
 */
record Plan(
    String name,
    List<Workload> workloads,
    List<Integer> threads,
    int tables,
    int rows,
    int rounds,
    int seconds,
    int warmUpSeconds,
    LoadPlan bulk,
    StreamPlan binlog) {
  /** The database of the tables. */
  static final String SCHEMA = "sbtest";

  /** At most a quarter of an hour with three servers. */
  static Plan quick() {
    return new Plan(
        "quick",
        Workload.quick(),
        List.of(8, 32),
        4,
        50_000,
        3,
        6,
        3,
        LoadPlan.none(),
        StreamPlan.none());
  }

  /** About three hours with three servers. */
  static Plan all() {
    return new Plan(
        "all",
        Workload.all(),
        List.of(1, 8, 32, 128),
        8,
        250_000,
        5,
        12,
        10,
        LoadPlan.whole(),
        StreamPlan.whole());
  }

  /** The binlog alone. */
  static Plan stream() {
    return parts("stream", LoadPlan.none(), StreamPlan.whole());
  }

  /** Loads of many rows alone. */
  static Plan load() {
    return parts("load", LoadPlan.whole(), StreamPlan.none());
  }

  private static Plan parts(String name, LoadPlan bulk, StreamPlan binlog) {
    return new Plan(name, List.of(), List.of(), 1, 1_000, 1, 1, 1, bulk, binlog);
  }

  /** Less than a minute: shows that everything is there, measures nothing. */
  static Plan smoke() {
    return new Plan(
        "smoke",
        Workload.quick(),
        List.of(2),
        1,
        1_000,
        1,
        1,
        1,
        LoadPlan.smoke(),
        StreamPlan.smoke());
  }

  /**
   * A workload with a number of threads.
   *
   * @param workload of the plan
   * @param threads of the load
   */
  record Cell(Workload workload, int threads) {}

  /** All cells in the order in which they are measured. */
  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Workload workload : workloads) {
      for (int count : threads) {
        cells.add(new Cell(workload, count));
      }
    }
    return cells;
  }
}
