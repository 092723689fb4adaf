package io.braid.executor.operator;

import io.braid.common.InvariantViolation;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.ColumnType;
import io.braid.executor.StatementContext;
import io.braid.executor.VirtualTables;
import io.braid.executor.batch.MemoryBudget;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.SpillSpace;
import io.braid.executor.expression.Evaluator;
import io.braid.executor.expression.ExpressionCompiler;
import io.braid.executor.expression.ExpressionContext;
import io.braid.executor.expression.FunctionSet;
import io.braid.executor.table.TableFormat;
import io.braid.executor.table.TableFormats;
import io.braid.planner.plan.PhysicalPlan;
import io.braid.planner.plan.Scalar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes operators of plans, for one execution of a statement. Used by one thread. */
public final class OperatorBuilder {
  private final StatementContext statement;
  private final VirtualTables virtualTables;
  private final TableFormats formats;
  private final ExpressionCompiler compiler;
  private final MemoryBudget memory;
  private final Map<Integer, MaterializedOperator.Rows> materialized = new HashMap<>(0);
  private final Map<Integer, RowStore> workTables = new HashMap<>(0);

  /**
   * A builder for one execution.
   *
   * @param spillSpace where rows go that do not fit in memory, if they may
   */
  public OperatorBuilder(
      StatementContext statement,
      FunctionSet functions,
      VirtualTables virtualTables,
      TableFormats formats,
      Optional<SpillSpace> spillSpace) {
    this.formats = formats;
    this.statement = statement;
    this.virtualTables = virtualTables;
    memory = new MemoryBudget(statement.memoryBytesMax(), spillSpace);
    compiler =
        new ExpressionCompiler(functions, new ExpressionContext(statement, memory, this::build));
  }

  /** Compiles the statement's expressions. */
  public ExpressionCompiler compiler() {
    return compiler;
  }

  /** How a table is stored. */
  public TableFormat format(TableDefinition table) {
    return formats.of(table, statement.catalog());
  }

  /** What the statement may hold. */
  public MemoryBudget memory() {
    return memory;
  }

  static List<ColumnType> types(List<PhysicalPlan.Field> fields) {
    return fields.stream().map(PhysicalPlan.Field::type).toList();
  }

  private Optional<Evaluator> compile(Optional<Scalar> scalar) {
    return scalar.map(compiler::compile);
  }

  private Optional<Evaluator> condition(Optional<Scalar> scalar) {
    return scalar.map(compiler::compileCondition);
  }

  /** The operator of a plan, not yet opened. */
  public Operator build(PhysicalPlan plan) {
    return switch (plan) {
      case PhysicalPlan.TableScan scan ->
          new TableScanOperator(scan, format(scan.table()), statement, compiler);
      case PhysicalPlan.VirtualScan scan ->
          new VirtualScanOperator(scan, virtualTables, statement, compiler.context());
      case PhysicalPlan.Values values ->
          new ValuesOperator(
              values.rows().stream().map(compiler::compileAll).toList(), types(values.fields()));
      case PhysicalPlan.Filter filter ->
          new FilterOperator(
              build(filter.input()),
              RowCondition.of(filter.condition(), compiler),
              compiler.context());
      case PhysicalPlan.Project project ->
          new ProjectOperator(
              build(project.input()),
              compiler.compileAll(project.expressions()),
              project.expressions().stream().anyMatch(ExpressionCompiler::dependsOnRowOrder));
      case PhysicalPlan.Sort sort ->
          new SortOperator(
              build(sort.input()),
              types(sort.fields()),
              sort.keys(),
              compile(sort.offset()),
              compile(sort.limit()),
              statement,
              memory);
      case PhysicalPlan.Limit limit ->
          new LimitOperator(build(limit.input()), compile(limit.offset()), compile(limit.limit()));
      case PhysicalPlan.Aggregate aggregate ->
          new AggregateOperator(aggregate, build(aggregate.input()), compiler.context());
      case PhysicalPlan.HashJoin join ->
          new HashJoinOperator(
              join,
              build(join.left()),
              build(join.right()),
              condition(join.residual()),
              compiler.context());
      case PhysicalPlan.NestedLoopJoin join ->
          new NestedLoopOperator(
              join.kind(),
              build(join.left()),
              build(join.right()),
              types(join.left().fields()),
              types(join.right().fields()),
              condition(join.condition()),
              compiler.context());
      case PhysicalPlan.Apply apply ->
          new ApplyOperator(
              apply,
              build(apply.left()),
              build(apply.right()),
              condition(apply.condition()),
              compiler.context());
      case PhysicalPlan.UnionAll union ->
          new UnionAllOperator(union.inputs().stream().map(this::build).toList());
      case PhysicalPlan.SetOperation operation ->
          new SetOperationOperator(
              operation, build(operation.left()), build(operation.right()), compiler.context());
      case PhysicalPlan.Window window ->
          new WindowOperator(window, build(window.input()), compiler);
      case PhysicalPlan.Recursive recursive -> recursive(recursive);
      case PhysicalPlan.WorkTable table ->
          new RowStoreOperator(() -> {
            RowStore rows = workTables.get(table.workTable());
            if (rows == null) {
              throw new InvariantViolation("work table " + table.workTable() + " exists");
            }
            return rows;
          });
      case PhysicalPlan.Materialized m ->
          new MaterializedOperator(
              materialized.computeIfAbsent(
                  m.id(),
                  id ->
                      new MaterializedOperator.Rows(
                          build(m.input()),
                          new RowStore(types(m.fields()), memory, "materialized table"))));
    };
  }

  private Operator recursive(PhysicalPlan.Recursive recursive) {
    return new RecursiveOperator(
        recursive,
        build(recursive.seed()),
        build(recursive.step()),
        rows -> workTables.put(recursive.workTable(), rows),
        compiler.context());
  }
}
