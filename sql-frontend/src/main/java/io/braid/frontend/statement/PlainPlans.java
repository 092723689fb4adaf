package io.braid.frontend.statement;

import io.braid.planner.plan.PhysicalPlan;
import io.braid.planner.plan.Scalar;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells plans of one table's rows, or of none, that can be run, given up and run again without
 * anybody noticing: no locks, no subqueries, no variables that are assigned, no functions that wait
 * or count.
 */
final class PlainPlans {
  private static final Set<String> FUNCTIONS =
      Set.of(
          "=",
          "<=>",
          "<>",
          "<",
          "<=",
          ">",
          ">=",
          "and",
          "or",
          "not",
          "is null",
          "in",
          "+",
          "-",
          "*",
          "/",
          "version",
          "database",
          "connection_id");

  private static final Set<String> AGGREGATES = Set.of("count", "sum", "avg", "min", "max");

  private PlainPlans() {}

  static boolean isPlain(PhysicalPlan plan) {
    return switch (plan) {
      case PhysicalPlan.TableScan scan ->
          scan.lock() == PhysicalPlan.RowLock.NONE
              && isPlain(scan.filter())
              && scan.ranges().stream().allMatch(PlainPlans::isPlain);
      case PhysicalPlan.Filter filter -> isPlain(filter.input()) && isPlain(filter.condition());
      case PhysicalPlan.Project project ->
          isPlain(project.input()) && arePlain(project.expressions());
      case PhysicalPlan.Sort sort ->
          isPlain(sort.input()) && isPlain(sort.offset()) && isPlain(sort.limit());
      case PhysicalPlan.Limit limit ->
          isPlain(limit.input()) && isPlain(limit.offset()) && isPlain(limit.limit());
      case PhysicalPlan.Aggregate aggregate ->
          isPlain(aggregate.input())
              && aggregate.calls().stream().allMatch(call -> AGGREGATES.contains(call.function()));
      case PhysicalPlan.Values values -> values.rows().stream().allMatch(PlainPlans::arePlain);
      case PhysicalPlan.VirtualScan scan -> false;
      case PhysicalPlan.HashJoin join -> false;
      case PhysicalPlan.NestedLoopJoin join -> false;
      case PhysicalPlan.Apply apply -> false;
      case PhysicalPlan.UnionAll union -> false;
      case PhysicalPlan.SetOperation operation -> false;
      case PhysicalPlan.Window window -> false;
      case PhysicalPlan.Recursive recursive -> false;
      case PhysicalPlan.WorkTable table -> false;
      case PhysicalPlan.Materialized materialized -> false;
    };
  }

  private static boolean isPlain(PhysicalPlan.IndexRange range) {
    return arePlain(range.equal())
        && isPlain(range.low().map(PhysicalPlan.Bound::value))
        && isPlain(range.high().map(PhysicalPlan.Bound::value));
  }

  private static boolean arePlain(List<Scalar> scalars) {
    return scalars.stream().allMatch(PlainPlans::isPlain);
  }

  private static boolean isPlain(Optional<Scalar> scalar) {
    return scalar.isEmpty() || isPlain(scalar.get());
  }

  private static boolean isPlain(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Input input -> true;
      case Scalar.Constant constant -> true;
      case Scalar.Parameter parameter -> true;
      case Scalar.Cast cast -> isPlain(cast.argument());
      case Scalar.Call call -> FUNCTIONS.contains(call.function()) && arePlain(call.arguments());
      case Scalar.Outer outer -> false;
      case Scalar.UserVariable variable -> false;
      case Scalar.AssignUserVariable assign -> false;
      case Scalar.Subquery subquery -> false;
    };
  }
}
