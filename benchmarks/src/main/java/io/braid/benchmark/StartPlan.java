package io.braid.benchmark;

/**
 * What is measured of starting servers.
 *
 * @param rows of the table in the large folder; 0 measures nothing
 * @param rounds of each way to start; the median counts
 * @param loadSeconds how long is written before a server is killed
 */
record StartPlan(int rows, int rounds, int loadSeconds) {
  /** How a server comes to be started. */
  enum Way {
    /** For the first time; the making of an empty data folder is not in the time. */
    EMPTY("empty"),
    /** With the large table, after it was stopped. */
    STOPPED("large, after a stop"),
    /** With the large table, after kill -9 while sessions wrote to it. */
    KILLED("large, after kill -9 under load");

    private final String shown;

    Way(String shown) {
      this.shown = shown;
    }

    /** For the results. */
    String shown() {
      return shown;
    }
  }

  /** Whether something is not in the results yet. */
  boolean isLeft(Results results) {
    for (Way way : Way.values()) {
      if (isLeft(way, results)) {
        return true;
      }
    }
    return false;
  }

  boolean isLeft(Way way, Results results) {
    return rows > 0
        && results.starts().stream().noneMatch(start -> start.way().equals(way.shown()));
  }

  static StartPlan none() {
    return new StartPlan(0, 0, 0);
  }

  /** About a quarter of an hour with three servers, most of it for the rows. */
  static StartPlan whole() {
    return new StartPlan(Plan.LARGE_ROWS, 3, 20);
  }

  /** Shows that everything is there. */
  static StartPlan smoke() {
    return new StartPlan(Plan.LARGE_ROWS_SMOKE, 1, 2);
  }
}
