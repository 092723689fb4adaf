/** Rewriting of the algebra. Read {@link io.braid.planner.rule.LogicalRules} first. */
@org.jspecify.annotations.NullMarked
package io.braid.planner.rule;
