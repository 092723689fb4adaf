package io.braid.executor;

import io.braid.planner.plan.StatementPlan;
import java.util.Optional;

/** Runs plans. One for each node; keeps no state of a statement. */
public interface StatementExecutor {
  /**
   * Runs a query and streams its rows.
   *
   * @return how many rows were sent
   */
  long query(StatementPlan.QueryPlan plan, StatementContext context, ResultSink sink);

  /** The plan as a read of one row, if it is one; kept with the plan. */
  Optional<PointRead> pointRead(StatementPlan.QueryPlan plan);

  /**
   * Runs INSERT, REPLACE, UPDATE or DELETE inside the context's transaction. On an exception the
   * caller rolls the statement back.
   */
  DmlResult change(StatementPlan plan, StatementContext context);
}
