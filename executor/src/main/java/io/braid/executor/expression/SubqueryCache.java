package io.braid.executor.expression;

import io.braid.executor.batch.Batch;
import io.braid.executor.batch.KeyBytes;
import io.braid.executor.batch.KeyTable;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.Vector;
import java.util.List;

/**
 * Results of a correlated subquery by the outer values that it depends on. It forgets all when it
 * holds more than its share of the statement's memory. Used by one thread.
 */
final class SubqueryCache {
  private static final int MEMORY_PART = 8;

  private final List<OuterValues.Value> outerValues;
  private final ExpressionContext context;
  private final KeyTable keys;
  private final RowStore results;
  private final KeyBytes key = new KeyBytes();
  private final Batch result;
  private long bytes;

  SubqueryCache(List<OuterValues.Value> outerValues, Vector out, ExpressionContext context) {
    this.outerValues = outerValues;
    this.context = context;
    result = new Batch(new Vector[] {out});
    keys = new KeyTable(context.memory(), "subquery");
    results = new RowStore(List.of(out.type()), context.memory(), "subquery");
  }

  /** Sets the result of the row whose outer values are bound, if it is known. */
  boolean find(Vector[] left, int row) {
    key.clear();
    for (OuterValues.Value value : outerValues) {
      key.appendExactly(
          context.outerBatch(value.correlation()).column(value.column()),
          context.outerRow(value.correlation()));
    }
    for (Vector vector : left) {
      key.appendExactly(vector, row);
    }
    int number = keys.find(key);
    if (number < 0) {
      return false;
    }
    result.column(0).copyFrom(row, results.chunk(number).column(0), results.place(number));
    return true;
  }

  /** Keeps the result of the key that was not found. */
  void put(int row) {
    long more = KeyTable.bytesOf(key) + RowStore.bytesOf(result, row);
    if (bytes + more > context.memory().bytesMax() / MEMORY_PART
        || !context.memory().tryReserve(more)) {
      clear();
      return;
    }
    // The table and the store reserve for themselves.
    context.memory().release(more);
    bytes += more;
    keys.findOrAdd(key);
    results.append(result, row);
  }

  private void clear() {
    keys.clear();
    results.clear();
    bytes = 0;
  }
}
