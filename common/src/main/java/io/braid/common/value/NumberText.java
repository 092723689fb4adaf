package io.braid.common.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Prints approximate numbers as MySQL does: the shortest digits that read back as the same number
 * (six at most for FLOAT), without an exponent while the number lies between 1e-15 and 1e15, and in
 * a limited width where MySQL has one.
 *
 * @see "MySQL Source Code Documentation, my_gcvt and my_fcvt"
 */
public final class NumberText {
  /** The width that MySQL gives a DOUBLE expression that becomes a string, as in CONCAT. */
  public static final int DOUBLE_STRING_WIDTH = 22;

  /** The width that MySQL gives a DOUBLE column that becomes a string inside of an expression. */
  public static final int DOUBLE_COLUMN_STRING_WIDTH = 24;

  /** The width that MySQL gives a FLOAT column that becomes a string inside of an expression. */
  public static final int FLOAT_STRING_WIDTH = 12;

  private static final int UNLIMITED = 400;
  private static final int FLOAT_DIGITS = 6;

  /** Beyond it MySQL prefers the exponent although the digits would fit. */
  private static final int POINT_POSITION_MAX = 15;

  private NumberText() {}

  /** A DOUBLE as a result set shows it. */
  public static String ofDouble(double value) {
    if (value == (long) value && Math.abs(value) < 1e15) {
      return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
    }
    double absolute = Math.abs(value);
    if (absolute >= 1e-3 && absolute < 1e7) {
      // Here Java prints the same digits, without an exponent; whole numbers are done above.
      return Double.toString(value);
    }
    return print(value, false, UNLIMITED).text();
  }

  /** A FLOAT as a result set shows it: six digits. */
  public static String ofFloat(float value) {
    if (value == (int) value && Math.abs(value) < 1e6f && value != 0) {
      return Integer.toString((int) value);
    }
    return print(value, true, UNLIMITED).text();
  }

  /**
   * What a limited width left of a number.
   *
   * @param overflow whether not even its leading digits fit
   */
  public record Limited(String text, boolean overflow) {}

  /**
   * A number in at most {@code width} characters, with fewer digits or an exponent where needed.
   *
   * @param isFloat whether it is a FLOAT, which has six digits
   */
  public static Limited print(double value, boolean isFloat, int width) {
    boolean negative = value < 0 || value == 0 && 1 / value < 0;
    int room = value < 0 ? width - 1 : width;
    Digits digits = Digits.shortest(Math.abs(value), isFloat ? Math.min(room, FLOAT_DIGITS) : room);
    int point = digits.point();
    int length = digits.length();
    int exponentLength =
        1 + (point >= 101 || point <= -99 ? 1 : 0) + (point >= 11 || point <= -9 ? 1 : 0);
    int plainLength = point <= 0 ? length - point + 2 : point < length ? length + 1 : point;
    boolean hasSpace = room >= plainLength;
    boolean forceExponent = point < 0 && room <= 2 - point && room >= 3 + exponentLength;
    boolean plain =
        (hasSpace
                || point <= room
                    && (point >= -1 || point == -2 && (length > 1 || !forceExponent))
                    && !forceExponent)
            && (!hasSpace
                || point >= -POINT_POSITION_MAX + 1
                    && (point <= POINT_POSITION_MAX || length > point));
    return plain
        ? plain(value, negative, digits, room)
        : withExponent(value, negative, digits, room, exponentLength);
  }

  private static Limited plain(double value, boolean negative, Digits digits, int room) {
    int width = room - (digits.point() < digits.length() ? 1 : 0);
    width -= digits.point() <= 0 ? 1 - digits.point() : 0;
    boolean overflow = false;
    Digits shown = digits;
    if (width < digits.length()) {
      if (width < digits.point()) {
        overflow = true;
        width = digits.point();
      }
      shown = Digits.decimals(Math.abs(value), width - digits.point());
      if (shown.length() == 0) {
        return new Limited("0", overflow);
      }
    }
    StringBuilder text = new StringBuilder();
    if (negative) {
      text.append('-');
    }
    int point = shown.point();
    String all = shown.digits();
    if (point <= 0) {
      text.append("0.").repeat('0', -point).append(all);
    } else if (point >= all.length()) {
      text.append(all).repeat('0', point - all.length());
    } else {
      text.append(all, 0, point).append('.').append(all, point, all.length());
    }
    return new Limited(text.toString(), overflow);
  }

  private static Limited withExponent(
      double value, boolean negative, Digits digits, int room, int exponentLength) {
    int exponent = digits.point() - 1;
    int width = room - (exponent < 0 ? 1 : 0) - 1 - exponentLength;
    if (digits.length() > 1) {
      width--;
    }
    boolean overflow = width <= 0;
    Digits shown = digits;
    if (width < digits.length()) {
      shown = Digits.shortest(Math.abs(value), Math.max(1, width));
      exponent = shown.point() - 1;
    }
    StringBuilder text = new StringBuilder();
    if (negative) {
      text.append('-');
    }
    text.append(shown.digits().charAt(0));
    if (shown.length() > 1) {
      text.append('.').append(shown.digits(), 1, shown.length());
    }
    return new Limited(text.append('e').append(exponent).toString(), overflow);
  }

  /** A number with exactly {@code decimals} digits behind the point, as DOUBLE(m,d) shows it. */
  public static String fixed(double value, int decimals) {
    return rounded(value, decimals).toPlainString();
  }

  /** The shortest digits of a number, rounded to {@code decimals} places if they are more. */
  static BigDecimal rounded(double value, int decimals) {
    BigDecimal shortest = shortestDecimal(value);
    if (shortest.scale() <= decimals) {
      return shortest.setScale(decimals);
    }
    return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN);
  }

  /**
   * The decimal with the fewest digits that reads back as {@code value}; the value of a DOUBLE that
   * becomes a DECIMAL. Java gives two digits where one would do (4.9E-324).
   */
  public static BigDecimal shortestDecimal(double value) {
    BigDecimal number = new BigDecimal(Double.toString(value));
    if (number.precision() == 2) {
      BigDecimal one = number.round(new MathContext(1, RoundingMode.HALF_EVEN));
      if (one.doubleValue() == value) {
        return one;
      }
    }
    return number;
  }

  /** A DECIMAL as MySQL shows it: never with an exponent. */
  public static String ofDecimal(BigDecimal value) {
    return value.toPlainString();
  }

  /**
   * Significant digits without trailing zeros; the number is 0.digits × 10^point.
   *
   * @param digits "" if rounding left nothing
   */
  private record Digits(String digits, int point) {
    int length() {
      return digits.length();
    }

    /** The shortest digits that read back as the same number, or its first {@code most}. */
    static Digits shortest(double value, int most) {
      if (value == 0) {
        return new Digits("0", 1);
      }
      BigDecimal number = shortestDecimal(value).stripTrailingZeros();
      if (number.precision() > most) {
        number =
            new BigDecimal(value)
                .round(new MathContext(Math.max(1, most), RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
      }
      return of(number);
    }

    /** Rounded to {@code decimals} places behind the point. */
    static Digits decimals(double value, int decimals) {
      BigDecimal number =
          new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).stripTrailingZeros();
      return number.signum() == 0 ? new Digits("", 1) : of(number);
    }

    private static Digits of(BigDecimal number) {
      String digits = number.unscaledValue().toString();
      return new Digits(digits, digits.length() - number.scale());
    }
  }
}
