package io.braid.planner.tree;

/** {@code column = value} in UPDATE, INSERT … SET and ON DUPLICATE KEY UPDATE. */
public record Assignment(Expression.ColumnReference column, Expression value) {}
