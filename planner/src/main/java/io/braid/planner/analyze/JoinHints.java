package io.braid.planner.analyze;

import org.apache.calcite.rel.hint.Hintable;
import org.apache.calcite.rel.hint.RelHint;

/** Marks on joins that no rule may change. */
public final class JoinHints {
  /** STRAIGHT_JOIN: the left side is read first. */
  public static final RelHint STRAIGHT = RelHint.builder("STRAIGHT").build();

  private JoinHints() {}

  /** Whether the order of a join's sides is fixed. */
  public static boolean isStraight(Hintable join) {
    return join.getHints().contains(STRAIGHT);
  }
}
