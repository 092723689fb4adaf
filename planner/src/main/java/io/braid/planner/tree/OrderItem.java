package io.braid.planner.tree;

/** One term of ORDER BY (or of a window's PARTITION BY, never descending). */
public record OrderItem(Expression expression, boolean descending) {}
