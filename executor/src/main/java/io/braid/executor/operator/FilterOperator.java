package io.braid.executor.operator;

import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Conversions;
import io.braid.executor.expression.ExpressionContext;

/** Keeps the rows for which a condition is true. */
final class FilterOperator implements Operator {
  private final Operator input;
  private final RowCondition condition;
  private final ExpressionContext context;
  private final Rows passed = Rows.empty();
  private boolean possible;

  FilterOperator(Operator input, RowCondition condition, ExpressionContext context) {
    this.input = input;
    this.condition = condition;
    this.context = context;
  }

  @Override
  public void open() {
    possible = condition.isPossible(context);
    if (possible) {
      input.open();
    }
  }

  @Override
  public boolean next() {
    while (possible && input.next()) {
      if (condition.ofRow().isEmpty()) {
        return true;
      }
      Batch batch = input.batch();
      Rows rows = batch.rows();
      Vector truth = condition.ofRow().get().evaluate(batch, rows);
      passed.clear();
      for (int k = 0; k < rows.count(); k++) {
        int row = rows.index()[k];
        if (Conversions.isTrue(truth, row, context)) {
          passed.add(row);
        }
      }
      if (passed.count() > 0) {
        batch.select(batch.size(), passed);
        return true;
      }
      context.statement().cancellation().check();
    }
    return false;
  }

  @Override
  public Batch batch() {
    return input.batch();
  }

  @Override
  public void close() {
    if (possible) {
      input.close();
    }
  }
}
