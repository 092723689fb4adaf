package io.braid.it;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs random statements against two servers that already run: {@code MYSQL_PORT BRAID_PORT
 * FIRST_SEED SEEDS STATEMENTS}. Used while looking for differences; several may run at once, each
 * with a {@code -Drandom.database} of its own.
 */
final class RandomQueriesMain {
  private RandomQueriesMain() {}

  public static void main(String[] args) throws Exception {
    long first = Long.parseLong(args[2]);
    long seeds = Long.parseLong(args[3]);
    int statements = Integer.parseInt(args[4]);
    long[] last = {-1};
    Map<String, Integer> total = new HashMap<>();
    try (RandomComparison comparison =
        new RandomComparison(
            new Endpoint("MySQL", Integer.parseInt(args[0])),
            () -> awaitMySql(new Endpoint("MySQL", Integer.parseInt(args[0]))),
            new Endpoint("Braid", Integer.parseInt(args[1])))) {
      for (long seed = first; seed < first + seeds; seed++) {
        comparison.run(
            seed,
            statements,
            difference -> {
              total.merge("differences", 1, Integer::sum);
              if (difference.seed() != last[0]) {
                last[0] = difference.seed();
                System.out.println("--- seed " + last[0]);
                difference.setup().stream()
                    .filter(sql -> sql.startsWith("CREATE"))
                    .forEach(sql -> System.out.println(sql + ";"));
              }
              System.out.println(
                  difference.sql()
                      + ";\n    expected "
                      + difference.expected()
                      + "\n    actual   "
                      + difference.actual());
            });
      }
      System.out.println(
          total.getOrDefault("differences", 0)
              + " differences in "
              + comparison.compared()
              + ", "
              + comparison.undecided()
              + " results that MySQL leaves open");
    }
  }

  /** Waits until whoever watches over MySQL has started it again. */
  private static void awaitMySql(Endpoint endpoint) {
    for (int i = 0; i < 120; i++) {
      try {
        endpoint.connect().close();
        return;
      } catch (SQLException e) {
        LockSupport.parkNanos(1_000_000_000L);
      }
    }
  }
}
