package io.braid.executor.ddl;

import io.braid.planner.tree.Expression;

/** Prints expressions of DDL as MySQL stores them. */
@FunctionalInterface
public interface ExpressionTexts {
  /** The canonical text of a default, CHECK condition or generated column. */
  String canonical(Expression expression);
}
