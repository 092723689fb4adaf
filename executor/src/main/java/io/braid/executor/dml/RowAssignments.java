package io.braid.executor.dml;

import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Rows;
import io.braid.executor.expression.Evaluator;
import io.braid.planner.plan.Scalar;
import io.braid.planner.plan.StatementPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The assignments of SET in LOAD DATA, in order. They see the row with the fields of the line and
 * the defaults of the other columns, and what was assigned before.
 */
final class RowAssignments {
  private final NewRows rows;
  private final TableDefinition table;
  private final List<Compiled> assignments = new ArrayList<>();
  private final Batch source;

  /** Without a value: DEFAULT. */
  private record Compiled(int column, Optional<Evaluator> value) {}

  RowAssignments(
      NewRows rows,
      TableDefinition table,
      List<StatementPlan.Assignment> plan,
      ChangeContext context) {
    this.rows = rows;
    this.table = table;
    source = Batch.of(table.columns().stream().map(ColumnDefinition::type).toList());
    for (StatementPlan.Assignment assignment : plan) {
      boolean isDefault =
          assignment.value() instanceof Scalar.Call call
              && call.function().equals(StatementPlan.DEFAULT_MARKER);
      assignments.add(
          new Compiled(
              assignment.column(),
              isDefault
                  ? Optional.empty()
                  : Optional.of(context.builder().compiler().compile(assignment.value()))));
    }
  }

  void run() {
    if (assignments.isEmpty()) {
      return;
    }
    RowBuilder row = rows.row();
    long rowNumber = rows.rowNumber();
    source.reset(1);
    for (int c = 0; c < table.columns().size(); c++) {
      fillDefault(row, c, rowNumber);
      if (row.isSet(c)) {
        row.show(c, source.column(c), 0);
      } else {
        source.column(c).setNull(0);
      }
    }
    source.finish(1);
    for (Compiled assignment : assignments) {
      int column = assignment.column();
      if (assignment.value().isEmpty()) {
        rows.storeDefault(column, false);
      } else {
        row.store(column, assignment.value().get().evaluate(source, Rows.first(1)), 0, rowNumber);
      }
      if (row.isSet(column)) {
        row.show(column, source.column(column), 0);
      }
    }
  }

  /** A default that is no expression stands in the row before SET runs. */
  private void fillDefault(RowBuilder row, int column, long rowNumber) {
    ColumnDefinition definition = table.columns().get(column);
    boolean plain =
        definition.generated().isEmpty()
            && !(definition.defaultValue() instanceof ColumnDefinition.DefaultValue.Expression);
    if (row.isSet(column) || !plain) {
      return;
    }
    row.storeDefault(column, true, rowNumber);
  }
}
