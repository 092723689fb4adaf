package io.braid.executor.dml;

import io.braid.common.catalog.TableDefinition;
import io.braid.executor.StatementContext;
import io.braid.planner.plan.Scalar;

/** Analyses the expressions that table definitions hold as text. */
@FunctionalInterface
public interface StoredExpressions {
  /**
   * An expression over a row of the table, whose columns are the inputs.
   *
   * @param sql as the catalog stores it
   * @param condition whether it is a CHECK condition
   */
  Scalar analyze(String sql, TableDefinition table, boolean condition, StatementContext statement);
}
