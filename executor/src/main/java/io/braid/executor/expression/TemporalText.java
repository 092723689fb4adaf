package io.braid.executor.expression;

import io.braid.common.value.SqlValue;
import java.math.BigDecimal;

/** Packed temporal values as text and as numbers (20261121012625). */
public final class TemporalText {
  private static final long DAY_SHIFT = 41;

  private TemporalText() {}

  /** MySQL's text of a packed value with {@code fraction} digits behind the seconds. */
  public static String format(SqlValue.TemporalKind kind, long packed, int fraction) {
    StringBuilder out = new StringBuilder(26);
    switch (kind) {
      case DATE -> date(packed, out, "-");
      case DATETIME -> {
        date(packed, out, "-");
        out.append(' ');
        clock(packed >>> 24 & 0x1FFFF, out, ":");
        fraction(packed & 0xFFFFFF, fraction, out);
      }
      case TIME -> {
        long absolute = Math.abs(packed);
        if (packed < 0) {
          out.append('-');
        }
        clock(absolute >>> 24, out, ":");
        fraction(absolute & 0xFFFFFF, fraction, out);
      }
    }
    return out.toString();
  }

  /** The number that a temporal value is in numeric context. */
  public static BigDecimal number(SqlValue.TemporalKind kind, long packed, int fraction) {
    StringBuilder out = new StringBuilder(24);
    long absolute = Math.abs(packed);
    switch (kind) {
      case DATE -> date(packed, out, "");
      case DATETIME -> {
        date(packed, out, "");
        clock(packed >>> 24 & 0x1FFFF, out, "");
        fraction(packed & 0xFFFFFF, fraction, out);
      }
      case TIME -> {
        if (packed < 0) {
          out.append('-');
        }
        clock(absolute >>> 24, out, "");
        fraction(absolute & 0xFFFFFF, fraction, out);
      }
    }
    return new BigDecimal(out.toString());
  }

  private static void date(long packed, StringBuilder out, String separator) {
    long yearMonthDay = packed >>> DAY_SHIFT;
    long yearMonth = yearMonthDay >>> 5;
    pad(yearMonth / 13, 4, out);
    out.append(separator);
    pad(yearMonth % 13, 2, out);
    out.append(separator);
    pad(yearMonthDay & 31, 2, out);
  }

  private static void clock(long hms, StringBuilder out, String separator) {
    pad(hms >>> 12, 2, out);
    out.append(separator);
    pad(hms >>> 6 & 63, 2, out);
    out.append(separator);
    pad(hms & 63, 2, out);
  }

  private static void fraction(long micros, int digits, StringBuilder out) {
    if (digits > 0) {
      out.append('.');
      long scaled = micros;
      for (int i = digits; i < 6; i++) {
        scaled /= 10;
      }
      pad(scaled, digits, out);
    }
  }

  private static void pad(long value, int width, StringBuilder out) {
    String digits = Long.toString(value);
    for (int i = digits.length(); i < width; i++) {
      out.append('0');
    }
    out.append(digits);
  }
}
