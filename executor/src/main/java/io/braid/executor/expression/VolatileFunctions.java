package io.braid.executor.expression;

import io.braid.planner.plan.Scalar;
import java.util.Set;

/** Functions that give another result, or do something, each time they are called. */
final class VolatileFunctions {
  private static final Set<String> NAMES =
      Set.of(
          "rand",
          "uuid",
          "uuid_short",
          "random_bytes",
          "sleep",
          "benchmark",
          "sysdate",
          "get_lock",
          "release_lock",
          "release_all_locks",
          "is_free_lock",
          "is_used_lock",
          "last_insert_id",
          "source_pos_wait",
          "wait_for_executed_gtid_set");

  private VolatileFunctions() {}

  static boolean isVolatile(Scalar.Call call) {
    return NAMES.contains(call.function());
  }
}
