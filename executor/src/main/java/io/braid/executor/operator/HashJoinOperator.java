package io.braid.executor.operator;

import io.braid.common.type.ColumnType;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.KeyBytes;
import io.braid.executor.batch.KeyTable;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.SpillPartitions;
import io.braid.executor.expression.Evaluator;
import io.braid.executor.expression.ExpressionContext;
import io.braid.planner.plan.PhysicalPlan;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Builds a hash table of the right side and probes it with the left. A right side that does not fit
 * in memory is divided by the hash of its keys into files, the left side likewise, and the pairs of
 * files are joined one after the other, divided again where need be.
 */
final class HashJoinOperator implements Operator {
  private static final int MEMORY_PART = 4;

  private final PhysicalPlan.HashJoin plan;
  private final Operator left;
  private final Operator right;
  private final ExpressionContext context;
  private final int[] leftKeys;
  private final int[] rightKeys;
  private final List<ColumnType> leftTypes;
  private final List<ColumnType> rightTypes;
  private final RowStore rows;
  private final KeyTable keys;
  private final KeyBytes key = new KeyBytes();
  private final JoinOutput output;
  private final Deque<Part> parts = new ArrayDeque<>();
  private int[] firstOfKey = new int[64];
  private int[] lastOfKey = new int[64];
  private int[] nextOfRow = new int[64];
  private boolean anyNullKey;
  private boolean anyKey;
  private Operator probe;
  private Optional<Part> present = Optional.empty();

  /** Both sides' rows of some keys, in files. */
  private record Part(SpillPartitions left, SpillPartitions right, int number, int depth) {
    boolean isLast() {
      return number == SpillPartitions.COUNT - 1;
    }

    void close() {
      left.close();
      right.close();
    }
  }

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
    probe = left;
    leftKeys = plan.leftKeys().stream().mapToInt(k -> k).toArray();
    rightKeys = plan.rightKeys().stream().mapToInt(k -> k).toArray();
    leftTypes = OperatorBuilder.types(plan.left().fields());
    rightTypes = OperatorBuilder.types(plan.right().fields());
    rows = new RowStore(rightTypes, context.memory(), "hash join");
    keys = new KeyTable(context.memory(), "hash join");
    output = new JoinOutput(plan.kind(), leftTypes, rightTypes, residual, context);
  }

  @Override
  public void open() {
    clear();
    anyNullKey = false;
    anyKey = false;
    Optional<SpillPartitions> divided = build(right, 0);
    probe = left;
    if (divided.isEmpty()) {
      left.open();
      output.open(this::matches);
      return;
    }
    divide(left, divided.get(), 0);
    nextPart();
  }

  /**
   * Puts the right side into the hash table.
   *
   * @return the files that it went to instead when memory was short
   */
  private Optional<SpillPartitions> build(Operator source, int depth) {
    Optional<SpillPartitions> divided = Optional.empty();
    source.open();
    try {
      while (source.next()) {
        context.statement().cancellation().check();
        Batch batch = source.batch();
        Rows selected = batch.rows();
        for (int k = 0; k < selected.count(); k++) {
          int row = selected.index()[k];
          if (!setKey(batch, row, rightKeys)) {
            anyNullKey = true;
            continue;
          }
          anyKey = true;
          if (divided.isEmpty() && mustDivide(batch, row, depth)) {
            divided = Optional.of(divideTable(depth));
            setKey(batch, row, rightKeys);
          }
          if (divided.isPresent()) {
            divided.get().append(divided.get().number(key), batch, row);
          } else {
            put(batch, row);
          }
        }
      }
    } catch (RuntimeException e) {
      divided.ifPresent(SpillPartitions::close);
      throw e;
    } finally {
      source.close();
    }
    return divided;
  }

  private boolean mustDivide(Batch batch, int row, int depth) {
    long bytes = RowStore.bytesOf(batch, row) + KeyTable.bytesOf(key);
    return rows.count() > 0
        && depth < SpillPartitions.DEPTH_MAX
        && context.memory().isShort(rows.bytes(), bytes, MEMORY_PART);
  }

  /** Moves what the hash table holds to files. */
  private SpillPartitions divideTable(int depth) {
    SpillPartitions files =
        new SpillPartitions(context.memory().spillSpace().orElseThrow(), rightTypes, depth);
    for (int r = 0; r < rows.count(); r++) {
      setKey(rows.chunk(r), rows.place(r), rightKeys);
      files.append(files.number(key), rows.chunk(r), rows.place(r));
    }
    rows.clear();
    keys.clear();
    return files;
  }

  /** Divides left rows as the right ones were, and remembers the pairs of files. */
  private void divide(Operator source, SpillPartitions right, int depth) {
    SpillPartitions files =
        new SpillPartitions(context.memory().spillSpace().orElseThrow(), leftTypes, depth);
    for (int number = SpillPartitions.COUNT - 1; number >= 0; number--) {
      parts.push(new Part(files, right, number, depth));
    }
    source.open();
    try {
      while (source.next()) {
        context.statement().cancellation().check();
        Batch batch = source.batch();
        Rows selected = batch.rows();
        for (int k = 0; k < selected.count(); k++) {
          int row = selected.index()[k];
          // A row whose key matches nothing may still be output, once.
          int number = setKey(batch, row, leftKeys) ? files.number(key) : 0;
          files.append(number, batch, row);
        }
      }
    } finally {
      source.close();
    }
  }

  /** Starts on the next pair of files; false if there is none. */
  private boolean nextPart() {
    endPart();
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      present = Optional.of(part);
      Optional<SpillPartitions> divided =
          build(part.right().file(part.number()).reader(), part.depth() + 1);
      if (divided.isEmpty()) {
        probe = part.left().file(part.number()).reader();
        probe.open();
        output.open(this::matches);
        return true;
      }
      divide(part.left().file(part.number()).reader(), divided.get(), part.depth() + 1);
      present = Optional.empty();
      if (part.isLast()) {
        part.close();
      }
    }
    return false;
  }

  private void endPart() {
    rows.clear();
    keys.clear();
    if (present.isPresent()) {
      probe.close();
      if (present.get().isLast()) {
        present.get().close();
      }
      present = Optional.empty();
    }
  }

  private void put(Batch batch, int row) {
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
      return new JoinOutput.Candidates(rows, -1, nextOfRow, anyKey || anyNullKey);
    }
    int number = keys.find(key);
    return new JoinOutput.Candidates(
        rows, number < 0 ? -1 : firstOfKey[number], nextOfRow, anyNullKey);
  }

  @Override
  public boolean next() {
    while (true) {
      if (output.next(probe)) {
        return true;
      }
      if (present.isEmpty() || !nextPart()) {
        return false;
      }
    }
  }

  @Override
  public Batch batch() {
    return output.batch();
  }

  private void clear() {
    endPart();
    parts.forEach(Part::close);
    parts.clear();
    probe = left;
  }

  @Override
  public void close() {
    clear();
    left.close();
    right.close();
  }
}
