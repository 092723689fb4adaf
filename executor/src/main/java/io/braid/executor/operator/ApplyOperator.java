package io.braid.executor.operator;

import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowStore;
import io.braid.executor.expression.Evaluator;
import io.braid.executor.expression.ExpressionContext;
import io.braid.planner.plan.PhysicalPlan;
import java.util.Optional;

/** Runs the right side anew for each left row: lateral tables and index lookup joins. */
final class ApplyOperator implements Operator {
  private final PhysicalPlan.Apply plan;
  private final Operator left;
  private final Operator right;
  private final ExpressionContext context;
  private final JoinOutput output;
  private RowStore rows;

  ApplyOperator(
      PhysicalPlan.Apply plan,
      Operator left,
      Operator right,
      Optional<Evaluator> condition,
      ExpressionContext context) {
    this.plan = plan;
    this.left = left;
    this.right = right;
    this.context = context;
    rows = store();
    output =
        new JoinOutput(
            plan.kind(),
            OperatorBuilder.types(plan.left().fields()),
            OperatorBuilder.types(plan.right().fields()),
            condition,
            context);
  }

  private RowStore store() {
    return new RowStore(OperatorBuilder.types(plan.right().fields()), context.memory(), "join");
  }

  @Override
  public void open() {
    left.open();
    output.open(this::candidates);
  }

  private JoinOutput.Candidates candidates(Batch batch, int row) {
    context.bindOuter(plan.correlation(), batch, row);
    // The last row's matches may still be referred to by the batch that is being made.
    rows.clear();
    rows = store();
    right.open();
    try {
      while (right.next()) {
        rows.appendAll(right.batch());
      }
    } finally {
      right.close();
    }
    return new JoinOutput.Candidates(
        rows, rows.count() == 0 ? -1 : 0, NestedLoopOperator.chain(rows.count()), false);
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
