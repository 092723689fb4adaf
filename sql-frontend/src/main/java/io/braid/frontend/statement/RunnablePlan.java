package io.braid.frontend.statement;

import io.braid.executor.PointRead;
import io.braid.executor.StatementExecutor;
import io.braid.planner.plan.StatementPlan;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A plan with the tables that it uses, kept and run by any number of sessions. What is derived from
 * it later is made at most once for each thread that finds it missing, and is the same each time.
 */
public final class RunnablePlan {
  private static final int SKIPS = 64;

  private final StatementPlan plan;
  private final PlanTables tables;
  private final boolean plain;
  private volatile @Nullable Optional<PointRead> point;

  /** How often it is not tried from now on; races do no harm. */
  private int skips;

  private RunnablePlan(StatementPlan plan, PlanTables tables) {
    this.plan = plan;
    this.tables = tables;
    plain = plan instanceof StatementPlan.QueryPlan query && PlainPlans.isPlain(query.root());
  }

  /** A plan with its tables. */
  public static RunnablePlan of(StatementPlan plan) {
    return new RunnablePlan(plan, PlanTables.of(plan));
  }

  StatementPlan plan() {
    return plan;
  }

  PlanTables tables() {
    return tables;
  }

  /**
   * Whether it may be tried where nothing may block: it calls nothing that acts on more than its
   * rows, and has not shown lately that it takes long.
   */
  boolean isShort() {
    if (skips > 0) {
      skips--;
      return false;
    }
    return plain;
  }

  /** It was tried and took long: the next times it is not. */
  void ranLong() {
    skips = SKIPS;
  }

  /** The plan as a read of one row, if it is one. */
  Optional<PointRead> point(StatementExecutor executor) {
    Optional<PointRead> known = point;
    if (known == null) {
      known =
          plan instanceof StatementPlan.QueryPlan query
              ? executor.pointRead(query)
              : Optional.empty();
      point = known;
    }
    return known;
  }
}
