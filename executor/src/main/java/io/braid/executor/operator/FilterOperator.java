package io.braid.executor.operator;

import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Conversions;
import io.braid.executor.expression.Evaluator;
import io.braid.executor.expression.ExpressionContext;

/** Keeps the rows for which a condition is true. */
final class FilterOperator implements Operator {
  private final Operator input;
  private final Evaluator condition;
  private final ExpressionContext context;
  private final Rows passed = Rows.empty();

  FilterOperator(Operator input, Evaluator condition, ExpressionContext context) {
    this.input = input;
    this.condition = condition;
    this.context = context;
  }

  @Override
  public void open() {
    input.open();
  }

  @Override
  public boolean next() {
    while (input.next()) {
      Batch batch = input.batch();
      Rows rows = batch.rows();
      Vector truth = condition.evaluate(batch, rows);
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
    input.close();
  }
}
