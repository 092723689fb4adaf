package io.braid.planner.tree;

import java.util.Optional;

/**
 * {@code LIMIT [offset,] count}. Both are integer literals or parameters (or, in stored programs,
 * variables).
 */
public record Limit(Optional<Expression> offset, Expression count) {}
