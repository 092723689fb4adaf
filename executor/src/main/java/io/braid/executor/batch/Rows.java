package io.braid.executor.batch;

/**
 * The rows of a batch that are meant: a selection vector of ascending row numbers. Whoever made it
 * may change it; others read.
 */
public final class Rows {
  private static final int[] IDENTITY = identity();

  private int[] index;
  private int count;

  private Rows(int[] index, int count) {
    this.index = index;
    this.count = count;
  }

  private static int[] identity() {
    int[] all = new int[Batch.ROWS_MAX];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return all;
  }

  /** Rows 0 to {@code count} - 1; must not be added to. */
  public static Rows first(int count) {
    return new Rows(IDENTITY, count);
  }

  /** An empty selection that can be filled. */
  public static Rows empty() {
    return new Rows(new int[16], 0);
  }

  /** Row numbers; the first {@link #count} count. */
  public int[] index() {
    return index;
  }

  /** How many rows are meant. */
  public int count() {
    return count;
  }

  /** Removes all. */
  public void clear() {
    count = 0;
  }

  /** Appends a row, which must be greater than those before. */
  public void add(int row) {
    if (count == index.length) {
      index = java.util.Arrays.copyOf(index, Math.min(count * 2, Batch.ROWS_MAX));
    }
    index[count++] = row;
  }

  /** Keeps the first {@code newCount} rows. */
  public Rows limitedTo(int newCount) {
    return newCount >= count ? this : new Rows(index, newCount);
  }

  /** The rows from {@code from} (a place, not a row number) to {@code to}. */
  public Rows slice(int from, int to) {
    return from == 0
        ? limitedTo(to)
        : new Rows(java.util.Arrays.copyOfRange(index, from, to), to - from);
  }
}
