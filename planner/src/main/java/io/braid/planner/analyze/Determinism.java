package io.braid.planner.analyze;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/** Whether expressions may be evaluated more or less often than written. */
final class Determinism {
  private Determinism() {}

  static boolean isDeterministic(RexNode node) {
    return !(node instanceof RexCall call)
        || (call.op.isDeterministic()
            && call.operands.stream().allMatch(Determinism::isDeterministic));
  }
}
