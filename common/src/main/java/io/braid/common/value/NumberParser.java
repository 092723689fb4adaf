package io.braid.common.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Reads numbers from the start of strings as MySQL does. Every method says where the number ended,
 * so that the caller can tell what was left over.
 */
public final class NumberParser {
  /** Digits before and behind the point that MySQL's DECIMAL can hold while it computes. */
  private static final int DECIMAL_DIGITS_MAX = 81;

  private static final int EXPONENT_MAX = 100_000;

  /** Powers of ten that are exact as doubles. */
  private static final double[] POWERS = new double[23];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private NumberParser() {}

  /** What a string began with. */
  public enum Outcome {
    /** A number and nothing else but spaces. */
    WHOLE,
    /** A number, then something else. */
    TRAILING,
    /** No digit at all; the value is 0. */
    NONE
  }

  /**
   * A DOUBLE from a string.
   *
   * @param overflow whether it was beyond the largest double, which is the value then
   */
  public record ParsedDouble(double value, Outcome outcome, boolean overflow) {}

  /** An exact number from a string; see {@link #parseDecimal}. */
  public record ParsedDecimal(
      BigDecimal value, Outcome outcome, boolean overflow, boolean truncated) {}

  /**
   * An integer from a string, rounded half away from zero.
   *
   * @param value any size; the caller checks the range of its type
   */
  public record ParsedInteger(BigInteger value, Outcome outcome) {}

  /** Reads a DOUBLE: spaces, sign, digits with a point, exponent. */
  public static ParsedDouble parseDouble(byte[] bytes, int offset, int length) {
    Scan scan = new Scan(bytes, offset, offset + length, false);
    if (!scan.found) {
      return new ParsedDouble(0, Outcome.NONE, false);
    }
    double value = scan.shortDouble();
    if (Double.isNaN(value)) {
      value = Double.parseDouble(scan.text());
    }
    boolean overflow = Double.isInfinite(value);
    if (overflow) {
      value = Math.copySign(Double.MAX_VALUE, value);
    }
    return new ParsedDouble(value, scan.outcome(), overflow);
  }

  /**
   * Reads an exact number. As in MySQL at most 81 digits count: {@code overflow} says that it has
   * more before the point, {@code truncated} that digits behind it were cut or that something
   * followed the number.
   */
  public static ParsedDecimal parseDecimal(byte[] bytes, int offset, int length) {
    Scan scan = new Scan(bytes, offset, offset + length, false);
    if (!scan.found) {
      return new ParsedDecimal(BigDecimal.ZERO, Outcome.NONE, false, false);
    }
    BigDecimal value = scan.decimal();
    boolean truncated = scan.outcome() == Outcome.TRAILING;
    if (value.signum() != 0) {
      int whole = Math.max(0, value.precision() - value.scale());
      if (whole > DECIMAL_DIGITS_MAX) {
        return new ParsedDecimal(value, scan.outcome(), true, truncated);
      }
      int scaleMax = (DECIMAL_DIGITS_MAX / 9 - (whole + 8) / 9) * 9;
      if (value.scale() > scaleMax) {
        value = value.setScale(scaleMax, RoundingMode.DOWN);
        truncated = true;
      }
    } else if (value.scale() > DECIMAL_DIGITS_MAX) {
      value = BigDecimal.ZERO;
    }
    return new ParsedDecimal(value, scan.outcome(), false, truncated);
  }

  /** Reads a number and rounds it to an integer, half away from zero. */
  public static ParsedInteger parseInteger(byte[] bytes, int offset, int length) {
    Scan scan = new Scan(bytes, offset, offset + length, true);
    if (!scan.found) {
      return new ParsedInteger(BigInteger.ZERO, Outcome.NONE);
    }
    return new ParsedInteger(
        scan.decimal().setScale(0, RoundingMode.HALF_UP).unscaledValue(), scan.outcome());
  }

  /**
   * Reads a plain integer of at most 18 digits, or returns false in {@code ok[0]}: the fast path in
   * front of {@link #parseInteger}.
   */
  static long parseShortInteger(byte[] bytes, int offset, int length, boolean[] ok) {
    ok[0] = false;
    int at = offset;
    int end = offset + length;
    boolean negative = false;
    if (at < end && bytes[at] == '-') {
      negative = true;
      at++;
    }
    if (at == end || end - at > 18) {
      return 0;
    }
    long value = 0;
    for (; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      value = value * 10 + digit;
    }
    ok[0] = true;
    return negative ? -value : value;
  }

  static boolean isSpace(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r';
  }

  /** The extent of a number at the start of a string. */
  private static final class Scan {
    private final byte[] bytes;
    private final int end;
    private final int start;
    private final int mantissaEnd;
    private int exponent;
    private int stop;
    private boolean pointIgnored;
    private final boolean found;

    /**
     * @param forInteger MySQL's integer reader skips only spaces and tabs, and takes a bare 'e' as
     *     part of the number
     */
    Scan(byte[] bytes, int offset, int end, boolean forInteger) {
      this.bytes = bytes;
      this.end = end;
      int at = offset;
      while (at < end
          && (forInteger ? bytes[at] == ' ' || bytes[at] == '\t' : isSpace(bytes[at]))) {
        at++;
      }
      start = at;
      if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
        at++;
      }
      int digits = 0;
      while (at < end && isDigit(bytes[at])) {
        at++;
        digits++;
      }
      if (at < end && bytes[at] == '.') {
        int point = at++;
        while (at < end && isDigit(bytes[at])) {
          at++;
          digits++;
        }
        if (digits == 0) {
          at = point;
        }
      }
      found = digits > 0;
      mantissaEnd = at;
      stop = at;
      if (found && at < end && (bytes[at] == 'e' || bytes[at] == 'E')) {
        readExponent(at + 1, forInteger);
      }
    }

    private void readExponent(int from, boolean forInteger) {
      int at = from;
      boolean negative = false;
      if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
        negative = bytes[at] == '-';
        at++;
        // MySQL's integer reader forgets the point of "1.5e+": it reads 15.
        pointIgnored = forInteger && at == end;
      }
      int digitsFrom = at;
      long value = 0;
      while (at < end && isDigit(bytes[at])) {
        value = value * 10 + bytes[at] - '0';
        // The integer reader's exponent wraps around, as in MySQL.
        value = forInteger ? value : Math.min(EXPONENT_MAX, value);
        at++;
      }
      if (at > digitsFrom || forInteger) {
        exponent = (int) (negative ? -value : value);
        stop = at;
      }
    }

    private static boolean isDigit(byte b) {
      return b >= '0' && b <= '9';
    }

    Outcome outcome() {
      for (int i = stop; i < end; i++) {
        if (!isSpace(bytes[i])) {
          return Outcome.TRAILING;
        }
      }
      return Outcome.WHOLE;
    }

    /**
     * The number if it has at most 15 digits and a small exponent, so that one multiplication or
     * division of exact doubles gives the nearest one; else NaN.
     */
    double shortDouble() {
      long digits = 0;
      int count = 0;
      int behind = 0;
      boolean point = false;
      for (int i = start; i < mantissaEnd; i++) {
        byte b = bytes[i];
        if (b == '.') {
          point = true;
        } else if (isDigit(b)) {
          if (++count > 15) {
            return Double.NaN;
          }
          digits = digits * 10 + b - '0';
          behind += point ? 1 : 0;
        }
      }
      int power = exponent - behind;
      if (power < -22 || power > 22) {
        return Double.NaN;
      }
      double value = power < 0 ? digits / POWERS[-power] : digits * POWERS[power];
      return bytes[start] == '-' ? -value : value;
    }

    String text() {
      String mantissa = new String(bytes, start, mantissaEnd - start, StandardCharsets.US_ASCII);
      return exponent == 0 ? mantissa : mantissa + "e" + exponent;
    }

    /** The number; an exponent far out of any range is brought near so that memory stays small. */
    BigDecimal decimal() {
      BigDecimal mantissa =
          new BigDecimal(new String(bytes, start, mantissaEnd - start, StandardCharsets.US_ASCII));
      if (pointIgnored) {
        return new BigDecimal(mantissa.unscaledValue());
      }
      if (exponent == 0 || mantissa.signum() == 0) {
        return mantissa.signum() == 0 ? BigDecimal.ZERO : mantissa;
      }
      long digitsBefore = (long) mantissa.precision() - mantissa.scale() + exponent;
      if (digitsBefore > 400) {
        return BigDecimal.valueOf(mantissa.signum()).scaleByPowerOfTen(400).setScale(0);
      }
      if (digitsBefore < -400) {
        return BigDecimal.valueOf(mantissa.signum()).scaleByPowerOfTen(-400);
      }
      BigDecimal value = mantissa.scaleByPowerOfTen(exponent);
      return value.scale() < 0 ? value.setScale(0) : value;
    }
  }
}
