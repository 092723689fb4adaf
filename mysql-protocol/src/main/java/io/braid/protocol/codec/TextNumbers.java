package io.braid.protocol.codec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as MySQL writes them in text results. */
public final class TextNumbers {
  /** The {@code decimals} of a column that does not fix them. */
  public static final int DECIMALS_NOT_FIXED = 31;

  /** Outside of 10^-15 to 10^15 MySQL writes an exponent (DBL_DIG of the C library). */
  private static final int POINT_POSITION_MAX = 15;

  private static final int FLOAT_DIGITS = 6;

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
  public static String ofDouble(double value, int decimals) {
    if (decimals < DECIMALS_NOT_FIXED) {
      return fixed(new BigDecimal(value), value, decimals);
    }
    if (value == 0) {
      return isNegativeZero(value) ? "-0" : "0";
    }
    return shortest(new BigDecimal(Double.toString(value)));
  }

  /** A FLOAT as MySQL writes it: six digits when decimals are not fixed. */
  public static String ofFloat(float value, int decimals) {
    if (decimals < DECIMALS_NOT_FIXED) {
      return fixed(new BigDecimal(value), value, decimals);
    }
    if (value == 0) {
      return isNegativeZero(value) ? "-0" : "0";
    }
    MathContext sixDigits = new MathContext(FLOAT_DIGITS, RoundingMode.HALF_EVEN);
    return shortest(new BigDecimal(value).round(sixDigits));
  }

  private static boolean isNegativeZero(double value) {
    return Double.doubleToRawLongBits(value) < 0;
  }

  private static String fixed(BigDecimal exact, double value, int decimals) {
    String text = exact.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    return exact.signum() == 0 && isNegativeZero(value) ? "-" + text : text;
  }

  private static String shortest(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    // MySQL counts the point from in front of the first digit: 0.ddd x 10^pointPosition.
    int pointPosition = stripped.precision() - stripped.scale();
    if (pointPosition > 1 - POINT_POSITION_MAX - 1 && pointPosition <= POINT_POSITION_MAX) {
      return stripped.toPlainString();
    }
    String digits = stripped.unscaledValue().abs().toString();
    StringBuilder text = new StringBuilder(digits.length() + 8);
    if (stripped.signum() < 0) {
      text.append('-');
    }
    text.append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    return text.append('e').append(pointPosition - 1).toString();
  }
}
