package io.braid.executor.dml;

import io.braid.common.InvariantViolation;
import io.braid.common.MySqlException;
import io.braid.executor.DmlResult;
import io.braid.executor.PointRead;
import io.braid.executor.ResultSink;
import io.braid.executor.StatementContext;
import io.braid.executor.StatementExecutor;
import io.braid.executor.VirtualTables;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.SpillSpace;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Conversions;
import io.braid.executor.expression.ExpressionContext;
import io.braid.executor.expression.FunctionSet;
import io.braid.executor.expression.SqlValues;
import io.braid.executor.operator.OperatorBuilder;
import io.braid.executor.table.TableFormats;
import io.braid.planner.plan.StatementPlan;
import io.braid.txn.AutoIncrement;
import java.io.InputStream;
import java.util.Optional;

/** Runs plans with the operators of this module. */
public final class PlanExecutor implements StatementExecutor {
  private final FunctionSet functions;
  private final VirtualTables virtualTables;
  private final AutoIncrement autoIncrement;
  private final StoredExpressions storedExpressions;
  private final Optional<SpillSpace> spillSpace;
  private final TableFormats formats = new TableFormats();

  /**
   * One for each node.
   *
   * @param storedExpressions analyses the texts that table definitions hold
   * @param spillSpace where rows go that do not fit in a statement's memory; without it the
   *     statement fails with 3170
   */
  public PlanExecutor(
      FunctionSet functions,
      VirtualTables virtualTables,
      AutoIncrement autoIncrement,
      StoredExpressions storedExpressions,
      Optional<SpillSpace> spillSpace) {
    this.spillSpace = spillSpace;
    this.storedExpressions = storedExpressions;
    this.functions = functions;
    this.virtualTables = virtualTables;
    this.autoIncrement = autoIncrement;
  }

  @Override
  public long query(StatementPlan.QueryPlan plan, StatementContext context, ResultSink sink) {
    OperatorBuilder builder =
        new OperatorBuilder(context, functions, virtualTables, formats, spillSpace);
    Operator root = builder.build(plan.root());
    long sent = 0;
    try (root) {
      root.open();
      sink.start(plan.columns());
      while (root.next()) {
        Batch batch = root.batch();
        Rows rows = batch.rows();
        for (int k = 0; k < rows.count(); k++) {
          sink.startRow();
          for (int c = 0; c < plan.columns().size(); c++) {
            put(batch.column(c), rows.index()[k], sink, builder.compiler().context());
          }
          sink.endRow();
        }
        sent += rows.count();
      }
    }
    return sent;
  }

  @Override
  public Optional<PointRead> pointRead(StatementPlan.QueryPlan plan) {
    return PointQuery.of(plan, formats);
  }

  private static void put(Vector vector, int row, ResultSink sink, ExpressionContext context) {
    if (vector.isNull(row)) {
      sink.putNull();
      return;
    }
    switch (vector.type().family()) {
      case INTEGER, YEAR, BIT -> sink.putLong(vector.longAt(row));
      case FLOATING -> sink.putDouble(vector.doubleAt(row));
      case DECIMAL -> sink.putDecimal(vector.shownDecimal(row));
      case DATE, TIME, DATETIME -> sink.putTemporal(vector.longAt(row));
      case STRING, GEOMETRY ->
          sink.putBytes(vector.arrayAt(row), vector.offsetAt(row), vector.lengthAt(row));
      case ENUM, SET -> {
        byte[] text = Conversions.toBytes(vector, row, context);
        sink.putBytes(text, 0, text.length);
      }
      case JSON -> {
        byte[] text =
            Conversions.toText(vector, row, context)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        sink.putBytes(text, 0, text.length);
      }
      case NULL -> sink.putNull();
    }
  }

  @Override
  public DmlResult change(StatementPlan plan, StatementContext context) {
    OperatorBuilder builder =
        new OperatorBuilder(context, functions, virtualTables, formats, spillSpace);
    return switch (plan) {
      case StatementPlan.InsertPlan insert ->
          new InsertRunner(
                  insert,
                  new ChangeContext(
                      context, builder, autoIncrement, storedExpressions, insert.ignore()))
              .run();
      case StatementPlan.UpdatePlan update ->
          new UpdateRunner(
                  update,
                  new ChangeContext(
                      context, builder, autoIncrement, storedExpressions, update.ignore()))
              .run();
      case StatementPlan.DeletePlan delete ->
          new DeleteRunner(
                  delete,
                  new ChangeContext(
                      context, builder, autoIncrement, storedExpressions, delete.ignore()))
              .run();
      case StatementPlan.SelectIntoPlan into -> selectInto(into, context, builder);
      case StatementPlan.LoadPlan load -> throw new InvariantViolation("a load is run by load()");
      case StatementPlan.QueryPlan query ->
          throw new InvariantViolation("a query is run by query()");
    };
  }

  @Override
  public DmlResult load(StatementPlan.LoadPlan plan, InputStream file, StatementContext context) {
    OperatorBuilder builder =
        new OperatorBuilder(context, functions, virtualTables, formats, spillSpace);
    return new LoadRunner(
            plan,
            file,
            new ChangeContext(context, builder, autoIncrement, storedExpressions, plan.ignore()))
        .run();
  }

  private static DmlResult selectInto(
      StatementPlan.SelectIntoPlan plan, StatementContext context, OperatorBuilder builder) {
    if (plan.file().isPresent()) {
      throw MySqlException.notSupported("SELECT INTO OUTFILE");
    }
    long count = 0;
    try (Operator root = builder.build(plan.query().root())) {
      root.open();
      while (root.next()) {
        Batch batch = root.batch();
        count += batch.rows().count();
        if (count > 1) {
          throw io.braid.common.MySqlError.ER_TOO_MANY_ROWS.with();
        }
        for (int v = 0; v < plan.variables().size(); v++) {
          context
              .session()
              .setUserVariable(
                  plan.variables().get(v),
                  SqlValues.read(batch.column(v), batch.rows().index()[0]));
        }
      }
    }
    if (count == 0) {
      context.diagnostics().warn(io.braid.common.MySqlError.ER_SP_FETCH_NO_DATA);
    }
    return new DmlResult(count, count, 0, "");
  }
}
