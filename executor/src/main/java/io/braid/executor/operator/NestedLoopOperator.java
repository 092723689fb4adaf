package io.braid.executor.operator;

import io.braid.common.type.ColumnType;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowStore;
import io.braid.executor.expression.Evaluator;
import io.braid.executor.expression.ExpressionContext;
import io.braid.planner.plan.PhysicalPlan.JoinKind;
import java.util.List;
import java.util.Optional;

/** A join by any condition: the right side is kept in memory and read for each left row. */
final class NestedLoopOperator implements Operator {
  private final Operator left;
  private final Operator right;
  private final ExpressionContext context;
  private final RowStore rows;
  private final JoinOutput output;

  NestedLoopOperator(
      JoinKind kind,
      Operator left,
      Operator right,
      List<ColumnType> leftTypes,
      List<ColumnType> rightTypes,
      Optional<Evaluator> condition,
      ExpressionContext context) {
    this.left = left;
    this.right = right;
    this.context = context;
    rows = new RowStore(rightTypes, context.memory(), "join");
    output = new JoinOutput(kind, leftTypes, rightTypes, condition, context);
  }

  @Override
  public void open() {
    rows.clear();
    right.open();
    try {
      while (right.next()) {
        context.statement().cancellation().check();
        rows.appendAll(right.batch());
      }
    } finally {
      right.close();
    }
    int[] next = chain(rows.count());
    JoinOutput.Candidates all =
        new JoinOutput.Candidates(rows, rows.count() == 0 ? -1 : 0, next, false);
    left.open();
    output.open((batch, row) -> all);
  }

  /** All rows from the first to the last. */
  static int[] chain(int count) {
    int[] next = new int[count];
    for (int i = 0; i < count; i++) {
      next[i] = i + 1 < count ? i + 1 : -1;
    }
    return next;
  }

  @Override
  public boolean next() {
    return output.next(left);
  }

  @Override
  public Batch batch() {
    return output.batch();
  }

  @Override
  public void close() {
    rows.clear();
    left.close();
    right.close();
  }
}
