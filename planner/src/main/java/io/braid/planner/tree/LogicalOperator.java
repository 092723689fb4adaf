package io.braid.planner.tree;

import java.util.Locale;

/** Operators of three-valued logic. */
public enum LogicalOperator {
  AND,
  OR,
  XOR;

  /** As MySQL prints it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
