package io.braid.executor.function;

import io.braid.common.value.SqlValue.TemporalKind;
import io.braid.common.value.Temporals;
import java.util.Locale;
import java.util.Optional;

/**
 * DATE_FORMAT() and TIME_FORMAT(), with English names.
 *
 * @see "MySQL 9.7 Reference Manual, Date and Time Functions (DATE_FORMAT)"
 */
final class DateFormat {
  static final String[] MONTHS = {
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December"
  };
  static final String[] WEEKDAYS = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
  };
  private static final int ABBREVIATION = 3;

  private DateFormat() {}

  /** The text of a value; empty where a name is asked for of a date that has none. */
  static Optional<String> format(TemporalKind kind, long packed, String format) {
    StringBuilder text = new StringBuilder(format.length() * 2);
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        text.append(c);
      } else if (!append(kind, packed, format.charAt(++i), text)) {
        return Optional.empty();
      }
    }
    return Optional.of(text.toString());
  }

  private static boolean append(
      TemporalKind kind, long packed, char specifier, StringBuilder text) {
    if (kind == TemporalKind.TIME) {
      return appendTime(kind, Math.abs(packed), specifier, text) || appendOfTime(specifier, text);
    }
    return appendDate(packed, specifier, text) || appendTime(kind, packed, specifier, text);
  }

  /** What a TIME has no part for: zero, or nothing at all. */
  private static boolean appendOfTime(char specifier, StringBuilder text) {
    switch (specifier) {
      case 'Y' -> text.append("0000");
      case 'y', 'm', 'd' -> text.append("00");
      case 'c', 'e' -> text.append('0');
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean appendDate(long packed, char specifier, StringBuilder text) {
    int year = Temporals.year(packed);
    int month = Temporals.month(packed);
    int day = Temporals.day(packed);
    switch (specifier) {
      case 'Y' -> pad(year, 4, text);
      case 'y' -> pad(year % 100, 2, text);
      case 'm' -> pad(month, 2, text);
      case 'c' -> text.append(month);
      case 'd' -> pad(day, 2, text);
      case 'e' -> text.append(day);
      case 'D' -> text.append(day).append(ordinalSuffix(day));
      case 'M', 'b' -> {
        if (month == 0) {
          return false;
        }
        String name = MONTHS[month - 1];
        text.append(specifier == 'M' ? name : name.substring(0, ABBREVIATION));
      }
      case 'W', 'a' -> {
        if (packed == 0 || month == 0) {
          return false;
        }
        String name = WEEKDAYS[Temporals.weekday(Temporals.dayNumber(packed), false)];
        text.append(specifier == 'W' ? name : name.substring(0, ABBREVIATION));
      }
      case 'w' -> {
        if (packed == 0 || month == 0) {
          return false;
        }
        text.append(Temporals.weekday(Temporals.dayNumber(packed), true));
      }
      case 'j' -> {
        if (month == 0) {
          return false;
        }
        pad(Temporals.dayNumber(packed) - Temporals.dayNumber(year, 1, 1) + 1, 3, text);
      }
      case 'U' -> pad(WeekNumbers.of(packed, 0).number(), 2, text);
      case 'u' -> pad(WeekNumbers.of(packed, 5).number(), 2, text);
      case 'V' -> pad(WeekNumbers.of(packed, 2).number(), 2, text);
      case 'v' -> pad(WeekNumbers.of(packed, 3).number(), 2, text);
      case 'X' -> pad(WeekNumbers.of(packed, 2).year(), 4, text);
      case 'x' -> pad(WeekNumbers.of(packed, 3).year(), 4, text);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean appendTime(
      TemporalKind kind, long packed, char specifier, StringBuilder text) {
    int hour = Temporals.hour(kind, packed);
    int minute = Temporals.minute(packed);
    int second = Temporals.second(packed);
    int ofTwelve = (hour % 24 + 11) % 12 + 1;
    switch (specifier) {
      case 'H' -> pad(hour, 2, text);
      case 'k' -> text.append(hour);
      case 'h', 'I' -> pad(ofTwelve, 2, text);
      case 'l' -> text.append(ofTwelve);
      case 'i' -> pad(minute, 2, text);
      case 's', 'S' -> pad(second, 2, text);
      case 'f' -> pad(Temporals.micros(packed), 6, text);
      case 'p' -> text.append(half(hour));
      case 'T' -> text.append(clock(hour, minute, second));
      case 'r' -> text.append(clock(ofTwelve, minute, second)).append(' ').append(half(hour));
      default -> {
        boolean known = "YymcdeDMbWawjUuVvXx".indexOf(specifier) >= 0;
        if (known) {
          return false;
        }
        text.append(specifier);
      }
    }
    return true;
  }

  private static String half(int hour) {
    return hour % 24 < 12 ? "AM" : "PM";
  }

  private static String clock(int hour, int minute, int second) {
    return String.format(Locale.ROOT, "%02d:%02d:%02d", hour, minute, second);
  }

  private static String ordinalSuffix(int day) {
    if (day >= 10 && day <= 19) {
      return "th";
    }
    return switch (day % 10) {
      case 1 -> "st";
      case 2 -> "nd";
      case 3 -> "rd";
      default -> "th";
    };
  }

  private static void pad(long value, int width, StringBuilder text) {
    String digits = Long.toString(value);
    text.repeat('0', Math.max(0, width - digits.length())).append(digits);
  }
}
