package io.braid.executor.operator;

import io.braid.common.type.ColumnType;
import io.braid.executor.StatementContext;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.MemoryBudget;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowOrder;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.ValueOrder;
import io.braid.executor.expression.Evaluator;
import io.braid.planner.plan.PhysicalPlan;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Sorts its input in memory, stably. With a limit it keeps only about as many rows as it will
 * output: whenever twice as many are held, the worse half is dropped.
 */
final class SortOperator implements Operator {
  private static final int PRUNE_ROWS_MIN = 4 * Batch.ROWS_MAX;

  private final Operator input;
  private final List<ColumnType> types;
  private final RowOrder order;
  private final Optional<Evaluator> offset;
  private final Optional<Evaluator> limit;
  private final StatementContext statement;
  private final MemoryBudget memory;
  private final Batch batch;
  private RowStore rows;
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
    rows.clear();
    long skipped = LimitOperator.count(offset, 0);
    long wanted = LimitOperator.count(limit, Long.MAX_VALUE);
    long kept = wanted > Long.MAX_VALUE - skipped ? Long.MAX_VALUE : wanted + skipped;
    input.open();
    try {
      while (kept > 0 && input.next()) {
        statement.cancellation().check();
        rows.appendAll(input.batch());
        if (rows.count() >= PRUNE_ROWS_MIN && rows.count() / 2 > kept) {
          prune((int) kept);
        }
      }
    } finally {
      input.close();
    }
    sorted = sorted(rows);
    next = (int) Math.min(skipped, sorted.length);
    end = (int) Math.min(sorted.length, kept);
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
  private void prune(int kept) {
    Integer[] best = Arrays.copyOf(sorted(rows), kept);
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

  @Override
  public Batch batch() {
    return batch;
  }

  /** All rows, selected ones only, for callers that sort a store themselves. */
  static Rows all(Batch batch) {
    return Rows.first(batch.size());
  }

  @Override
  public void close() {
    rows.clear();
    sorted = new Integer[0];
    input.close();
  }
}
