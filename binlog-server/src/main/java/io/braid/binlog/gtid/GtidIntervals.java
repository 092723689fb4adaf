package io.braid.binlog.gtid;

import java.util.Arrays;

/**
 * Numbers of one source as sorted, disjoint, not adjacent intervals. Immutable. Even places hold
 * the first, odd places the last number of an interval.
 */
final class GtidIntervals {
  static final GtidIntervals NONE = new GtidIntervals(new long[0]);

  private final long[] bounds;

  private GtidIntervals(long[] bounds) {
    this.bounds = bounds;
  }

  static GtidIntervals of(long first, long last) {
    return new GtidIntervals(new long[] {first, last});
  }

  boolean isEmpty() {
    return bounds.length == 0;
  }

  int size() {
    return bounds.length / 2;
  }

  long first(int interval) {
    return bounds[2 * interval];
  }

  long last(int interval) {
    return bounds[2 * interval + 1];
  }

  long count() {
    long count = 0;
    for (int i = 0; i < size(); i++) {
      count += last(i) - first(i) + 1;
    }
    return count;
  }

  boolean contains(long number) {
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (number < first(middle)) {
        high = middle - 1;
      } else if (number > last(middle)) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  GtidIntervals union(GtidIntervals other) {
    if (other.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    long[] merged = new long[bounds.length + other.bounds.length];
    int length = 0;
    int mine = 0;
    int theirs = 0;
    while (mine < size() || theirs < other.size()) {
      boolean takeMine =
          theirs >= other.size() || (mine < size() && first(mine) <= other.first(theirs));
      long first = takeMine ? first(mine) : other.first(theirs);
      long last = takeMine ? last(mine++) : other.last(theirs++);
      if (length > 0 && first <= merged[length - 1] + 1) {
        merged[length - 1] = Math.max(merged[length - 1], last);
      } else {
        merged[length++] = first;
        merged[length++] = last;
      }
    }
    return new GtidIntervals(Arrays.copyOf(merged, length));
  }

  GtidIntervals subtract(GtidIntervals other) {
    if (isEmpty() || other.isEmpty()) {
      return this;
    }
    long[] rest = new long[bounds.length + other.bounds.length];
    int length = 0;
    int theirs = 0;
    for (int mine = 0; mine < size(); mine++) {
      long first = first(mine);
      long last = last(mine);
      while (theirs < other.size() && other.last(theirs) < first) {
        theirs++;
      }
      int at = theirs;
      while (at < other.size() && other.first(at) <= last && first <= last) {
        if (other.first(at) > first) {
          rest[length++] = first;
          rest[length++] = other.first(at) - 1;
        }
        first = other.last(at) + 1;
        at++;
      }
      if (first <= last) {
        rest[length++] = first;
        rest[length++] = last;
      }
    }
    return new GtidIntervals(Arrays.copyOf(rest, length));
  }

  GtidIntervals intersect(GtidIntervals other) {
    return subtract(subtract(other));
  }

  void appendTo(StringBuilder out) {
    for (int i = 0; i < size(); i++) {
      out.append(':').append(first(i));
      if (last(i) > first(i)) {
        out.append('-').append(last(i));
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GtidIntervals intervals && Arrays.equals(bounds, intervals.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }
}
