package io.braid.executor;

import io.braid.planner.plan.StatementPlan;

/** Runs plans. One for each node; keeps no state of a statement. */
public interface StatementExecutor {
  /**
   * Runs a query and streams its rows.
   *
   * @return how many rows were sent
   */
  long query(StatementPlan.QueryPlan plan, StatementContext context, ResultSink sink);

  /**
   * Runs INSERT, REPLACE, UPDATE or DELETE inside the context's transaction. On an exception the
   * caller rolls the statement back.
   */
  DmlResult change(StatementPlan plan, StatementContext context);
}
