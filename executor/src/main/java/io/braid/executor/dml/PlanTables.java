package io.braid.executor.dml;

import io.braid.planner.plan.PhysicalPlan;
import java.util.HashSet;
import java.util.Set;

/** The tables that a plan scans. */
final class PlanTables {
  private PlanTables() {}

  static Set<Long> of(PhysicalPlan plan) {
    Set<Long> tables = new HashSet<>();
    collect(plan, tables);
    return tables;
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

  private static void collect(PhysicalPlan plan, Set<Long> tables) {
    switch (plan) {
      case PhysicalPlan.TableScan scan -> tables.add(scan.table().tableId());
      case PhysicalPlan.VirtualScan v -> {}
      case PhysicalPlan.Values v -> {}
      case PhysicalPlan.WorkTable w -> {}
      case PhysicalPlan.Filter f -> collect(f.input(), tables);
      case PhysicalPlan.Project p -> collect(p.input(), tables);
      case PhysicalPlan.Sort s -> collect(s.input(), tables);
      case PhysicalPlan.Limit l -> collect(l.input(), tables);
      case PhysicalPlan.Aggregate a -> collect(a.input(), tables);
      case PhysicalPlan.Window w -> collect(w.input(), tables);
      case PhysicalPlan.Materialized m -> collect(m.input(), tables);
      case PhysicalPlan.UnionAll u -> u.inputs().forEach(i -> collect(i, tables));
      case PhysicalPlan.HashJoin j -> {
        collect(j.left(), tables);
        collect(j.right(), tables);
      }
      case PhysicalPlan.NestedLoopJoin j -> {
        collect(j.left(), tables);
        collect(j.right(), tables);
      }
      case PhysicalPlan.Apply a -> {
        collect(a.left(), tables);
        collect(a.right(), tables);
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
}
