package io.braid.executor.dml;

import io.braid.common.MySqlException;
import io.braid.executor.DmlResult;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.Vector;
import io.braid.planner.plan.StatementPlan;
import java.util.Optional;

/** DELETE from one or several tables. All rows are found before the first is removed. */
final class DeleteRunner {
  private final StatementPlan.DeletePlan plan;
  private final ChangeContext context;

  DeleteRunner(StatementPlan.DeletePlan plan, ChangeContext context) {
    this.plan = plan;
    this.context = context;
  }

  DmlResult run() {
    long removed = 0;
    RowStore rows = SourceRows.read(plan.source(), context);
    for (StatementPlan.DeleteTarget target : plan.targets()) {
      TableWriter writer = context.writer(target.table());
      for (int r = 0; r < rows.count(); r++) {
        context.statement().cancellation().check();
        Vector keys = rows.chunk(r).column(target.rowKeyColumn());
        int place = rows.place(r);
        if (keys.isNull(place)) {
          continue;
        }
        // Gone if a join gave it twice or a cascade took it.
        Optional<TableWriter.StoredRow> row = writer.lock(keys.bytesAt(place));
        if (row.isEmpty()) {
          continue;
        }
        try {
          writer.delete(row.get());
          removed++;
        } catch (MySqlException error) {
          context.ignoreOrThrow(error);
        }
      }
    }
    rows.clear();
    return new DmlResult(removed, removed, 0, "");
  }
}
