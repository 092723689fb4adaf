package io.braid.storage;

import java.util.Arrays;

/**
 * A half-open range of keys in unsigned byte order. The arrays are owned by the range and must not
 * be changed.
 *
 * @param start inclusive
 * @param end exclusive; empty means the end of the key space
 */
public record KeyRange(byte[] start, byte[] end) {
  /** Whether {@code key} lies in the range. */
  public boolean contains(byte[] key) {
    return Arrays.compareUnsigned(key, start) >= 0
        && (end.length == 0 || Arrays.compareUnsigned(key, end) < 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyRange range
        && Arrays.equals(start, range.start)
        && Arrays.equals(end, range.end);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(start) + Arrays.hashCode(end);
  }
}
