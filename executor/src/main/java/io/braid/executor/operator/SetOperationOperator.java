package io.braid.executor.operator;

import io.braid.executor.batch.Batch;
import io.braid.executor.batch.KeyBytes;
import io.braid.executor.batch.KeyTable;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.Rows;
import io.braid.executor.expression.ExpressionContext;
import io.braid.planner.plan.PhysicalPlan;
import java.util.Arrays;

/** INTERSECT and EXCEPT: counts the right side's rows, then lets left rows pass by the counts. */
final class SetOperationOperator implements Operator {
  private final PhysicalPlan.SetOperation plan;
  private final Operator left;
  private final Operator right;
  private final ExpressionContext context;
  private final KeyTable keys;
  private final KeyBytes key = new KeyBytes();
  private final int[] columns;
  private final Rows passed = Rows.empty();
  private long[] counts = new long[64];
  private boolean[] given = new boolean[64];

  SetOperationOperator(
      PhysicalPlan.SetOperation plan, Operator left, Operator right, ExpressionContext context) {
    this.plan = plan;
    this.left = left;
    this.right = right;
    this.context = context;
    keys = new KeyTable(context.memory(), "set operation");
    columns = java.util.stream.IntStream.range(0, plan.fields().size()).toArray();
  }

  @Override
  public void open() {
    keys.clear();
    Arrays.fill(counts, 0);
    Arrays.fill(given, false);
    right.open();
    try {
      while (right.next()) {
        context.statement().cancellation().check();
        Batch batch = right.batch();
        for (int k = 0; k < batch.rows().count(); k++) {
          counts[number(batch, batch.rows().index()[k])]++;
        }
      }
    } finally {
      right.close();
    }
    left.open();
  }

  private int number(Batch batch, int row) {
    key.set(batch, row, columns);
    int number = keys.findOrAdd(key);
    if (number >= counts.length) {
      counts = Arrays.copyOf(counts, counts.length * 2);
      given = Arrays.copyOf(given, given.length * 2);
    }
    return number;
  }

  @Override
  public boolean next() {
    while (left.next()) {
      context.statement().cancellation().check();
      Batch batch = left.batch();
      Rows rows = batch.rows();
      passed.clear();
      for (int k = 0; k < rows.count(); k++) {
        int row = rows.index()[k];
        if (passes(number(batch, row))) {
          passed.add(row);
        }
      }
      if (passed.count() > 0) {
        batch.select(batch.size(), passed);
        return true;
      }
    }
    return false;
  }

  private boolean passes(int number) {
    boolean inRight = counts[number] > 0;
    if (plan.all()) {
      counts[number]--;
      return inRight == plan.intersect();
    }
    boolean first = !given[number];
    given[number] = true;
    return first && inRight == plan.intersect();
  }

  @Override
  public Batch batch() {
    return left.batch();
  }

  @Override
  public void close() {
    keys.clear();
    left.close();
    right.close();
  }
}
