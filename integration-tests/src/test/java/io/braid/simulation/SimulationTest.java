package io.braid.simulation;

import static org.assertj.core.api.Assertions.fail;

import io.braid.it.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Seeds of the simulation; with {@code -Dbraid.simulation.seed=N} one seed only. */
final class SimulationTest {
  private static final long SEEDS_IN_CHECK = 200;
  private static final long SEEDS_IN_SUITE = 10_000;

  /** A broken rule is caught within so many. */
  private static final long SEEDS_PER_RULE = 1_000;

  @Test
  void everySeedOfTheCheckHoldsAllInvariants() {
    Long one = Long.getLong("braid.simulation.seed");
    if (one != null) {
      run(one, 1);
    } else {
      run(1, SEEDS_IN_CHECK);
    }
  }

  @Test
  @Tag("full")
  @Tag("simulation")
  void everySeedOfTheSuiteHoldsAllInvariants() {
    run(1_000_000, SEEDS_IN_SUITE);
    Report.of("simulation").line("simulation: %,d seeds hold all invariants", SEEDS_IN_SUITE);
  }

  @TestFactory
  @Tag("full")
  @Tag("simulation")
  Stream<DynamicTest> aBrokenRuleIsCaught() {
    return Stream.of(Rule.values())
        .map(rule -> DynamicTest.dynamicTest(rule + ": " + rule.scenario(), () -> isCaught(rule)));
  }

  private static void isCaught(Rule rule) {
    for (long seed = 1; seed <= SEEDS_PER_RULE; seed++) {
      try {
        Simulation.run(seed, Rules.without(rule));
      } catch (Violation caught) {
        Report.of("simulation")
            .line("simulation: %s is caught by %s after %d seeds", rule, caught.checker(), seed);
        return;
      }
    }
    fail("nothing was found in " + SEEDS_PER_RULE + " seeds without " + rule);
  }

  private static void run(long first, long count) {
    List<String> failures = new ArrayList<>();
    for (long seed = first; seed < first + count && failures.size() < 5; seed++) {
      try {
        Simulation.run(seed, Rules.all());
      } catch (RuntimeException failure) {
        failures.add(
            "seed "
                + seed
                + ": "
                + failure
                + "\n  run it again: mvn -pl integration-tests -am test"
                + " -Dtest=SimulationTest#everySeedOfTheCheckHoldsAllInvariants"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dbraid.simulation.seed="
                + seed);
      }
    }
    if (!failures.isEmpty()) {
      fail(String.join("\n", failures));
    }
  }
}
