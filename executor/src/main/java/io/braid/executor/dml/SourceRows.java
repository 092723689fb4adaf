package io.braid.executor.dml;

import io.braid.common.type.ColumnType;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowStore;
import io.braid.planner.plan.PhysicalPlan;
import java.util.List;

/** The rows that an UPDATE or DELETE is about, found and locked before the first is changed. */
final class SourceRows {
  private SourceRows() {}

  static List<ColumnType> types(PhysicalPlan source) {
    return source.fields().stream().map(PhysicalPlan.Field::type).toList();
  }

  static RowStore read(PhysicalPlan source, ChangeContext context) {
    RowStore rows = new RowStore(types(source), context.builder().memory(), "rows to be changed");
    try (Operator operator = context.builder().build(source)) {
      operator.open();
      while (operator.next()) {
        context.statement().cancellation().check();
        rows.appendAll(operator.batch());
      }
    }
    return rows;
  }
}
