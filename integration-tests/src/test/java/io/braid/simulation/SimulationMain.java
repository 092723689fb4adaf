package io.braid.simulation;

import java.util.Map;
import java.util.TreeMap;

/** Runs seeds by hand: {@code SimulationMain FIRST COUNT [RULE|TABLE]}. */
final class SimulationMain {
  private SimulationMain() {}

  public static void main(String[] arguments) {
    long first = Long.parseLong(arguments[0]);
    long count = Long.parseLong(arguments[1]);
    if (arguments.length > 2 && arguments[2].equals("TABLE")) {
      for (Rule rule : Rule.values()) {
        System.out.println(rule + " " + firstFailure(first, count, Rules.without(rule)));
      }
      return;
    }
    Rules rules = arguments.length > 2 ? Rules.without(Rule.valueOf(arguments[2])) : Rules.all();
    if (arguments.length > 2) {
      System.out.println(firstFailure(first, count, rules));
      return;
    }
    Map<String, Integer> totals = new TreeMap<>();
    int failures = 0;
    for (long seed = first; seed < first + count; seed++) {
      try {
        Simulation.run(seed, rules)
            .forEach((what, times) -> totals.merge(what, times, Integer::sum));
      } catch (RuntimeException failure) {
        String text = String.valueOf(failure);
        System.out.println("seed " + seed + " " + text.substring(0, Math.min(600, text.length())));
        if (!(failure instanceof Violation)) {
          failure.printStackTrace(System.out);
        }
        if (++failures > 9) {
          break;
        }
      }
    }
    System.out.println(failures + " failures; " + totals);
  }

  private static String firstFailure(long first, long count, Rules rules) {
    for (long seed = first; seed < first + count; seed++) {
      try {
        Simulation.run(seed, rules);
      } catch (RuntimeException failure) {
        String text = String.valueOf(failure);
        return "after "
            + (seed - first + 1)
            + ": "
            + text.substring(0, Math.min(200, text.length()));
      }
    }
    return "NOT CAUGHT in " + count;
  }
}
