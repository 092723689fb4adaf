package io.braid.executor.function;

import io.braid.common.value.Temporals;

/**
 * Week numbers of WEEK(), YEARWEEK() and DATE_FORMAT().
 *
 * <p>A mode has three bits: 1, weeks start on Monday; 2, weeks are 1 to 53 and may belong to the
 * neighbouring year; 4 (inverted by bit 1), week 1 is the first whole week instead of the first
 * with four days or more in the year.
 *
 * @see "MySQL 9.7 Reference Manual, Date and Time Functions (WEEK)"
 */
final class WeekNumbers {
  private static final int MONDAY_FIRST = 1;
  private static final int OF_WEEK_YEAR = 2;
  private static final int FIRST_WHOLE_WEEK = 4;
  private static final int DAYS_IN_FIRST_WEEK_MIN = 4;

  private WeekNumbers() {}

  /** A week with the year that it belongs to. */
  record Week(int year, int number) {}

  /**
   * The week of a date without zero parts.
   *
   * @param mode 0 to 7
   */
  static Week of(long date, int mode) {
    boolean monday = (mode & MONDAY_FIRST) != 0;
    boolean weekYear = (mode & OF_WEEK_YEAR) != 0;
    boolean whole = ((mode & FIRST_WHOLE_WEEK) != 0) == monday;
    int year = Temporals.year(date);
    long day = Temporals.dayNumber(date);
    long start = firstWeek(year, monday, whole);
    if (day < start) {
      return weekYear
          ? new Week(year - 1, number(day, firstWeek(year - 1, monday, whole)))
          : new Week(year, 0);
    }
    if (weekYear && day >= firstWeek(year + 1, monday, whole)) {
      return new Week(year + 1, 1);
    }
    return new Week(year, number(day, start));
  }

  /** The day number on which week 1 of a year starts. */
  private static long firstWeek(int year, boolean monday, boolean whole) {
    long newYear = Temporals.dayNumber(year, 1, 1);
    int passed = Temporals.weekday(newYear, !monday);
    long weekStart = newYear - passed;
    boolean counts = whole ? passed == 0 : 7 - passed >= DAYS_IN_FIRST_WEEK_MIN;
    return counts ? weekStart : weekStart + 7;
  }

  private static int number(long day, long start) {
    return (int) ((day - start) / 7) + 1;
  }
}
