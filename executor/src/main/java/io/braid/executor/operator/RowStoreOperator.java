package io.braid.executor.operator;

import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.Vector;
import java.util.function.Supplier;

/** Rows that are kept in memory by someone else. */
final class RowStoreOperator implements Operator {
  private final Supplier<RowStore> source;
  private int nextChunk;
  private Batch view = new Batch(new Vector[0]);

  RowStoreOperator(Supplier<RowStore> source) {
    this.source = source;
  }

  @Override
  public void open() {
    nextChunk = 0;
  }

  @Override
  public boolean next() {
    RowStore rows = source.get();
    if (nextChunk == rows.chunks().size()) {
      return false;
    }
    Batch chunk = rows.chunks().get(nextChunk++);
    // A view, because whoever reads may select other rows.
    view = new Batch(chunk.columns());
    view.finish(chunk.size());
    return true;
  }

  @Override
  public Batch batch() {
    return view;
  }

  @Override
  public void close() {}
}
