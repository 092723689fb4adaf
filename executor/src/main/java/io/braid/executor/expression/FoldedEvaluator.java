package io.braid.executor.expression;

import io.braid.common.type.ColumnType;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;

/**
 * An expression over constants: evaluated once, when a row first asks for it. One that warns is
 * evaluated for each row again where MySQL does so, for the sake of its warnings.
 */
final class FoldedEvaluator implements Evaluator {
  private final Evaluator expression;
  private final Vector value;
  private final ExpressionContext context;
  private final boolean warnsOnce;
  private boolean warns;
  private int filled;

  FoldedEvaluator(Evaluator expression, boolean warnsOnce, ExpressionContext context) {
    this.expression = expression;
    this.warnsOnce = warnsOnce;
    this.context = context;
    value = new Vector(expression.type());
  }

  @Override
  public ColumnType type() {
    return expression.type();
  }

  @Override
  public boolean isConstant() {
    return true;
  }

  @Override
  public Vector evaluate(Batch batch, Rows rows) {
    if (rows.count() == 0) {
      value.ensure(Math.max(1, batch.size()));
      return value;
    }
    int again = rows.count();
    if (filled == 0) {
      int warnings = context.diagnostics().count();
      value.ensure(1);
      value.copyFrom(0, once(), 0);
      filled = 1;
      warns = !warnsOnce && context.diagnostics().count() > warnings;
      again--;
    }
    for (int k = 0; warns && k < again; k++) {
      once();
    }
    if (filled < batch.size()) {
      int wanted = batch.size() <= 1 ? 1 : Batch.ROWS_MAX;
      value.ensure(wanted);
      for (; filled < wanted; filled++) {
        value.referTo(filled, value, 0);
      }
    }
    return value;
  }

  private Vector once() {
    Batch one = new Batch(new Vector[0]);
    one.finish(1);
    return expression.evaluate(one, Rows.first(1));
  }
}
