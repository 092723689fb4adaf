package io.braid.frontend.statement;

import io.braid.planner.plan.StatementPlan;

/** A plan with the tables that it uses; immutable, kept and run by any number of sessions. */
public record RunnablePlan(StatementPlan plan, PlanTables tables) {
  /** A plan with its tables. */
  public static RunnablePlan of(StatementPlan plan) {
    return new RunnablePlan(plan, PlanTables.of(plan));
  }
}
