package io.braid.executor.dml;

import io.braid.txn.AutoIncrement;

/**
 * The AUTO_INCREMENT values of one INSERT statement. Intervals are reserved as MySQL with InnoDB
 * does it, so that numbers and gaps are the same: as many values as the statement has rows at
 * first, then, or when the number of rows is not known, 1, 2, 4, …
 */
final class AutoIncrementValues {
  private static final int DOUBLINGS_MAX = 16;
  private static final int RESERVED_MAX = 65_535;

  private final AutoIncrement counters;
  private final long tableId;
  private final long max;
  private final long increment;
  private final long offset;
  private final int rowsExpected;

  private int intervals;
  private long rowsPending;
  private boolean started;
  private long next;
  private long end;

  /**
   * @param max the column's largest value, unsigned
   * @param increment auto_increment_increment
   * @param offset auto_increment_offset
   * @param rowsExpected how many rows the statement has, 0 if that is not known
   */
  AutoIncrementValues(
      AutoIncrement counters,
      long tableId,
      long max,
      long increment,
      long offset,
      int rowsExpected) {
    this.counters = counters;
    this.tableId = tableId;
    this.max = max;
    this.increment = Math.max(increment, 1);
    this.offset = offset;
    this.rowsExpected = rowsExpected;
  }

  /** The value for a row that brings none; may be above the column's largest value. */
  long generate() {
    if (!started || Long.compareUnsigned(next, end) >= 0) {
      reserve();
    }
    long value = next;
    next += increment;
    rowProcessed();
    return value;
  }

  private void reserve() {
    if (rowsPending == 0) {
      rowsPending =
          intervals == 0 && rowsExpected > 0
              ? Math.min(rowsExpected, RESERVED_MAX)
              : Math.min(1L << Math.min(intervals, DOUBLINGS_MAX), RESERVED_MAX);
    }
    intervals++;
    next = counters.reserve(tableId, (int) rowsPending, (int) increment, (int) offset, max);
    end = next + rowsPending * increment;
    started = true;
  }

  /** A row brought a value itself. */
  void explicit(long value) {
    counters.observe(tableId, value);
    if (started && Long.compareUnsigned(value, next) >= 0) {
      next =
          increment == 1
              ? value + 1
              : (value + increment - offset) / increment * increment + offset;
    }
    rowProcessed();
  }

  /** The row of the last generated value was not inserted: the next row takes the value. */
  void giveBack(long value) {
    next = value;
  }

  private void rowProcessed() {
    rowsPending = Math.max(0, rowsPending - 1);
  }
}
