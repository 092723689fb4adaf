package io.braid.executor.batch;

import java.util.List;

/** The order of rows by several columns; NULL is lowest. */
public final class RowOrder {
  private final int[] columns;
  private final boolean[] descending;
  private final ValueOrder[] orders;

  /** An order by columns; {@code descending} says which of them turn around. */
  public RowOrder(List<ValueOrder> orders, int[] columns, boolean[] descending) {
    this.orders = orders.toArray(new ValueOrder[0]);
    this.columns = columns;
    this.descending = descending;
  }

  /** Compares two rows. */
  public int compare(Batch left, int leftRow, Batch right, int rightRow) {
    for (int k = 0; k < columns.length; k++) {
      Vector a = left.column(columns[k]);
      Vector b = right.column(columns[k]);
      boolean aNull = a.isNull(leftRow);
      boolean bNull = b.isNull(rightRow);
      int order =
          aNull || bNull
              ? Boolean.compare(bNull, aNull)
              : orders[k].compare(a, leftRow, b, rightRow);
      if (order != 0) {
        return descending[k] ? -order : order;
      }
    }
    return 0;
  }
}
