package io.braid.executor.operator;

import io.braid.common.type.ColumnType;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.KeyBytes;
import io.braid.executor.batch.KeyTable;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.ExpressionContext;
import io.braid.planner.plan.PhysicalPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Groups by a hash of the group columns; groups come out in the order of their first row. With
 * rollup the rows of every prefix are grouped too and come behind the groups they sum up.
 */
final class AggregateOperator implements Operator {
  private final PhysicalPlan.Aggregate plan;
  private final Operator input;
  private final ExpressionContext context;
  private final int[] groups;
  private final Batch batch;
  private final List<Level> levels = new ArrayList<>();
  private int[][] outputOrder = new int[0][];
  private int nextOutput;

  /** The groups of one prefix of the group columns. */
  private final class Level {
    final int width;
    final int[] columns;
    final KeyTable keys;
    final KeyBytes key = new KeyBytes();
    final RowStore groupRows;
    final Accumulator[] accumulators;

    Level(int width, List<ColumnType> inputTypes) {
      this.width = width;
      columns = Arrays.copyOf(groups, width);
      keys = new KeyTable(context.memory(), "GROUP BY");
      groupRows = new RowStore(inputTypes, context.memory(), "GROUP BY");
      accumulators =
          plan.calls().stream()
              .map(call -> Accumulators.of(call, inputTypes, context))
              .toArray(Accumulator[]::new);
    }

    int group(Batch source, int row) {
      key.set(source, row, columns);
      int known = keys.count();
      int number = keys.findOrAdd(key);
      if (number == known) {
        groupRows.append(source, row);
        for (Accumulator accumulator : accumulators) {
          accumulator.addGroup(number);
        }
      }
      return number;
    }

    void clear() {
      keys.clear();
      groupRows.clear();
      for (Accumulator accumulator : accumulators) {
        accumulator.clear();
      }
    }
  }

  AggregateOperator(PhysicalPlan.Aggregate plan, Operator input, ExpressionContext context) {
    this.plan = plan;
    this.input = input;
    this.context = context;
    groups = plan.groups().stream().mapToInt(g -> g).toArray();
    batch = Batch.of(OperatorBuilder.types(plan.fields()));
    List<ColumnType> inputTypes = OperatorBuilder.types(plan.input().fields());
    int lowest = plan.rollup() ? 0 : groups.length;
    for (int width = groups.length; width >= lowest; width--) {
      levels.add(new Level(width, inputTypes));
    }
  }

  @Override
  public void open() {
    levels.forEach(Level::clear);
    input.open();
    try {
      while (input.next()) {
        context.statement().cancellation().check();
        Batch source = input.batch();
        Rows rows = source.rows();
        for (Level level : levels) {
          for (int k = 0; k < rows.count(); k++) {
            int row = rows.index()[k];
            int group = level.group(source, row);
            for (Accumulator accumulator : level.accumulators) {
              accumulator.add(group, source, row);
            }
          }
        }
      }
    } finally {
      input.close();
    }
    Level total = levels.getLast();
    if (total.width == 0 && total.keys.count() == 0) {
      // Without groups there is one row, and a rollup has its grand total, also of no rows.
      total.key.clear();
      total.keys.findOrAdd(total.key);
      for (Accumulator accumulator : total.accumulators) {
        accumulator.addGroup(0);
      }
    }
    outputOrder = plan.rollup() ? rollupOrder() : plainOrder();
    nextOutput = 0;
  }

  private int[][] plainOrder() {
    int count = levels.get(0).keys.count();
    int[][] order = new int[count][];
    for (int g = 0; g < count; g++) {
      order[g] = new int[] {0, g};
    }
    return order;
  }

  /** Groups sorted by their columns, each prefix's row behind its groups. */
  private int[][] rollupOrder() {
    List<int[]> order = new ArrayList<>();
    for (int l = 0; l < levels.size(); l++) {
      for (int g = 0; g < levels.get(l).keys.count(); g++) {
        order.add(new int[] {l, g});
      }
    }
    List<ColumnType> inputTypes = OperatorBuilder.types(plan.input().fields());
    List<PhysicalPlan.SortKey> keys =
        plan.groups().stream().map(g -> new PhysicalPlan.SortKey(g, false)).toList();
    order.sort((a, b) -> {
      Level x = levels.get(a[0]);
      Level y = levels.get(b[0]);
      int shared = Math.min(x.width, y.width);
      int compared =
          SortOperator.order(keys.subList(0, shared), inputTypes)
              .compare(
                  x.groupRows.chunk(a[1]),
                  x.groupRows.place(a[1]),
                  y.groupRows.chunk(b[1]),
                  y.groupRows.place(b[1]));
      return compared != 0 ? compared : Integer.compare(y.width, x.width);
    });
    return order.toArray(new int[0][]);
  }

  @Override
  public boolean next() {
    int count = Math.min(Batch.ROWS_MAX, outputOrder.length - nextOutput);
    if (count <= 0) {
      return false;
    }
    batch.reset(count);
    for (int row = 0; row < count; row++) {
      int[] entry = outputOrder[nextOutput++];
      Level level = levels.get(entry[0]);
      for (int g = 0; g < groups.length; g++) {
        Vector out = batch.column(g);
        if (g < level.width) {
          out.copyFrom(
              row,
              level.groupRows.chunk(entry[1]).column(groups[g]),
              level.groupRows.place(entry[1]));
        } else {
          out.setNull(row);
        }
      }
      for (int a = 0; a < level.accumulators.length; a++) {
        level.accumulators[a].result(entry[1], batch.column(groups.length + a), row);
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
    levels.forEach(Level::clear);
    input.close();
  }
}
