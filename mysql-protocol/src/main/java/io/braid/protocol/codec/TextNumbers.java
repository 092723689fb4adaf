package io.braid.protocol.codec;

import io.braid.common.value.NumberText;

/** Numbers as MySQL writes them in text results. */
public final class TextNumbers {
  /** The {@code decimals} of a column that does not fix them. */
  public static final int DECIMALS_NOT_FIXED = 31;

  private TextNumbers() {}

  /**
   * Writes a signed number at the end of {@code digits}.
   *
   * @param digits at least 20 bytes
   * @return index of the first byte
   */
  public static int writeSigned(long value, byte[] digits) {
    if (value >= 0) {
      return writeUnsigned(value, digits);
    }
    int start = writeUnsigned(-value, digits); // right for the least value too: -value is unsigned
    digits[start - 1] = '-';
    return start - 1;
  }

  /** As {@link #writeSigned}, for a value whose 64 bits are unsigned. */
  public static int writeUnsigned(long value, byte[] digits) {
    int at = digits.length;
    long rest = value;
    if (rest < 0) {
      digits[--at] = (byte) ('0' + Long.remainderUnsigned(rest, 10));
      rest = Long.divideUnsigned(rest, 10);
    }
    while (rest > Integer.MAX_VALUE) {
      digits[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    int small = (int) rest;
    do {
      digits[--at] = (byte) ('0' + small % 10);
      small /= 10;
    } while (small > 0);
    return at;
  }

  /**
   * A DOUBLE as MySQL writes it.
   *
   * @param decimals fraction digits, or {@link #DECIMALS_NOT_FIXED} for as many as are needed
   */
  static String ofDouble(double value, int decimals) {
    return decimals < DECIMALS_NOT_FIXED
        ? NumberText.fixed(value, decimals)
        : NumberText.ofDouble(value);
  }

  /** A FLOAT as MySQL writes it: six digits when decimals are not fixed. */
  static String ofFloat(float value, int decimals) {
    return decimals < DECIMALS_NOT_FIXED
        ? NumberText.fixed(value, decimals)
        : NumberText.ofFloat(value);
  }
}
