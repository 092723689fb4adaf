package io.braid.planner.cache;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.SchemaDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.catalog.UserAccount;
import io.braid.common.catalog.ViewDefinition;
import io.braid.common.type.ColumnType;
import io.braid.planner.analyze.AnalysisContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Writes down what a plan is made from. Used by one thread, for one plan. */
final class PlanRecording {
  private final AnalysisContext context;
  private final List<PlanDependencies.Dependency> dependencies = new ArrayList<>();
  private boolean cacheable = true;

  PlanRecording(AnalysisContext context) {
    this.context = context;
  }

  /** The context for the plan. */
  AnalysisContext context() {
    return new AnalysisContext(
        new Catalog(),
        this::virtualTable,
        new Variables(),
        context.viewParser(),
        context.currentSchema(),
        context.sqlMode(),
        context.connectionCollation(),
        context.divisionDigits(),
        context.parameterTypes(),
        context.literals());
  }

  /** Whether the plan depends on nothing that is not written down or part of its key. */
  boolean isCacheable() {
    return cacheable;
  }

  PlanDependencies dependencies() {
    return new PlanDependencies(dependencies, context.catalog().version());
  }

  private Optional<TableDefinition> virtualTable(String schema, String table) {
    Optional<TableDefinition> found = context.virtualTables().definition(schema, table);
    cacheable &= found.isEmpty();
    return found;
  }

  /** Types of variables change with their values. */
  private final class Variables implements AnalysisContext.VariableTypes {
    @Override
    public Optional<ColumnType> userVariable(String name) {
      cacheable = false;
      return context.variables().userVariable(name);
    }

    @Override
    public ColumnType systemVariable(String name, String scope) {
      cacheable = false;
      return context.variables().systemVariable(name, scope);
    }
  }

  private final class Catalog implements CatalogSnapshot {
    private final CatalogSnapshot catalog = context.catalog();

    @Override
    public long version() {
      return catalog.version();
    }

    @Override
    public Optional<SchemaDefinition> schema(String name) {
      Optional<SchemaDefinition> found = catalog.schema(name);
      dependencies.add(new PlanDependencies.Dependency.Schema(name, found.isPresent()));
      return found;
    }

    @Override
    public Optional<TableDefinition> table(String schema, String name) {
      Optional<TableDefinition> found = catalog.table(schema, name);
      dependencies.add(new PlanDependencies.Dependency.Table(schema, name, found));
      return found;
    }

    @Override
    public Optional<ViewDefinition> view(String schema, String name) {
      Optional<ViewDefinition> found = catalog.view(schema, name);
      dependencies.add(new PlanDependencies.Dependency.View(schema, name, found));
      return found;
    }

    @Override
    public Collection<SchemaDefinition> schemas() {
      cacheable = false;
      return catalog.schemas();
    }

    @Override
    public Collection<TableDefinition> tables(String schema) {
      cacheable = false;
      return catalog.tables(schema);
    }

    @Override
    public Collection<ViewDefinition> views(String schema) {
      cacheable = false;
      return catalog.views(schema);
    }

    @Override
    public Collection<UserAccount> accounts() {
      cacheable = false;
      return catalog.accounts();
    }

    @Override
    public List<ChildKey> childKeys(String schema, String table) {
      cacheable = false;
      return catalog.childKeys(schema, table);
    }

    @Override
    public Optional<TableDefinition> tableVersion(long tableId, int schemaVersion) {
      cacheable = false;
      return catalog.tableVersion(tableId, schemaVersion);
    }
  }
}
