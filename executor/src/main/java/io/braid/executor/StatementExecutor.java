package io.braid.executor;

import io.braid.planner.plan.StatementPlan;
import java.io.InputStream;
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

  /**
   * Runs LOAD DATA inside the context's transaction, as {@link #change}. Reads the file to its end
   * unless there is an error; the caller closes it.
   *
   * @param file its bytes; a read may block
   */
  DmlResult load(StatementPlan.LoadPlan plan, InputStream file, StatementContext context);
}
