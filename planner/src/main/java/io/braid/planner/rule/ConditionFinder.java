package io.braid.planner.rule;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;

/** Finds out whether there is anything for the rules to do. */
final class ConditionFinder {
  private ConditionFinder() {}

  /** Whether a filter stands above something that it could move into, or a join has conditions. */
  static boolean hasConditions(RelNode rel) {
    if (rel instanceof Join) {
      return true;
    }
    if (rel instanceof Filter filter && !filter.getInput().getInputs().isEmpty()) {
      return true;
    }
    return rel.getInputs().stream().anyMatch(ConditionFinder::hasConditions);
  }
}
