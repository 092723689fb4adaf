/**
 * From SQL text to a physical plan. The parser is in {@code parse}, its tree in {@code tree},
 * analysis in {@code analyze}, plans in {@link io.braid.planner.plan.PhysicalPlan}.
 */
@org.jspecify.annotations.NullMarked
package io.braid.planner;
