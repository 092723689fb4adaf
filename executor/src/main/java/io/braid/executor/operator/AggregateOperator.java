package io.braid.executor.operator;

import io.braid.common.type.ColumnType;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.KeyBytes;
import io.braid.executor.batch.KeyTable;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.SpillPartitions;
import io.braid.executor.batch.SpillSpace;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.ExpressionContext;
import io.braid.planner.plan.PhysicalPlan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Groups by a hash of the group columns; groups come out in the order of their first row. With
 * rollup the rows of every prefix are grouped too and come behind the groups they sum up.
 *
 * <p>When memory is short, rows of new groups go to files by the hash of their group; these are
 * grouped when the groups in memory are output. A rollup stays in memory.
 */
final class AggregateOperator implements Operator {
  private static final int MEMORY_PART = 4;

  /** About what an accumulator holds for a group. */
  private static final long ACCUMULATOR_BYTES = 64;

  private final PhysicalPlan.Aggregate plan;
  private final Operator input;
  private final ExpressionContext context;
  private final int[] groups;
  private final Batch batch;
  private final List<ColumnType> inputTypes;
  private final List<Level> levels = new ArrayList<>();
  private final Deque<Part> parts = new ArrayDeque<>();
  private Optional<SpillPartitions> spilled = Optional.empty();
  private int[][] outputOrder = new int[0][];
  private int nextOutput;

  /** Rows of some groups, in a file. */
  private record Part(SpillPartitions files, int number, int depth) {}

  /** The groups of one prefix of the group columns. */
  private final class Level {
    final int width;
    final int[] columns;
    final KeyTable keys;
    final KeyBytes key = new KeyBytes();
    final RowStore groupRows;
    final Accumulator[] accumulators;
    long held;

    Level(int width) {
      this.width = width;
      columns = Arrays.copyOf(groups, width);
      keys = new KeyTable(context.memory(), "GROUP BY");
      groupRows = new RowStore(inputTypes, context.memory(), "GROUP BY");
      accumulators =
          plan.calls().stream()
              .map(call -> Accumulators.of(call, inputTypes, context))
              .toArray(Accumulator[]::new);
    }

    /** The row's group, or -1 if it is a new one and went to a file. */
    int group(Batch source, int row, int depth) {
      key.set(source, row, columns);
      int found = keys.find(key);
      if (found >= 0) {
        return found;
      }
      long bytes = RowStore.bytesOf(source, row) + KeyTable.bytesOf(key) + accumulatorBytes();
      if (mustSpill(bytes, depth)) {
        spill(source, row, depth);
        return -1;
      }
      context.memory().reserve(accumulatorBytes(), "GROUP BY");
      held += bytes;
      int number = keys.add(key);
      groupRows.append(source, row);
      for (Accumulator accumulator : accumulators) {
        accumulator.addGroup(number);
      }
      return number;
    }

    private long accumulatorBytes() {
      return ACCUMULATOR_BYTES * accumulators.length;
    }

    private boolean mustSpill(long bytes, int depth) {
      boolean can = !plan.rollup() && keys.count() > 0 && depth < SpillPartitions.DEPTH_MAX;
      return can && (spilled.isPresent() || context.memory().isShort(held, bytes, MEMORY_PART));
    }

    private void spill(Batch source, int row, int depth) {
      if (spilled.isEmpty()) {
        SpillSpace space = context.memory().spillSpace().orElseThrow();
        spilled = Optional.of(new SpillPartitions(space, inputTypes, depth));
      }
      SpillPartitions files = spilled.get();
      files.append(files.number(key), source, row);
    }

    void clear() {
      context.memory().release(accumulatorBytes() * groupRows.count());
      held = 0;
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
    inputTypes = OperatorBuilder.types(plan.input().fields());
    int lowest = plan.rollup() ? 0 : groups.length;
    for (int width = groups.length; width >= lowest; width--) {
      levels.add(new Level(width));
    }
  }

  @Override
  public void open() {
    clear();
    aggregate(input, 0);
    Level total = levels.getLast();
    if (total.width == 0 && total.keys.count() == 0) {
      // Without groups there is one row, and a rollup has its grand total, also of no rows.
      total.key.clear();
      total.keys.findOrAdd(total.key);
      for (Accumulator accumulator : total.accumulators) {
        accumulator.addGroup(0);
      }
    }
    startOutput();
  }

  private void startOutput() {
    outputOrder = plan.rollup() ? rollupOrder() : plainOrder();
    nextOutput = 0;
  }

  private void aggregate(Operator source, int depth) {
    source.open();
    try {
      while (source.next()) {
        context.statement().cancellation().check();
        Batch batchIn = source.batch();
        Rows rows = batchIn.rows();
        for (Level level : levels) {
          for (int k = 0; k < rows.count(); k++) {
            int row = rows.index()[k];
            int group = level.group(batchIn, row, depth);
            if (group >= 0) {
              for (Accumulator accumulator : level.accumulators) {
                accumulator.add(group, batchIn, row);
              }
            }
          }
        }
      }
    } finally {
      source.close();
    }
    if (spilled.isPresent()) {
      for (int number = SpillPartitions.COUNT - 1; number >= 0; number--) {
        parts.push(new Part(spilled.get(), number, depth));
      }
      spilled = Optional.empty();
    }
  }

  /** Groups the rows of the next file; false if there is none. */
  private boolean nextPart() {
    if (parts.isEmpty()) {
      return false;
    }
    Part part = parts.pop();
    levels.forEach(Level::clear);
    try {
      aggregate(part.files().file(part.number()).reader(), part.depth() + 1);
    } finally {
      if (part.number() == SpillPartitions.COUNT - 1) {
        part.files().close();
      }
    }
    startOutput();
    return true;
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
    while (nextOutput == outputOrder.length) {
      if (!nextPart()) {
        return false;
      }
    }
    int count = Math.min(Batch.ROWS_MAX, outputOrder.length - nextOutput);
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

  private void clear() {
    levels.forEach(Level::clear);
    spilled.ifPresent(SpillPartitions::close);
    spilled = Optional.empty();
    parts.forEach(part -> part.files().close());
    parts.clear();
    outputOrder = new int[0][];
    nextOutput = 0;
  }

  @Override
  public void close() {
    clear();
    input.close();
  }
}
