package io.braid.planner.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of expressions, kept flat: an INSERT may bring many thousands. Rows may differ in length;
 * that is an error of analysis (1136), not of the text.
 */
public final class ValueRows {
  private final Expression[] items;

  /** Where each row ends in {@code items}. */
  private final int[] ends;

  private ValueRows(Expression[] items, int[] ends) {
    this.items = items;
    this.ends = ends;
  }

  /** Copies {@code rows}. */
  public static ValueRows of(List<List<Expression>> rows) {
    Builder builder = new Builder();
    for (List<Expression> row : rows) {
      row.forEach(builder::add);
      builder.endRow();
    }
    return builder.build();
  }

  /** Number of rows. */
  public int rowCount() {
    return ends.length;
  }

  /** Number of values in {@code row}, which may be 0: {@code VALUES ()}. */
  public int width(int row) {
    return ends[row] - start(row);
  }

  /** The value of {@code row} at {@code column}, both counted from 0. */
  public Expression at(int row, int column) {
    if (column < 0 || column >= width(row)) {
      throw new IndexOutOfBoundsException(column);
    }
    return items[start(row) + column];
  }

  /** A row as a list. */
  public List<Expression> row(int row) {
    return List.of(Arrays.copyOfRange(items, start(row), ends[row]));
  }

  /** All rows as lists; prefer {@link #at} for large inserts. */
  public List<List<Expression>> rows() {
    List<List<Expression>> rows = new ArrayList<>(ends.length);
    for (int row = 0; row < ends.length; row++) {
      rows.add(row(row));
    }
    return rows;
  }

  private int start(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ValueRows rows
        && Arrays.equals(ends, rows.ends)
        && Arrays.equals(items, rows.items);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(items);
  }

  @Override
  public String toString() {
    return rows().toString();
  }

  /** Collects values row by row. */
  public static final class Builder {
    private Expression[] items = new Expression[16];
    private int itemCount;
    private int[] ends = new int[4];
    private int rowCount;

    /** Appends a value to the present row. */
    public void add(Expression item) {
      if (itemCount == items.length) {
        items = Arrays.copyOf(items, itemCount * 2);
      }
      items[itemCount++] = item;
    }

    /** Ends the present row. */
    public void endRow() {
      if (rowCount == ends.length) {
        ends = Arrays.copyOf(ends, rowCount * 2);
      }
      ends[rowCount++] = itemCount;
    }

    /** The rows ended so far. */
    public ValueRows build() {
      return new ValueRows(
          Arrays.copyOf(items, rowCount == 0 ? 0 : ends[rowCount - 1]),
          Arrays.copyOf(ends, rowCount));
    }
  }
}
