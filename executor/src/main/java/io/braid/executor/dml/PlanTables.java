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
