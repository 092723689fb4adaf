package io.braid.frontend.statement;

import io.braid.common.catalog.TableDefinition;
import io.braid.executor.ddl.MetadataLocks;
import io.braid.planner.plan.PhysicalPlan;
import io.braid.planner.plan.Scalar;
import io.braid.planner.plan.StatementPlan;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The base tables that a plan reads and those that it changes. */
public final class PlanTables {
  private final Map<Long, TableDefinition> read = new LinkedHashMap<>();
  private final Map<Long, TableDefinition> written = new LinkedHashMap<>();
  private boolean locksRows;
  private boolean readsViews;
  private List<MetadataLocks.Name> names = List.of();

  private PlanTables() {}

  static PlanTables of(StatementPlan plan) {
    PlanTables tables = new PlanTables();
    switch (plan) {
      case StatementPlan.QueryPlan query -> tables.visit(query.root());
      case StatementPlan.SelectIntoPlan into -> tables.visit(into.query().root());
      case StatementPlan.InsertPlan insert -> {
        tables.written.put(insert.table().tableId(), insert.table());
        tables.visit(insert.source());
        insert.updates().forEach(update -> tables.visit(update.value()));
      }
      case StatementPlan.LoadPlan load -> {
        tables.written.put(load.table().tableId(), load.table());
        load.assignments().forEach(assignment -> tables.visit(assignment.value()));
      }
      case StatementPlan.UpdatePlan update -> {
        tables.visit(update.source());
        for (StatementPlan.UpdateTarget target : update.targets()) {
          tables.written.put(target.table().tableId(), target.table());
          target.assignments().forEach(assignment -> tables.visit(assignment.value()));
        }
      }
      case StatementPlan.DeletePlan delete -> {
        tables.visit(delete.source());
        delete.targets().forEach(t -> tables.written.put(t.table().tableId(), t.table()));
      }
    }
    Set<MetadataLocks.Name> names = new LinkedHashSet<>();
    tables.read.values().forEach(t -> names.add(new MetadataLocks.Name(t.schema(), t.name())));
    tables.written.values().forEach(t -> names.add(new MetadataLocks.Name(t.schema(), t.name())));
    tables.names = List.copyOf(names);
    return tables;
  }

  /** The names of all of them, each once. */
  List<MetadataLocks.Name> names() {
    return names;
  }

  Collection<TableDefinition> read() {
    return read.values();
  }

  Collection<TableDefinition> written() {
    return written.values();
  }

  /** Whether it uses any table, also one of the server's own. */
  boolean any() {
    return readsViews || !read.isEmpty() || !written.isEmpty();
  }

  /** Whether rows are locked although nothing is written: SELECT … FOR UPDATE or SHARE. */
  boolean locksRows() {
    return locksRows;
  }

  private void visit(PhysicalPlan plan) {
    switch (plan) {
      case PhysicalPlan.TableScan scan -> {
        read.put(scan.table().tableId(), scan.table());
        locksRows |= scan.lock() != PhysicalPlan.RowLock.NONE;
        scan.filter().ifPresent(this::visit);
        for (PhysicalPlan.IndexRange range : scan.ranges()) {
          range.equal().forEach(this::visit);
          range.low().ifPresent(bound -> visit(bound.value()));
          range.high().ifPresent(bound -> visit(bound.value()));
        }
      }
      case PhysicalPlan.VirtualScan scan -> readsViews = true;
      case PhysicalPlan.Values values -> values.rows().forEach(this::visitAll);
      case PhysicalPlan.Filter filter -> {
        visit(filter.input());
        visit(filter.condition());
      }
      case PhysicalPlan.Project project -> {
        visit(project.input());
        visitAll(project.expressions());
      }
      case PhysicalPlan.Sort sort -> visit(sort.input());
      case PhysicalPlan.Limit limit -> visit(limit.input());
      case PhysicalPlan.Aggregate aggregate -> visit(aggregate.input());
      case PhysicalPlan.HashJoin join -> {
        visit(join.left());
        visit(join.right());
        join.residual().ifPresent(this::visit);
      }
      case PhysicalPlan.NestedLoopJoin join -> {
        visit(join.left());
        visit(join.right());
        join.condition().ifPresent(this::visit);
      }
      case PhysicalPlan.Apply apply -> {
        visit(apply.left());
        visit(apply.right());
        apply.condition().ifPresent(this::visit);
      }
      case PhysicalPlan.UnionAll union -> union.inputs().forEach(this::visit);
      case PhysicalPlan.SetOperation operation -> {
        visit(operation.left());
        visit(operation.right());
      }
      case PhysicalPlan.Window window -> visit(window.input());
      case PhysicalPlan.Recursive recursive -> {
        visit(recursive.seed());
        visit(recursive.step());
      }
      case PhysicalPlan.WorkTable table -> {}
      case PhysicalPlan.Materialized materialized -> visit(materialized.input());
    }
  }

  private void visitAll(List<Scalar> scalars) {
    scalars.forEach(this::visit);
  }

  private void visit(Scalar scalar) {
    switch (scalar) {
      case Scalar.Call call -> visitAll(call.arguments());
      case Scalar.Cast cast -> visit(cast.argument());
      case Scalar.AssignUserVariable assign -> visit(assign.value());
      case Scalar.Subquery subquery -> {
        visit(subquery.plan());
        visitAll(subquery.left());
      }
      case Scalar.Input input -> {}
      case Scalar.Outer outer -> {}
      case Scalar.Constant constant -> {}
      case Scalar.Parameter parameter -> {}
      case Scalar.UserVariable variable -> {}
    }
  }
}
