package io.braid.executor.dml;

import io.braid.planner.plan.PhysicalPlan;
import io.braid.planner.plan.Scalar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The tables that a plan scans, also in its subqueries. */
final class PlanTables {
  private PlanTables() {}

  static Set<Long> of(PhysicalPlan plan) {
    Set<Long> tables = new HashSet<>();
    collect(plan, tables);
    return tables;
  }

  /** Whether a plan scans a table in several places. */
  static boolean scansAgain(PhysicalPlan plan, long tableId) {
    List<Long> tables = new ArrayList<>();
    collect(plan, tables);
    return Collections.frequency(tables, tableId) > 1;
  }

  /** Whether a plan pairs rows, so that one of a table may come several times. */
  static boolean joins(PhysicalPlan plan) {
    return switch (plan) {
      case PhysicalPlan.TableScan s -> false;
      case PhysicalPlan.VirtualScan v -> false;
      case PhysicalPlan.Values v -> false;
      case PhysicalPlan.WorkTable w -> false;
      case PhysicalPlan.Filter f -> joins(f.input());
      case PhysicalPlan.Project p -> joins(p.input());
      case PhysicalPlan.Sort s -> joins(s.input());
      case PhysicalPlan.Limit l -> joins(l.input());
      case PhysicalPlan.Aggregate a -> joins(a.input());
      case PhysicalPlan.Window w -> joins(w.input());
      case PhysicalPlan.Materialized m -> joins(m.input());
      case PhysicalPlan.UnionAll u -> true;
      case PhysicalPlan.HashJoin j -> true;
      case PhysicalPlan.NestedLoopJoin j -> true;
      case PhysicalPlan.Apply a -> true;
      case PhysicalPlan.SetOperation s -> true;
      case PhysicalPlan.Recursive r -> true;
    };
  }

  private static void collect(PhysicalPlan plan, Collection<Long> tables) {
    switch (plan) {
      case PhysicalPlan.TableScan scan -> {
        tables.add(scan.table().tableId());
        scan.filter().ifPresent(f -> collect(f, tables));
        for (PhysicalPlan.IndexRange range : scan.ranges()) {
          range.equal().forEach(v -> collect(v, tables));
          range.low().ifPresent(bound -> collect(bound.value(), tables));
          range.high().ifPresent(bound -> collect(bound.value(), tables));
        }
      }
      case PhysicalPlan.VirtualScan v -> {}
      case PhysicalPlan.Values v -> v.rows().forEach(row -> row.forEach(x -> collect(x, tables)));
      case PhysicalPlan.WorkTable w -> {}
      case PhysicalPlan.Filter f -> {
        collect(f.input(), tables);
        collect(f.condition(), tables);
      }
      case PhysicalPlan.Project p -> {
        collect(p.input(), tables);
        p.expressions().forEach(x -> collect(x, tables));
      }
      case PhysicalPlan.Sort s -> collect(s.input(), tables);
      case PhysicalPlan.Limit l -> collect(l.input(), tables);
      case PhysicalPlan.Aggregate a -> collect(a.input(), tables);
      case PhysicalPlan.Window w -> collect(w.input(), tables);
      case PhysicalPlan.Materialized m -> collect(m.input(), tables);
      case PhysicalPlan.UnionAll u -> u.inputs().forEach(i -> collect(i, tables));
      case PhysicalPlan.HashJoin j -> {
        collect(j.left(), tables);
        collect(j.right(), tables);
        j.residual().ifPresent(r -> collect(r, tables));
      }
      case PhysicalPlan.NestedLoopJoin j -> {
        collect(j.left(), tables);
        collect(j.right(), tables);
        j.condition().ifPresent(c -> collect(c, tables));
      }
      case PhysicalPlan.Apply a -> {
        collect(a.left(), tables);
        collect(a.right(), tables);
        a.condition().ifPresent(c -> collect(c, tables));
      }
      case PhysicalPlan.SetOperation s -> {
        collect(s.left(), tables);
        collect(s.right(), tables);
      }
      case PhysicalPlan.Recursive r -> {
        collect(r.seed(), tables);
        collect(r.step(), tables);
      }
    }
  }

  private static void collect(Scalar scalar, Collection<Long> tables) {
    switch (scalar) {
      case Scalar.Subquery subquery -> {
        subquery.left().forEach(left -> collect(left, tables));
        collect(subquery.plan(), tables);
      }
      case Scalar.Call call -> call.arguments().forEach(argument -> collect(argument, tables));
      case Scalar.Cast cast -> collect(cast.argument(), tables);
      case Scalar.AssignUserVariable assign -> collect(assign.value(), tables);
      case Scalar.Input i -> {}
      case Scalar.Outer o -> {}
      case Scalar.Constant c -> {}
      case Scalar.Parameter p -> {}
      case Scalar.UserVariable u -> {}
    }
  }
}
