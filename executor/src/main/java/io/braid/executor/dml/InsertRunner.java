package io.braid.executor.dml;

import io.braid.common.MySqlException;
import io.braid.common.catalog.TableDefinition;
import io.braid.executor.DmlResult;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Evaluator;
import io.braid.planner.plan.PhysicalPlan;
import io.braid.planner.plan.Scalar;
import io.braid.planner.plan.StatementPlan;
import java.util.List;
import java.util.function.IntConsumer;

/** INSERT and REPLACE. */
final class InsertRunner {
  private final StatementPlan.InsertPlan plan;
  private final ChangeContext context;
  private final TableDefinition table;
  private final NewRows rows;
  private final int warningsBefore;

  InsertRunner(StatementPlan.InsertPlan plan, ChangeContext context) {
    this.plan = plan;
    this.context = context;
    table = plan.table();
    rows =
        new NewRows(
            table,
            plan.onDuplicate(),
            plan.updates(),
            nulls(),
            plan.source() instanceof PhysicalPlan.Values values ? values.rows().size() : 0,
            context);
    warningsBefore = context.statement().diagnostics().count();
  }

  /** One row of VALUES takes no NULL, whatever sql_mode says. */
  private RowBuilder.Nulls nulls() {
    boolean one = plan.source() instanceof PhysicalPlan.Values values && values.rows().size() == 1;
    return one && !context.ignores() ? RowBuilder.Nulls.FAIL : RowBuilder.Nulls.WARN_ONCE;
  }

  DmlResult run() {
    boolean several;
    if (plan.source() instanceof PhysicalPlan.Values values) {
      several = values.rows().size() > 1;
      insertValues(values);
    } else {
      several = true;
      insertQuery();
    }
    int warnings = context.statement().diagnostics().count() - warningsBefore;
    boolean skips =
        plan.onDuplicate() != StatementPlan.OnDuplicate.UPDATE
            && plan.ignore()
            && rows.deleted() == 0;
    long duplicates = skips ? rows.rowNumber() - rows.copied() : rows.deleted() + rows.updated();
    String info =
        several
            ? "Records: "
                + rows.rowNumber()
                + "  Duplicates: "
                + duplicates
                + "  Warnings: "
                + warnings
            : "";
    return new DmlResult(
        rows.copied() + rows.deleted() + rows.updated(),
        rows.copied() + rows.deleted() + rows.touched(),
        rows.firstGenerated(),
        rows.firstGenerated() == 0 && rows.copied() > 0
            ? rows.lastAutoValue()
            : rows.firstGenerated(),
        info);
  }

  private void insertValues(PhysicalPlan.Values values) {
    Batch none = new Batch(new Vector[0]);
    none.finish(1);
    RowBuilder row = rows.row();
    for (List<Scalar> expressions : values.rows()) {
      context.statement().cancellation().check();
      rows.start();
      long rowNumber = rows.rowNumber();
      try {
        for (int v = 0; v < expressions.size(); v++) {
          int column = plan.columns().get(v);
          switch (expressions.get(v)) {
            case Scalar.Constant constant -> row.store(column, constant.value(), rowNumber);
            case Scalar.Parameter parameter ->
                row.store(
                    column, context.statement().parameters().get(parameter.index()), rowNumber);
            case Scalar.Call call when call.function().equals(StatementPlan.DEFAULT_MARKER) ->
                rows.storeDefault(column, false);
            default -> {
              Evaluator value = context.builder().compiler().compile(expressions.get(v));
              row.store(column, value.evaluate(none, Rows.first(1)), 0, rowNumber);
            }
          }
        }
        rows.write();
      } catch (MySqlException error) {
        context.ignoreOrThrow(error);
      }
    }
  }

  private void insertQuery() {
    boolean readsTarget = readsTarget(plan.source());
    if (!readsTarget && plan.source() instanceof PhysicalPlan.Project project) {
      insertComputed(project);
      return;
    }
    Operator source = context.builder().build(plan.source());
    if (readsTarget) {
      // All rows are read before the first is written, or the scan could meet its own rows.
      RowStore kept =
          new RowStore(
              plan.source().fields().stream().map(PhysicalPlan.Field::type).toList(),
              context.builder().memory(),
              "INSERT SELECT");
      try (source) {
        source.open();
        while (source.next()) {
          kept.appendAll(source.batch());
        }
      }
      kept.chunks().forEach(this::insertBatch);
      kept.clear();
      return;
    }
    try (source) {
      source.open();
      while (source.next()) {
        insertBatch(source.batch());
      }
    }
  }

  /**
   * Computes each value when it is stored, so that warnings and errors of both come row by row, as
   * MySQL's do.
   */
  private void insertComputed(PhysicalPlan.Project project) {
    List<Evaluator> values = context.builder().compiler().compileAll(project.expressions());
    Rows one = Rows.empty();
    try (Operator source = context.builder().build(project.input())) {
      source.open();
      while (source.next()) {
        context.statement().cancellation().check();
        Batch batch = source.batch();
        Rows selected = batch.rows();
        for (int k = 0; k < selected.count(); k++) {
          int at = selected.index()[k];
          one.clear();
          one.add(at);
          insertRow(v ->
              rows.row()
                  .store(
                      plan.columns().get(v),
                      values.get(v).evaluate(batch, one),
                      at,
                      rows.rowNumber()));
        }
      }
    }
  }

  private boolean readsTarget(PhysicalPlan source) {
    return PlanTables.of(source).contains(table.tableId());
  }

  private void insertBatch(Batch batch) {
    context.statement().cancellation().check();
    Rows selected = batch.rows();
    for (int k = 0; k < selected.count(); k++) {
      int at = selected.index()[k];
      insertRow(
          v -> rows.row().store(plan.columns().get(v), batch.column(v), at, rows.rowNumber()));
    }
  }

  /**
   * Inserts a row of the source.
   *
   * @param store stores the source's column of the given number
   */
  private void insertRow(IntConsumer store) {
    rows.start();
    try {
      for (int v = 0; v < plan.columns().size(); v++) {
        store.accept(v);
      }
      rows.write();
    } catch (MySqlException error) {
      context.ignoreOrThrow(error);
    }
  }
}
