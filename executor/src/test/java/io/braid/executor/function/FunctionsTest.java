package io.braid.executor.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.planner.analyze.FunctionRegistry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FunctionsTest {
  /**
   * Registered for their types and refused when they run; nothing may join them unseen. {@code mod}
   * is there for its name only: calls are the operator.
   */
  private static final Set<String> MISSING =
      Set.of(
          "benchmark",
          "coercibility",
          "compress",
          "current_role",
          "json_search",
          "load_file",
          "mod",
          "source_pos_wait",
          "uncompress",
          "uncompressed_length");

  /** Over parts of a node that the frontend brings. */
  private static final Set<String> OF_OTHER_MODULES =
      Set.of("gtid_subset", "gtid_subtract", "wait_for_executed_gtid_set");

  /** What the planner makes of operators, as {@link FunctionRegistry} lists them. */
  private static final List<String> OPERATORS =
      List.of(
          "+",
          "-",
          "*",
          "/",
          "div",
          "%",
          "neg",
          "&",
          "|",
          "^",
          "~",
          "<<",
          ">>",
          "=",
          "<=>",
          "<>",
          "<",
          "<=",
          ">",
          ">=",
          "and",
          "or",
          "xor",
          "not",
          "is null",
          "is not null",
          "is true",
          "is not true",
          "is false",
          "is not false",
          "in",
          "like",
          "regexp",
          "case",
          "date_add",
          "date_sub",
          "extract",
          "timestampdiff",
          "system_variable");

  @Test
  void everyRegisteredFunctionRunsButTheNamedOnes() {
    Set<String> without = new TreeSet<>(FunctionRegistry.standard().functionNames());
    without.removeAll(Functions.with(List.of(new LockFunctions(new UserLocks()))).names());
    without.removeAll(OF_OTHER_MODULES);

    assertThat(without).isEqualTo(new TreeSet<>(MISSING));
  }

  @Test
  void everyOperatorRuns() {
    assertThat(Functions.all().names()).containsAll(OPERATORS);
  }
}
