package io.braid.executor.operator;

import io.braid.common.type.ColumnType;
import io.braid.executor.StatementContext;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.MemoryBudget;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowOrder;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.SpillFile;
import io.braid.executor.batch.ValueOrder;
import io.braid.executor.expression.Evaluator;
import io.braid.planner.plan.PhysicalPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Sorts its input, stably. With a limit it keeps only about as many rows as it will output:
 * whenever twice as many are held, the worse half is dropped. What does not fit in memory is sorted
 * in parts, each in a file, which are merged.
 */
final class SortOperator implements Operator {
  private static final int PRUNE_ROWS_MIN = 4 * Batch.ROWS_MAX;
  private static final int MERGE_RUNS_MAX = 64;
  private static final int MEMORY_PART = 2;

  private final Operator input;
  private final List<ColumnType> types;
  private final RowOrder order;
  private final Optional<Evaluator> offset;
  private final Optional<Evaluator> limit;
  private final StatementContext statement;
  private final MemoryBudget memory;
  private final Batch batch;
  private final List<SpillFile> runs = new ArrayList<>();
  private RowStore rows;
  private Optional<MergedRuns> merge = Optional.empty();
  private long mergeLeft;
  private long kept;
  private Integer[] sorted = new Integer[0];
  private int next;
  private int end;

  SortOperator(
      Operator input,
      List<ColumnType> types,
      List<PhysicalPlan.SortKey> keys,
      Optional<Evaluator> offset,
      Optional<Evaluator> limit,
      StatementContext statement,
      MemoryBudget memory) {
    this.input = input;
    this.types = types;
    order = order(keys, types);
    this.offset = offset;
    this.limit = limit;
    this.statement = statement;
    this.memory = memory;
    batch = Batch.of(types);
    rows = new RowStore(types, memory, "sort");
  }

  static RowOrder order(List<PhysicalPlan.SortKey> keys, List<ColumnType> types) {
    int[] columns = new int[keys.size()];
    boolean[] descending = new boolean[keys.size()];
    for (int k = 0; k < columns.length; k++) {
      columns[k] = keys.get(k).column();
      descending[k] = keys.get(k).descending();
    }
    return new RowOrder(
        keys.stream().map(k -> ValueOrder.of(types.get(k.column()))).toList(), columns, descending);
  }

  @Override
  public void open() {
    clear();
    long skipped = LimitOperator.count(offset, 0);
    long wanted = LimitOperator.count(limit, Long.MAX_VALUE);
    kept = wanted > Long.MAX_VALUE - skipped ? Long.MAX_VALUE : wanted + skipped;
    input.open();
    try {
      while (kept > 0 && input.next()) {
        statement.cancellation().check();
        append(input.batch());
        if (rows.count() >= PRUNE_ROWS_MIN && rows.count() / 2 > kept) {
          prune((int) kept);
        }
      }
    } finally {
      input.close();
    }
    if (!runs.isEmpty()) {
      startMerge(skipped);
      return;
    }
    sorted = sorted(rows);
    next = (int) Math.min(skipped, sorted.length);
    end = (int) Math.min(sorted.length, kept);
  }

  private void append(Batch source) {
    Rows selected = source.rows();
    for (int k = 0; k < selected.count(); k++) {
      int row = selected.index()[k];
      if (rows.count() > 0
          && memory.isShort(rows.bytes(), RowStore.bytesOf(source, row), MEMORY_PART)) {
        spill();
      }
      rows.append(source, row);
    }
  }

  /** Puts the rows that are held into a file, in order. */
  private void spill() {
    SpillFile run = memory.spillSpace().orElseThrow().file(types);
    runs.add(run);
    Integer[] numbers = sorted(rows);
    for (int i = 0; i < Math.min(numbers.length, kept); i++) {
      run.append(rows.chunk(numbers[i]), rows.place(numbers[i]));
    }
    rows.clear();
  }

  private void startMerge(long skipped) {
    if (rows.count() > 0) {
      spill();
    }
    while (runs.size() > MERGE_RUNS_MAX) {
      // The merged run takes the place of its parts, so that equal rows keep their order.
      List<SpillFile> parts = runs.subList(0, MERGE_RUNS_MAX);
      SpillFile run = memory.spillSpace().orElseThrow().file(types);
      try (MergedRuns merged = new MergedRuns(parts, order)) {
        for (long n = 0; n < kept && merged.next(); n++) {
          run.append(merged.batch(), merged.row());
        }
      }
      parts.forEach(SpillFile::close);
      parts.clear();
      runs.add(0, run);
      statement.cancellation().check();
    }
    MergedRuns merged = new MergedRuns(runs, order);
    merge = Optional.of(merged);
    mergeLeft = kept;
    for (long n = 0; n < skipped && mergeLeft > 0 && merged.next(); n++) {
      mergeLeft--;
    }
  }

  private Integer[] sorted(RowStore store) {
    Integer[] numbers = new Integer[store.count()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    Comparator<Integer> comparator =
        (a, b) -> order.compare(store.chunk(a), store.place(a), store.chunk(b), store.place(b));
    Arrays.sort(numbers, comparator);
    return numbers;
  }

  /** Keeps the first rows in order of arrival, so that the sort stays stable. */
  private void prune(int count) {
    Integer[] best = Arrays.copyOf(sorted(rows), count);
    Arrays.sort(best);
    RowStore fewer = new RowStore(types, memory, "sort");
    for (Integer row : best) {
      fewer.append(rows.chunk(row), rows.place(row));
    }
    rows.clear();
    rows = fewer;
  }

  @Override
  public boolean next() {
    if (merge.isPresent()) {
      return nextMerged(merge.get());
    }
    int count = Math.min(Batch.ROWS_MAX, end - next);
    if (count <= 0) {
      return false;
    }
    statement.cancellation().check();
    batch.reset(count);
    for (int row = 0; row < count; row++) {
      int number = sorted[next++];
      batch.copyRow(row, rows.chunk(number), rows.place(number));
    }
    batch.finish(count);
    return true;
  }

  private boolean nextMerged(MergedRuns merged) {
    statement.cancellation().check();
    batch.reset(Batch.ROWS_MAX);
    int count = 0;
    while (count < Batch.ROWS_MAX && mergeLeft > 0 && merged.next()) {
      batch.copyRow(count++, merged.batch(), merged.row());
      mergeLeft--;
    }
    batch.finish(count);
    return count > 0;
  }

  @Override
  public Batch batch() {
    return batch;
  }

  private void clear() {
    rows.clear();
    sorted = new Integer[0];
    next = 0;
    end = 0;
    merge.ifPresent(MergedRuns::close);
    merge = Optional.empty();
    runs.forEach(SpillFile::close);
    runs.clear();
  }

  @Override
  public void close() {
    clear();
    input.close();
  }
}
