package io.braid.planner.analyze;

import io.braid.common.value.SqlValue.TemporalKind;
import io.braid.common.value.SqlValue.TemporalValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads temporal literals in their usual spelling, with any punctuation between the parts. What it
 * does not know is not folded, so that the executor's conversion decides, with its warnings.
 */
final class TemporalText {
  private static final Pattern DATE =
      Pattern.compile("\\s*(\\d{4})[-/.:](\\d{1,2})[-/.:](\\d{1,2})\\s*");
  private static final Pattern DATETIME =
      Pattern.compile(
          "\\s*(\\d{4})[-/.:](\\d{1,2})[-/.:](\\d{1,2})[ T]+(\\d{1,2}):(\\d{1,2})"
              + "(?::(\\d{1,2})(?:\\.(\\d{0,6}))?)?\\s*");
  private static final Pattern COMPACT_DATE = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})");
  private static final Pattern TIME =
      Pattern.compile("\\s*(-?)(\\d{1,3}):(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d{0,6}))?)?\\s*");

  private TemporalText() {}

  /** A valid calendar date without time. */
  static Optional<TemporalValue> date(String text) {
    Matcher matcher = DATE.matcher(text);
    if (!matcher.matches()) {
      matcher = COMPACT_DATE.matcher(text);
      if (!matcher.matches()) {
        return Optional.empty();
      }
    }
    long day = packedDay(matcher);
    return day < 0 ? Optional.empty() : Optional.of(new TemporalValue(TemporalKind.DATE, day, 0));
  }

  /** A valid date with time. */
  static Optional<TemporalValue> datetime(String text) {
    Matcher matcher = DATETIME.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long day = packedDay(matcher);
    long hour = Long.parseLong(matcher.group(4));
    long minute = Long.parseLong(matcher.group(5));
    long second = matcher.group(6) == null ? 0 : Long.parseLong(matcher.group(6));
    if (day < 0 || hour > 23 || minute > 59 || second > 59) {
      return Optional.empty();
    }
    String fraction = matcher.group(7) == null ? "" : matcher.group(7);
    long packed = day + (((hour << 12) | (minute << 6) | second) << 24) + microseconds(fraction);
    return Optional.of(new TemporalValue(TemporalKind.DATETIME, packed, fraction.length()));
  }

  /** A time of {@code [-]hhh:mm[:ss[.ffffff]]} up to 838:59:59. */
  static Optional<TemporalValue> time(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long hour = Long.parseLong(matcher.group(2));
    long minute = Long.parseLong(matcher.group(3));
    long second = matcher.group(4) == null ? 0 : Long.parseLong(matcher.group(4));
    if (hour > 838 || minute > 59 || second > 59) {
      return Optional.empty();
    }
    String fraction = matcher.group(5) == null ? "" : matcher.group(5);
    long packed = (((hour << 12) | (minute << 6) | second) << 24) + microseconds(fraction);
    boolean negative = !matcher.group(1).isEmpty();
    return Optional.of(
        new TemporalValue(TemporalKind.TIME, negative ? -packed : packed, fraction.length()));
  }

  private static long packedDay(Matcher matcher) {
    long year = Long.parseLong(matcher.group(1));
    int month = Integer.parseInt(matcher.group(2));
    int day = Integer.parseInt(matcher.group(3));
    if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) {
      return -1;
    }
    return (((year * 13 + month) * 32 + day) << 17) << 24;
  }

  private static int daysIn(long year, int month) {
    return switch (month) {
      case 2 -> (year % 4 == 0 && year % 100 != 0) || (year % 400 == 0 && year != 0) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  private static long microseconds(String fraction) {
    long value = fraction.isEmpty() ? 0 : Long.parseLong(fraction);
    for (int i = fraction.length(); i < 6; i++) {
      value *= 10;
    }
    return value;
  }
}
