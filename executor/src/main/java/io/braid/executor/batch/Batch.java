package io.braid.executor.batch;

import io.braid.common.type.ColumnType;
import java.util.ArrayList;
import java.util.List;

/**
 * Up to {@link #ROWS_MAX} rows in columns, and which of them are meant. It is valid until its
 * operator is asked for the next one.
 */
public final class Batch {
  /** The most rows of a batch. */
  public static final int ROWS_MAX = 1_024;

  private final Vector[] columns;
  private int size;
  private Rows rows = Rows.first(0);

  /** A batch of these vectors, without rows. */
  public Batch(Vector[] columns) {
    this.columns = columns;
  }

  /** An empty batch with a new vector for each type. */
  public static Batch of(List<ColumnType> types) {
    List<Vector> vectors = new ArrayList<>(types.size());
    for (ColumnType type : types) {
      vectors.add(new Vector(type));
    }
    return new Batch(vectors.toArray(new Vector[0]));
  }

  /** The column vectors. */
  public Vector[] columns() {
    return columns;
  }

  /** One column. */
  public Vector column(int column) {
    return columns[column];
  }

  /** One past the highest row number. */
  public int size() {
    return size;
  }

  /** The rows that are meant. */
  public Rows rows() {
    return rows;
  }

  /** Begins anew: every vector is reset for {@code size} rows, and none is meant yet. */
  public void reset(int newSize) {
    for (Vector column : columns) {
      column.reset(newSize);
    }
    size = 0;
    rows = Rows.first(0);
  }

  /** Says that rows 0 to {@code newSize} - 1 are set and meant. */
  public void finish(int newSize) {
    size = newSize;
    rows = Rows.first(newSize);
  }

  /** Says which of {@code newSize} rows are meant. */
  public void select(int newSize, Rows selected) {
    size = newSize;
    rows = selected;
  }

  /** Copies one row from a batch with columns of the same kinds. */
  public void copyRow(int row, Batch source, int sourceRow) {
    for (int c = 0; c < columns.length; c++) {
      columns[c].copyFrom(row, source.columns[c], sourceRow);
    }
  }
}
