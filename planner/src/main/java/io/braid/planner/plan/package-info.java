/**
 * Physical plans: what the planner hands to the executor. Read {@link
 * io.braid.planner.plan.PhysicalPlan} first, then {@link io.braid.planner.plan.Scalar}.
 */
@org.jspecify.annotations.NullMarked
package io.braid.planner.plan;
