package io.braid.executor.operator;

import io.braid.executor.batch.Batch;
import io.braid.executor.batch.KeyBytes;
import io.braid.executor.batch.KeyTable;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.Rows;
import io.braid.executor.expression.Evaluator;
import io.braid.executor.expression.ExpressionContext;
import io.braid.planner.plan.PhysicalPlan;
import java.util.Arrays;
import java.util.Optional;

/** Builds a hash table of the right side and probes it with the left. */
final class HashJoinOperator implements Operator {
  private final PhysicalPlan.HashJoin plan;
  private final Operator left;
  private final Operator right;
  private final ExpressionContext context;
  private final int[] leftKeys;
  private final int[] rightKeys;
  private final RowStore rows;
  private final KeyTable keys;
  private final KeyBytes key = new KeyBytes();
  private final JoinOutput output;
  private int[] firstOfKey = new int[64];
  private int[] lastOfKey = new int[64];
  private int[] nextOfRow = new int[64];
  private boolean anyNullKey;

  HashJoinOperator(
      PhysicalPlan.HashJoin plan,
      Operator left,
      Operator right,
      Optional<Evaluator> residual,
      ExpressionContext context) {
    this.plan = plan;
    this.left = left;
    this.right = right;
    this.context = context;
    leftKeys = plan.leftKeys().stream().mapToInt(k -> k).toArray();
    rightKeys = plan.rightKeys().stream().mapToInt(k -> k).toArray();
    rows =
        new RowStore(OperatorBuilder.types(plan.right().fields()), context.memory(), "hash join");
    keys = new KeyTable(context.memory(), "hash join");
    output =
        new JoinOutput(
            plan.kind(),
            OperatorBuilder.types(plan.left().fields()),
            OperatorBuilder.types(plan.right().fields()),
            residual,
            context);
  }

  @Override
  public void open() {
    rows.clear();
    keys.clear();
    anyNullKey = false;
    right.open();
    try {
      while (right.next()) {
        context.statement().cancellation().check();
        build(right.batch());
      }
    } finally {
      right.close();
    }
    left.open();
    output.open(this::matches);
  }

  private void build(Batch batch) {
    Rows selected = batch.rows();
    for (int k = 0; k < selected.count(); k++) {
      int row = selected.index()[k];
      if (!setKey(batch, row, rightKeys)) {
        anyNullKey = true;
        continue;
      }
      int known = keys.count();
      int number = keys.findOrAdd(key);
      int stored = rows.append(batch, row);
      if (number == firstOfKey.length) {
        firstOfKey = Arrays.copyOf(firstOfKey, number * 2);
        lastOfKey = Arrays.copyOf(lastOfKey, number * 2);
      }
      if (stored == nextOfRow.length) {
        nextOfRow = Arrays.copyOf(nextOfRow, stored * 2);
      }
      // Rows of one key keep their order, as in a join by an index.
      nextOfRow[stored] = -1;
      if (number == known) {
        firstOfKey[number] = stored;
      } else {
        nextOfRow[lastOfKey[number]] = stored;
      }
      lastOfKey[number] = stored;
    }
  }

  /** Makes a row's key; false if a NULL in it can match nothing. */
  private boolean setKey(Batch batch, int row, int[] columns) {
    key.clear();
    for (int k = 0; k < columns.length; k++) {
      if (batch.column(columns[k]).isNull(row) && !plan.nullSafe().get(k)) {
        return false;
      }
      key.append(batch.column(columns[k]), row);
    }
    return true;
  }

  /** The candidates of a left row. */
  private JoinOutput.Candidates matches(Batch batch, int row) {
    if (!setKey(batch, row, leftKeys)) {
      return new JoinOutput.Candidates(rows, -1, nextOfRow, keys.count() > 0 || anyNullKey);
    }
    int number = keys.find(key);
    return new JoinOutput.Candidates(
        rows, number < 0 ? -1 : firstOfKey[number], nextOfRow, anyNullKey);
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
    keys.clear();
    left.close();
    right.close();
  }
}
