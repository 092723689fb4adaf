package io.braid.executor.operator;

import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowStore;

/** A plan that is used in several places and run once for each statement. */
final class MaterializedOperator implements Operator {
  private final Rows rows;
  private final RowStoreOperator reader;

  /** What the places share. */
  static final class Rows {
    private final Operator input;
    private final RowStore store;
    private boolean loaded;

    Rows(Operator input, RowStore store) {
      this.input = input;
      this.store = store;
    }

    RowStore load() {
      if (!loaded) {
        input.open();
        try {
          while (input.next()) {
            store.appendAll(input.batch());
          }
        } finally {
          input.close();
        }
        loaded = true;
      }
      return store;
    }
  }

  MaterializedOperator(Rows rows) {
    this.rows = rows;
    reader = new RowStoreOperator(() -> rows.store);
  }

  @Override
  public void open() {
    rows.load();
    reader.open();
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
    reader.close();
  }
}
