package io.braid.benchmark;

import java.util.List;

/**
 * What is measured of writing many rows.
 *
 * @param loads how they are written, each in turn
 * @param rows of each load
 * @param rounds of each load on each server; the median counts
 */
record LoadPlan(List<Load> loads, int rows, int rounds) {
  /** Rows of an INSERT. */
  static final int STATEMENT_ROWS = 1_000;

  LoadPlan {
    loads = List.copyOf(loads);
  }

  /** A way to write rows. */
  enum Load {
    /** The server reads a file, in one transaction. */
    LOAD_DATA("LOAD DATA INFILE"),
    /** INSERTs of {@link #STATEMENT_ROWS} rows by one session, each a transaction. */
    INSERT("INSERT of 1,000 rows"),
    /** One statement that copies a table. */
    INSERT_SELECT("INSERT SELECT");

    private final String shown;

    Load(String shown) {
      this.shown = shown;
    }

    /** For the results. */
    String shown() {
      return shown;
    }
  }

  /** Whether something is not in the results yet. */
  boolean isLeft(Results results) {
    return loads.stream().anyMatch(load -> isLeft(load, results));
  }

  boolean isLeft(Load load, Results results) {
    return results.bulkLoads().stream().noneMatch(bulk -> bulk.load().equals(load.shown()));
  }

  static LoadPlan none() {
    return new LoadPlan(List.of(), 0, 0);
  }

  /** About a quarter of an hour with three servers. */
  static LoadPlan whole() {
    return new LoadPlan(List.of(Load.values()), 1_000_000, 3);
  }

  /** Shows that everything is there. */
  static LoadPlan smoke() {
    return new LoadPlan(List.of(Load.values()), 2_000, 1);
  }
}
