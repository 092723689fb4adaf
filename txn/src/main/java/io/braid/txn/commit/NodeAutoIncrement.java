package io.braid.txn.commit;

import io.braid.common.MySqlError;
import io.braid.txn.AutoIncrement;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongUnaryOperator;

/** Counters that start above what commits have persisted. All values are unsigned. */
final class NodeAutoIncrement implements AutoIncrement {
  private final LongUnaryOperator persistedMax;
  private final ConcurrentHashMap<Long, Counter> counters = new ConcurrentHashMap<>();

  /**
   * @param persistedMax the largest committed value of a table
   */
  NodeAutoIncrement(LongUnaryOperator persistedMax) {
    this.persistedMax = persistedMax;
  }

  /** The smallest value that is still free; stays at the largest value once that is used. */
  private static final class Counter {
    private long next;
    private boolean exhausted;

    Counter(long used) {
      next = 1;
      observe(used);
    }

    synchronized long next() {
      return next;
    }

    synchronized void observe(long used) {
      if (Long.compareUnsigned(used, next) >= 0) {
        exhausted = used == -1L;
        next = exhausted ? used : used + 1;
      }
    }

    synchronized void restart(long value) {
      next = value;
      exhausted = false;
    }

    synchronized long reserve(int count, int increment, int offset, long max) {
      long step = Math.max(increment, 1);
      long start = offset > step ? 1 : Math.max(offset, 1);
      long first = firstAtOrAbove(next, step, start);
      if (exhausted || Long.compareUnsigned(first, next) < 0) {
        throw MySqlError.ER_AUTOINC_READ_FAILED.with();
      }
      if (Long.compareUnsigned(first, max) > 0) {
        return max;
      }
      long room = Long.divideUnsigned(-1L - first, step);
      if (Long.compareUnsigned(room, count) < 0) {
        exhausted = true;
        next = -1L;
      } else {
        next = first + step * count;
      }
      return first;
    }

    /** The smallest value of start, start + step, … at or above {@code floor}; wraps at the end. */
    private static long firstAtOrAbove(long floor, long step, long start) {
      if (Long.compareUnsigned(floor, start) <= 0) {
        return start;
      }
      long beyond = Long.remainderUnsigned(floor - start, step);
      return beyond == 0 ? floor : floor + (step - beyond);
    }
  }

  @Override
  public long reserve(long tableId, int count, int increment, int offset, long max) {
    if (count < 1) {
      throw new IllegalArgumentException("count " + count);
    }
    return counter(tableId).reserve(count, increment, offset, max);
  }

  @Override
  public void observe(long tableId, long value) {
    counter(tableId).observe(value);
  }

  @Override
  public long next(long tableId) {
    return counter(tableId).next();
  }

  @Override
  public void restart(long tableId, long next) {
    counter(tableId).restart(Math.max(next, 1));
  }

  @Override
  public void forget(long tableId) {
    counters.remove(tableId);
  }

  /** Reads the volume outside of the map, so that no bucket is locked meanwhile. */
  private Counter counter(long tableId) {
    Counter counter = counters.get(tableId);
    if (counter != null) {
      return counter;
    }
    Counter fresh = new Counter(persistedMax.applyAsLong(tableId));
    Counter other = counters.putIfAbsent(tableId, fresh);
    return other == null ? fresh : other;
  }
}
