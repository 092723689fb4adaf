package io.braid.common.value;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Calendar arithmetic on the packed longs of {@link SqlValue.TemporalKind}: parts, day numbers,
 * seconds, rounding of fractions and time zones. Zero dates and zero parts are allowed where MySQL
 * allows them.
 */
public final class Temporals {
  /** The largest TIME, 838:59:59, packed. */
  public static final long TIME_MAX = timeOf(838, 59, 59, 0);

  /** The last second that a TIMESTAMP holds, 2038-01-19 03:14:07 UTC. */
  public static final long TIMESTAMP_SECONDS_MAX = Integer.MAX_VALUE;

  private static final int[] DAYS_IN_MONTH = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  private static final long FRACTION_MASK = 0xFF_FFFF;
  private static final int DATE_SHIFT = 41;
  private static final long SECONDS_PER_DAY = 86_400;

  /** Day number of 1970-01-01 as TO_DAYS counts. */
  private static final long EPOCH_DAY_NUMBER = 719_528;

  private Temporals() {}

  /** Packs a DATE, or a DATETIME at midnight. */
  public static long dateOf(int year, int month, int day) {
    return ((long) (year * 13 + month) << 5 | day) << DATE_SHIFT;
  }

  /** Packs a DATETIME. */
  public static long datetimeOf(
      int year, int month, int day, int hour, int minute, int second, int micros) {
    return dateOf(year, month, day) + timeOf(hour, minute, second, micros);
  }

  /** Packs a TIME that is not negative; negate the result for one that is. */
  public static long timeOf(int hour, int minute, int second, int micros) {
    return ((long) hour << 12 | minute << 6 | second) << 24 | micros;
  }

  /** Year of a DATE or DATETIME. */
  public static int year(long packed) {
    return (int) ((packed >>> DATE_SHIFT + 5) / 13);
  }

  /** Month of a DATE or DATETIME, 0 to 12. */
  public static int month(long packed) {
    return (int) ((packed >>> DATE_SHIFT + 5) % 13);
  }

  /** Day of the month of a DATE or DATETIME, 0 to 31. */
  public static int day(long packed) {
    return (int) (packed >>> DATE_SHIFT) & 31;
  }

  /** Hour of a DATETIME (0 to 23), or of a TIME without its sign (0 to 838). */
  public static int hour(SqlValue.TemporalKind kind, long packed) {
    int bits = (int) (Math.abs(packed) >>> 36);
    return kind == SqlValue.TemporalKind.TIME ? bits & 1023 : bits & 31;
  }

  /** Minute of a DATETIME or TIME. */
  public static int minute(long packed) {
    return (int) (Math.abs(packed) >>> 30) & 63;
  }

  /** Second of a DATETIME or TIME. */
  public static int second(long packed) {
    return (int) (Math.abs(packed) >>> 24) & 63;
  }

  /** Microseconds of a DATETIME or TIME. */
  public static int micros(long packed) {
    return (int) (Math.abs(packed) & FRACTION_MASK);
  }

  /** The date of a DATETIME. */
  public static long datePart(long datetime) {
    return datetime >>> DATE_SHIFT << DATE_SHIFT;
  }

  /** The time of day of a DATETIME as a TIME. */
  public static long timePart(long datetime) {
    return datetime & (1L << DATE_SHIFT) - 1;
  }

  /** Whether month or day is zero, in a date that is not wholly zero either. */
  public static boolean hasZeroPart(long packed) {
    return month(packed) == 0 || day(packed) == 0;
  }

  /** Days of a year. */
  public static int daysInYear(int year) {
    return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0 && year != 0) ? 366 : 365;
  }

  /** Days of a month, 1 to 12. */
  public static int daysInMonth(int year, int month) {
    return month == 2 && daysInYear(year) == 366 ? 29 : DAYS_IN_MONTH[month - 1];
  }

  /**
   * The number of a day, counted from year 0, as TO_DAYS: 0 for the zero date.
   *
   * @see "MySQL Source Code Documentation, calc_daynr"
   */
  public static long dayNumber(int year, int month, int day) {
    if (year == 0 && month == 0) {
      return 0;
    }
    int y = year;
    long days = 365L * year + 31L * (month - 1) + day;
    if (month <= 2) {
      y--;
    } else {
      days -= (month * 4L + 23) / 10;
    }
    int centuries = (y / 100 + 1) * 3 / 4;
    return days + y / 4 - centuries;
  }

  /** Day number of a packed DATE or DATETIME. */
  public static long dayNumber(long packed) {
    return dayNumber(year(packed), month(packed), day(packed));
  }

  /** The packed date of a day number; the zero date below 366 and behind 9999-12-31. */
  public static long dateOfDayNumber(long dayNumber) {
    if (dayNumber <= 365 || dayNumber > 3_652_424) {
      return 0;
    }
    int year = (int) (dayNumber * 100 / 36_525);
    long centuries = ((year - 1) / 100 + 1) * 3L / 4;
    long dayOfYear = dayNumber - year * 365L - (year - 1) / 4 + centuries;
    while (dayOfYear > daysInYear(year)) {
      dayOfYear -= daysInYear(year);
      year++;
    }
    int month = 1;
    while (dayOfYear > daysInMonth(year, month)) {
      dayOfYear -= daysInMonth(year, month);
      month++;
    }
    return dateOf(year, month, (int) dayOfYear);
  }

  /** Weekday of a day number: 0 is Monday, as WEEKDAY; or 0 is Sunday. */
  public static int weekday(long dayNumber, boolean sundayFirst) {
    return (int) Math.floorMod(dayNumber + 5 + (sundayFirst ? 1 : 0), 7L);
  }

  /** Microseconds since year 0 of a DATETIME whose date has no zero part. */
  public static long toMicros(long datetime) {
    return (dayNumber(datetime) * SECONDS_PER_DAY
                + hour(SqlValue.TemporalKind.DATETIME, datetime) * 3600L
                + minute(datetime) * 60L
                + second(datetime))
            * 1_000_000
        + micros(datetime);
  }

  /** The inverse of {@link #toMicros}; 0 where there is no such date. */
  public static long ofMicros(long micros) {
    long seconds = Math.floorDiv(micros, 1_000_000L);
    long date = dateOfDayNumber(Math.floorDiv(seconds, SECONDS_PER_DAY));
    if (date == 0) {
      return 0;
    }
    int ofDay = (int) Math.floorMod(seconds, SECONDS_PER_DAY);
    return date
        + timeOf(
            ofDay / 3600, ofDay / 60 % 60, ofDay % 60, (int) Math.floorMod(micros, 1_000_000L));
  }

  /** Microseconds of a TIME, with its sign. */
  public static long timeToMicros(long time) {
    long absolute = Math.abs(time);
    long seconds = (absolute >>> 36) * 3600 + (absolute >>> 30 & 63) * 60 + (absolute >>> 24 & 63);
    long micros = seconds * 1_000_000 + (absolute & FRACTION_MASK);
    return time < 0 ? -micros : micros;
  }

  /** The TIME of so many microseconds, not limited to {@link #TIME_MAX}. */
  public static long timeOfMicros(long micros) {
    long absolute = Math.abs(micros);
    long seconds = absolute / 1_000_000;
    long packed =
        timeOf(
            (int) (seconds / 3600),
            (int) (seconds / 60 % 60),
            (int) (seconds % 60),
            (int) (absolute % 1_000_000));
    return micros < 0 ? -packed : packed;
  }

  /**
   * Rounds a DATETIME's fraction to so many digits, half up, or cuts it off.
   *
   * @param nanos digits below the microseconds, 0 to 999, which also count for rounding
   * @return the result; -1 if it would lie beyond the year 9999; -2 if the next second would have
   *     to be found for a date with a zero part, which MySQL refuses
   */
  public static long roundDatetime(long datetime, int nanos, int decimals, boolean truncate) {
    long unit = unit(decimals);
    int micros = micros(datetime);
    long cut = datetime - micros % unit;
    if (truncate || (micros % unit) * 1000 + nanos < unit * 500) {
      return cut;
    }
    long next = cut + unit;
    if ((next & FRACTION_MASK) < 1_000_000) {
      return next;
    }
    return nextSecond(next - 1_000_000);
  }

  /** Adds a second to a DATETIME without fraction. */
  private static long nextSecond(long datetime) {
    int year = year(datetime);
    int month = month(datetime);
    int day = day(datetime);
    if (month == 0 || day == 0) {
      return -2;
    }
    if (day > daysInMonth(year, month)) {
      // Under ALLOW_INVALID_DATES; the calendar decides which day is meant.
      day -= daysInMonth(year, month);
      month++;
    }
    int ofDay =
        hour(SqlValue.TemporalKind.DATETIME, datetime) * 3600
            + minute(datetime) * 60
            + second(datetime)
            + 1;
    if (ofDay == SECONDS_PER_DAY) {
      ofDay = 0;
      day++;
      if (day > daysInMonth(year, month)) {
        day = 1;
        month++;
      }
      if (month > 12) {
        month = 1;
        year++;
      }
    }
    return year > 9999
        ? -1
        : datetimeOf(year, month, day, ofDay / 3600, ofDay / 60 % 60, ofDay % 60, 0);
  }

  /**
   * As {@link #roundDatetime} for a TIME, away from zero; the result may exceed the largest TIME.
   */
  public static long roundTime(long time, int nanos, int decimals, boolean truncate) {
    long absolute = Math.abs(time);
    long unit = unit(decimals);
    int micros = (int) (absolute & FRACTION_MASK);
    long cut = absolute - micros % unit;
    if (!truncate && (micros % unit) * 1000 + nanos >= unit * 500) {
      cut = timeOfMicros(timeToMicros(cut) + unit);
    }
    return time < 0 ? -cut : cut;
  }

  /** Microseconds of the last of so many fractional digits. */
  static long unit(int decimals) {
    long unit = 1;
    for (int i = decimals; i < 6; i++) {
      unit *= 10;
    }
    return unit;
  }

  /** The DATETIME that a moment has in a time zone. */
  public static long datetimeOfEpochMicros(long epochMicros, ZoneId zone) {
    long seconds = Math.floorDiv(epochMicros, 1_000_000L);
    ZoneRules rules = zone.getRules();
    long offset =
        rules.isFixedOffset()
            ? rules.getOffset(java.time.Instant.EPOCH).getTotalSeconds()
            : rules.getOffset(java.time.Instant.ofEpochSecond(seconds)).getTotalSeconds();
    long dayMicros = EPOCH_DAY_NUMBER * SECONDS_PER_DAY * 1_000_000;
    return ofMicros(epochMicros + offset * 1_000_000 + dayMicros);
  }

  /**
   * A moment.
   *
   * @param epochMicros microseconds since 1970 UTC
   * @param inGap whether the local time does not exist, because clocks were set forward over it;
   *     the moment is then the one at which they were, with the value's fraction
   */
  public record Moment(long epochMicros, boolean inGap) {}

  /**
   * The moment at which a zone's clocks show a DATETIME without zero parts; the earlier one if they
   * show it twice.
   */
  public static Moment epochMicros(long datetime, ZoneId zone) {
    long local = toMicros(datetime) - EPOCH_DAY_NUMBER * SECONDS_PER_DAY * 1_000_000;
    ZoneRules rules = zone.getRules();
    if (rules.isFixedOffset()) {
      long offset = rules.getOffset(java.time.Instant.EPOCH).getTotalSeconds();
      return new Moment(local - offset * 1_000_000, false);
    }
    LocalDateTime wall =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(local, 1_000_000L),
            (int) Math.floorMod(local, 1_000_000L) * 1000,
            ZoneOffset.UTC);
    ZoneOffsetTransition transition = rules.getTransition(wall);
    if (transition != null && transition.isGap()) {
      return new Moment(
          transition.toEpochSecond() * 1_000_000 + Math.floorMod(local, 1_000_000L), true);
    }
    ZoneOffset offset = transition != null ? transition.getOffsetBefore() : rules.getOffset(wall);
    return new Moment(local - offset.getTotalSeconds() * 1_000_000L, false);
  }

  /**
   * The zone that a value of time_zone names.
   *
   * @param system the zone that SYSTEM stands for
   * @return empty for what MySQL refuses with error 1298
   */
  public static java.util.Optional<ZoneId> zone(String name, ZoneId system) {
    if (name.equalsIgnoreCase("SYSTEM")) {
      return java.util.Optional.of(system);
    }
    if (!name.isEmpty() && (name.charAt(0) == '+' || name.charAt(0) == '-')) {
      java.util.regex.Matcher matcher =
          java.util.regex.Pattern.compile("([+-])(\\d{1,2}):(\\d{2})").matcher(name);
      if (!matcher.matches()) {
        return java.util.Optional.empty();
      }
      int minutes = Integer.parseInt(matcher.group(2)) * 60 + Integer.parseInt(matcher.group(3));
      boolean negative = matcher.group(1).equals("-");
      if (Integer.parseInt(matcher.group(3)) > 59
          || minutes > (negative ? 13 * 60 + 59 : 14 * 60)) {
        return java.util.Optional.empty();
      }
      return java.util.Optional.of(ZoneOffset.ofTotalSeconds((negative ? -minutes : minutes) * 60));
    }
    for (String known : java.time.zone.ZoneRulesProvider.getAvailableZoneIds()) {
      if (known.equalsIgnoreCase(name)) {
        return java.util.Optional.of(ZoneId.of(known));
      }
    }
    return java.util.Optional.empty();
  }
}
