package io.braid.planner.tree;

/** What JSON_VALUE and JSON_TABLE give for an absent or unfit value. */
public sealed interface JsonDefault {
  /** Nothing was written: NULL. */
  record Implicit() implements JsonDefault {}

  /** {@code NULL ON …}. */
  record Null() implements JsonDefault {}

  /** {@code ERROR ON …}. */
  record Error() implements JsonDefault {}

  /** {@code DEFAULT value ON …}. */
  record Value(Expression value) implements JsonDefault {}
}
