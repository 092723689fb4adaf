/** What plans are expected to cost. Read {@link io.braid.planner.cost.TableStatistics} first. */
@org.jspecify.annotations.NullMarked
package io.braid.planner.cost;
