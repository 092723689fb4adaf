package io.braid.benchmark;

import java.util.List;

/**
 * What is measured of the binlog as a stream.
 *
 * @param loads what is written to the binlog before it is read, each into files of its own
 * @param rounds of each reader on each server; the median counts
 * @param readsPerRound how often a round reads a load, each time over a new connection
 * @param delaySeconds how long commits and their events are timed
 */
record StreamPlan(List<Load> loads, int rounds, int readsPerRound, int delaySeconds) {
  /**
   * Rounds before the first that counts: they warm up reader and server. Behind a few of them Java
   * still compiles, on the processors that the reader wants.
   */
  static final int WARM_UP_ROUNDS = 10;

  StreamPlan {
    loads = List.copyOf(loads);
  }

  /**
   * Rows that are written.
   *
   * @param name in the results
   * @param rows of about 200 bytes
   * @param rowsPerTransaction 1 for statements that commit alone
   */
  record Load(String name, int rows, int rowsPerTransaction) {
    int transactions() {
      return rows / rowsPerTransaction;
    }
  }

  /** Whether something is not in the results yet. */
  boolean isLeft(Results results) {
    return loads.stream().anyMatch(load -> isLeft(load, results)) || isDelayLeft(results);
  }

  boolean isLeft(Load load, Results results) {
    return results.streams().stream().noneMatch(stream -> stream.load().equals(load.name()));
  }

  boolean isDelayLeft(Results results) {
    return delaySeconds > 0 && results.delays().isEmpty();
  }

  static StreamPlan none() {
    return new StreamPlan(List.of(), 0, 0, 0);
  }

  /** Eight to twelve minutes with three servers. */
  static StreamPlan whole() {
    return new StreamPlan(
        List.of(new Load("bulk", 1_000_000, 100), new Load("single", 200_000, 1)), 7, 3, 20);
  }

  /** Shows that everything is there. */
  static StreamPlan smoke() {
    return new StreamPlan(
        List.of(new Load("bulk", 2_000, 100), new Load("single", 200, 1)), 1, 1, 1);
  }
}
