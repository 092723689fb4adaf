package io.braid.executor.expression;

import io.braid.planner.plan.PhysicalPlan;
import io.braid.planner.plan.Scalar;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The outer values that a subquery's plan names, and whether it gives the same for the same ones.
 * Volatile functions, variables and row locks make it give another result, or do something, each
 * time.
 */
final class OuterValues {
  private final Set<Value> named = new LinkedHashSet<>();
  private final Set<Integer> boundInside = new HashSet<>();
  private boolean repeatable = true;

  /** A column of the row that a correlation stands for. */
  record Value(int correlation, int column) {}

  private OuterValues() {}

  /** The outer values of a plan that is repeatable; empty for others. */
  static Optional<List<Value>> of(PhysicalPlan plan) {
    OuterValues values = new OuterValues();
    values.plan(plan);
    return values.repeatable
        ? Optional.of(
            values.named.stream()
                .filter(v -> !values.boundInside.contains(v.correlation()))
                .toList())
        : Optional.empty();
  }

  private void plan(PhysicalPlan plan) {
    switch (plan) {
      case PhysicalPlan.TableScan scan -> {
        repeatable &= scan.lock() == PhysicalPlan.RowLock.NONE;
        scan.filter().ifPresent(this::scalar);
        for (PhysicalPlan.IndexRange range : scan.ranges()) {
          range.equal().forEach(this::scalar);
          range.low().ifPresent(bound -> scalar(bound.value()));
          range.high().ifPresent(bound -> scalar(bound.value()));
        }
      }
      case PhysicalPlan.VirtualScan v -> {}
      case PhysicalPlan.Values v -> v.rows().forEach(row -> row.forEach(this::scalar));
      case PhysicalPlan.WorkTable w -> repeatable = false;
      case PhysicalPlan.Filter f -> {
        plan(f.input());
        scalar(f.condition());
      }
      case PhysicalPlan.Project p -> {
        plan(p.input());
        p.expressions().forEach(this::scalar);
      }
      case PhysicalPlan.Sort s -> {
        plan(s.input());
        s.offset().ifPresent(this::scalar);
        s.limit().ifPresent(this::scalar);
      }
      case PhysicalPlan.Limit l -> {
        plan(l.input());
        l.offset().ifPresent(this::scalar);
        l.limit().ifPresent(this::scalar);
      }
      case PhysicalPlan.Aggregate a -> plan(a.input());
      case PhysicalPlan.Window w -> repeatable = false;
      case PhysicalPlan.Materialized m -> plan(m.input());
      case PhysicalPlan.UnionAll u -> u.inputs().forEach(this::plan);
      case PhysicalPlan.HashJoin j -> {
        plan(j.left());
        plan(j.right());
        j.residual().ifPresent(this::scalar);
      }
      case PhysicalPlan.NestedLoopJoin j -> {
        plan(j.left());
        plan(j.right());
        j.condition().ifPresent(this::scalar);
      }
      case PhysicalPlan.Apply a -> {
        boundInside.add(a.correlation());
        plan(a.left());
        plan(a.right());
        a.condition().ifPresent(this::scalar);
      }
      case PhysicalPlan.SetOperation s -> {
        plan(s.left());
        plan(s.right());
      }
      case PhysicalPlan.Recursive r -> repeatable = false;
    }
  }

  private void scalar(Scalar scalar) {
    switch (scalar) {
      case Scalar.Outer outer -> named.add(new Value(outer.correlation(), outer.column()));
      case Scalar.Call call -> {
        repeatable &= !VolatileFunctions.isVolatile(call);
        call.arguments().forEach(this::scalar);
      }
      case Scalar.Cast cast -> scalar(cast.argument());
      case Scalar.Subquery subquery -> {
        boundInside.add(subquery.correlation());
        subquery.left().forEach(this::scalar);
        plan(subquery.plan());
      }
      case Scalar.UserVariable v -> repeatable = false;
      case Scalar.AssignUserVariable a -> repeatable = false;
      case Scalar.Input i -> {}
      case Scalar.Constant c -> {}
      case Scalar.Parameter p -> {}
    }
  }
}
