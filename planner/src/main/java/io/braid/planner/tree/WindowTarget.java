package io.braid.planner.tree;

/** What stands after OVER. */
public sealed interface WindowTarget {
  /** {@code OVER name}. */
  record Named(String name) implements WindowTarget {}

  /** {@code OVER (…)}. */
  record Inline(WindowSpecification window) implements WindowTarget {}
}
