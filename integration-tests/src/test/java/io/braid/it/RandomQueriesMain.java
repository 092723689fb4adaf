package io.braid.it;

import java.util.HashMap;
import java.util.Map;

/**
 * Runs random statements against two servers that already run: {@code MYSQL_PORT BRAID_PORT
 * FIRST_SEED SEEDS STATEMENTS}. Used while looking for differences.
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
            () -> {},
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
}
