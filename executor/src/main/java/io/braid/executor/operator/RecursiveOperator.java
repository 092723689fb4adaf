package io.braid.executor.operator;

import io.braid.common.MySqlError;
import io.braid.common.type.ColumnType;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.KeyBytes;
import io.braid.executor.batch.KeyTable;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.Rows;
import io.braid.executor.expression.ExpressionContext;
import io.braid.planner.plan.PhysicalPlan;
import java.util.List;
import java.util.function.Consumer;

/** A recursive common table expression: rounds until one gives no new row. */
final class RecursiveOperator implements Operator {
  private final PhysicalPlan.Recursive plan;
  private final Operator seed;
  private final Operator step;
  private final Consumer<RowStore> workTable;
  private final ExpressionContext context;
  private final List<ColumnType> types;
  private final RowStore all;
  private final KeyTable seen;
  private final KeyBytes key = new KeyBytes();
  private final int[] columns;
  private final RowStoreOperator reader;

  RecursiveOperator(
      PhysicalPlan.Recursive plan,
      Operator seed,
      Operator step,
      Consumer<RowStore> workTable,
      ExpressionContext context) {
    this.plan = plan;
    this.seed = seed;
    this.step = step;
    this.workTable = workTable;
    this.context = context;
    types = OperatorBuilder.types(plan.fields());
    all = new RowStore(types, context.memory(), "recursive table");
    seen = new KeyTable(context.memory(), "recursive table");
    columns = java.util.stream.IntStream.range(0, types.size()).toArray();
    reader = new RowStoreOperator(() -> all);
  }

  @Override
  public void open() {
    all.clear();
    seen.clear();
    long most = context.session().longVariable("cte_max_recursion_depth");
    RowStore round = run(seed);
    for (long depth = 0; round.count() > 0; depth++) {
      if (depth > most) {
        throw MySqlError.ER_CTE_MAX_RECURSION_DEPTH.with(most + 1);
      }
      workTable.accept(round);
      RowStore next = run(step);
      round.clear();
      round = next;
    }
    reader.open();
  }

  private RowStore run(Operator operator) {
    RowStore round = new RowStore(types, context.memory(), "recursive table");
    operator.open();
    try {
      while (operator.next()) {
        context.statement().cancellation().check();
        Batch batch = operator.batch();
        Rows rows = batch.rows();
        for (int k = 0; k < rows.count(); k++) {
          int row = rows.index()[k];
          if (plan.distinct() && !isNew(batch, row)) {
            continue;
          }
          round.append(batch, row);
          all.append(batch, row);
        }
      }
    } finally {
      operator.close();
    }
    return round;
  }

  private boolean isNew(Batch batch, int row) {
    key.set(batch, row, columns);
    int before = seen.count();
    seen.findOrAdd(key);
    return seen.count() > before;
  }

  @Override
  public boolean next() {
    return reader.next();
  }

  @Override
  public Batch batch() {
    return reader.batch();
  }

  @Override
  public void close() {
    all.clear();
    seen.clear();
  }
}
