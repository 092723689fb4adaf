package io.braid.executor.operator;

import io.braid.common.type.ColumnType;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Evaluator;
import java.util.List;

/** Rows of expressions. */
final class ValuesOperator implements Operator {
  private final List<List<Evaluator>> rows;
  private final Batch batch;
  private final Batch none = new Batch(new Vector[0]);
  private int nextRow;

  ValuesOperator(List<List<Evaluator>> rows, List<ColumnType> types) {
    this.rows = rows;
    batch = Batch.of(types);
    none.finish(1);
  }

  @Override
  public void open() {
    nextRow = 0;
  }

  @Override
  public boolean next() {
    int count = Math.min(Batch.ROWS_MAX, rows.size() - nextRow);
    if (count <= 0) {
      return false;
    }
    batch.reset(count);
    for (int row = 0; row < count; row++) {
      List<Evaluator> expressions = rows.get(nextRow++);
      for (int c = 0; c < expressions.size(); c++) {
        Vector value = expressions.get(c).evaluate(none, Rows.first(1));
        batch.column(c).copyFrom(row, value, 0);
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
  public void close() {}
}
