package io.braid.executor.operator;

import io.braid.common.value.SqlValue;
import io.braid.executor.StatementContext;
import io.braid.executor.VirtualTables;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import io.braid.executor.expression.ExpressionContext;
import io.braid.executor.expression.SqlValues;
import io.braid.planner.plan.PhysicalPlan;
import java.util.ArrayList;
import java.util.List;

/** Rows of a table that the server computes. */
final class VirtualScanOperator implements Operator {
  private static final int ROW_BYTES_ESTIMATE = 256;

  private final PhysicalPlan.VirtualScan scan;
  private final VirtualTables tables;
  private final StatementContext statement;
  private final ExpressionContext context;
  private final Batch batch;
  private final List<SqlValue[]> rows = new ArrayList<>();
  private int nextRow;

  VirtualScanOperator(
      PhysicalPlan.VirtualScan scan,
      VirtualTables tables,
      StatementContext statement,
      ExpressionContext context) {
    this.scan = scan;
    this.tables = tables;
    this.statement = statement;
    this.context = context;
    batch = Batch.of(OperatorBuilder.types(scan.fields()));
  }

  @Override
  public void open() {
    close();
    tables.read(
        scan.schema(),
        scan.table(),
        statement,
        row -> {
          context.memory().reserve(ROW_BYTES_ESTIMATE, scan.table());
          rows.add(row);
        });
  }

  @Override
  public boolean next() {
    statement.cancellation().check();
    int count = Math.min(Batch.ROWS_MAX, rows.size() - nextRow);
    if (count <= 0) {
      return false;
    }
    batch.reset(count);
    for (int row = 0; row < count; row++) {
      SqlValue[] values = rows.get(nextRow++);
      for (int c = 0; c < scan.columns().size(); c++) {
        SqlValues.write(batch.column(c), row, values[scan.columns().get(c)], context);
      }
    }
    batch.finish(count);
    return true;
  }

  @Override
  public Batch batch() {
    return batch;
  }

  @Override
  public void close() {
    context.memory().release((long) rows.size() * ROW_BYTES_ESTIMATE);
    rows.clear();
    nextRow = 0;
  }
}
