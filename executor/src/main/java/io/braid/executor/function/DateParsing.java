package io.braid.executor.function;

import io.braid.common.MySqlError;
import io.braid.common.SqlMode;
import io.braid.common.value.Temporals;
import io.braid.executor.expression.Arguments;
import io.braid.executor.expression.FunctionSet;
import io.braid.executor.expression.Result;
import java.util.Locale;

/**
 * STR_TO_DATE(): reads a text by the specifiers of DATE_FORMAT().
 *
 * @see "MySQL 9.7 Reference Manual, Date and Time Functions (STR_TO_DATE)"
 */
final class DateParsing implements FunctionSet.Library {
  @Override
  public void addTo(FunctionSet.Builder builder) {
    builder.strict("str_to_date", DateParsing::parse);
  }

  /** What has been read so far; -1 is "not given". */
  private static final class Fields {
    final String text;
    int at;
    int year;
    int month;
    int day;
    int hour;
    int minute;
    int second;
    int micros;
    int dayOfYear = -1;
    int week = -1;
    int weekday = -1;
    int weekYear = -1;
    boolean weekMonday;
    boolean strictWeek;
    boolean ofTwelve;
    boolean afternoon;
    boolean dateGiven;
    boolean timeGiven;

    Fields(String text) {
      this.text = text;
    }

    /** Up to {@code digitsMax} digits; -1 if there is none. */
    int number(int digitsMax) {
      int start = at;
      while (at < text.length() && at - start < digitsMax && isDigit(text.charAt(at))) {
        at++;
      }
      return at == start ? -1 : Integer.parseInt(text, start, at, 10);
    }

    /** The index of the name that stands here, whole or by its first letters; -1 if none does. */
    int name(String[] names, boolean abbreviated) {
      for (int i = 0; i < names.length; i++) {
        String name = abbreviated ? names[i].substring(0, 3) : names[i];
        if (text.regionMatches(true, at, name, 0, name.length())) {
          at += name.length();
          return i;
        }
      }
      return -1;
    }

    void skipSpace() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static void parse(Arguments in, Result out) {
    Fields fields = new Fields(in.asText(0));
    if (!read(fields, in.asText(1)) || !isValid(in, fields)) {
      in.context()
          .warn(MySqlError.ER_WRONG_VALUE_FOR_TYPE, "datetime", in.asText(0), "str_to_date");
      out.setNull();
      return;
    }
    fields.skipSpace();
    if (fields.at < fields.text.length()) {
      in.context().warn(MySqlError.ER_TRUNCATED_WRONG_VALUE, typeName(fields), in.asText(0));
    }
    long date = Temporals.dateOf(fields.year, fields.month, fields.day);
    long time = Temporals.timeOf(fields.hour, fields.minute, fields.second, fields.micros);
    out.setLong(
        switch (out.type().family()) {
          case DATE -> date;
          case TIME -> time;
          default ->
              Temporals.datetimeOf(
                  fields.year,
                  fields.month,
                  fields.day,
                  fields.hour,
                  fields.minute,
                  fields.second,
                  fields.micros);
        });
  }

  private static String typeName(Fields fields) {
    return !fields.timeGiven ? "date" : fields.dateGiven ? "datetime" : "time";
  }

  private static boolean read(Fields fields, String format) {
    for (int i = 0; i < format.length(); i++) {
      fields.skipSpace();
      char c = format.charAt(i);
      if (Character.isWhitespace(c)) {
        continue;
      }
      if (fields.at >= fields.text.length()) {
        // The rest of the format has nothing to read.
        return true;
      }
      if (c != '%' || i + 1 == format.length()) {
        if (fields.text.charAt(fields.at) != c) {
          return false;
        }
        fields.at++;
      } else if (!readField(fields, format.charAt(++i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean readField(Fields f, char specifier) {
    switch (specifier) {
      case 'Y', 'y' -> {
        int start = f.at;
        f.year = f.number(specifier == 'Y' ? 4 : 2);
        int digits = f.at - start;
        if (f.year >= 0 && digits <= 2) {
          f.year += f.year < 70 ? 2000 : 1900;
        }
        f.dateGiven = true;
        return f.year >= 0;
      }
      case 'm', 'c' -> {
        f.month = f.number(2);
        f.dateGiven = true;
        return f.month >= 0;
      }
      case 'M', 'b' -> {
        f.month = f.name(DateFormat.MONTHS, specifier == 'b') + 1;
        f.dateGiven = true;
        return f.month > 0;
      }
      case 'd', 'e' -> {
        f.day = f.number(2);
        f.dateGiven = true;
        return f.day >= 0;
      }
      case 'D' -> {
        f.day = f.number(2);
        f.at = Math.min(f.text.length(), f.at + 2);
        f.dateGiven = true;
        return f.day >= 0;
      }
      case 'j' -> {
        f.dayOfYear = f.number(3);
        f.dateGiven = true;
        return f.dayOfYear >= 0;
      }
      case 'W', 'a' -> {
        f.weekday = f.name(DateFormat.WEEKDAYS, specifier == 'a') + 1;
        f.dateGiven = true;
        return f.weekday > 0;
      }
      case 'w' -> {
        int weekday = f.number(1);
        f.weekday = weekday == 0 ? 7 : weekday;
        f.dateGiven = true;
        return weekday >= 0 && weekday < 7;
      }
      case 'U', 'u', 'V', 'v' -> {
        f.week = f.number(2);
        f.weekMonday = specifier == 'u' || specifier == 'v';
        f.strictWeek = specifier == 'V' || specifier == 'v';
        f.dateGiven = true;
        return f.week >= 0 && f.week <= 53 && (!f.strictWeek || f.week > 0);
      }
      case 'X', 'x' -> {
        f.weekYear = f.number(4);
        f.dateGiven = true;
        return f.weekYear >= 0;
      }
      default -> {
        return readTimeField(f, specifier);
      }
    }
  }

  private static boolean readTimeField(Fields f, char specifier) {
    f.timeGiven |= "HkhIlisSfpTr".indexOf(specifier) >= 0;
    switch (specifier) {
      case 'H', 'k' -> {
        f.hour = f.number(2);
        return f.hour >= 0;
      }
      case 'h', 'I', 'l' -> {
        f.hour = f.number(2);
        f.ofTwelve = true;
        return f.hour >= 1 && f.hour <= 12;
      }
      case 'i' -> {
        f.minute = f.number(2);
        return f.minute >= 0;
      }
      case 's', 'S' -> {
        f.second = f.number(2);
        return f.second >= 0;
      }
      case 'f' -> {
        int start = f.at;
        f.micros = f.number(6);
        for (int digits = f.at - start; digits < 6; digits++) {
          f.micros *= 10;
        }
        return f.micros >= 0;
      }
      case 'p' -> {
        String half =
            f.text.substring(f.at, Math.min(f.text.length(), f.at + 2)).toUpperCase(Locale.ROOT);
        f.at += half.length();
        f.ofTwelve = true;
        f.afternoon = half.equals("PM");
        return f.afternoon || half.equals("AM");
      }
      case 'T' -> {
        return read(f, "%H:%i:%S");
      }
      case 'r' -> {
        return read(f, "%I:%i:%S %p");
      }
      case '%' -> {
        return f.text.charAt(f.at++) == '%';
      }
      default -> {
        return f.text.charAt(f.at++) == specifier;
      }
    }
  }

  private static boolean isValid(Arguments in, Fields f) {
    if (f.ofTwelve) {
      if (f.hour < 1 || f.hour > 12) {
        return false;
      }
      f.hour = f.hour % 12 + (f.afternoon ? 12 : 0);
    }
    if (f.hour > 23 || f.minute > 59 || f.second > 59) {
      return false;
    }
    if (f.dayOfYear >= 0) {
      setDay(f, Temporals.dayNumber(f.year, 1, 1) + f.dayOfYear - 1);
    } else if (f.week >= 0 && f.weekday > 0 && !setDayOfWeek(f)) {
      return false;
    }
    if (f.month > 12 || f.day > 31) {
      return false;
    }
    boolean invalidAllowed = (in.context().sqlMode() & SqlMode.ALLOW_INVALID_DATES) != 0;
    if (f.month > 0 && f.day > Temporals.daysInMonth(f.year, f.month) && !invalidAllowed) {
      return false;
    }
    boolean zeroPart = f.dateGiven && (f.month == 0 || f.day == 0);
    boolean zeroPartRefused =
        in.context().hasMode(SqlMode.NO_ZERO_IN_DATE) || in.context().hasMode(SqlMode.NO_ZERO_DATE);
    boolean wantsDate = in.count() > 0 && f.dateGiven;
    return !(zeroPart && zeroPartRefused && wantsDate);
  }

  private static void setDay(Fields f, long dayNumber) {
    long date = Temporals.dateOfDayNumber(dayNumber);
    f.year = Temporals.year(date);
    f.month = Temporals.month(date);
    f.day = Temporals.day(date);
  }

  /** The day of a week number and weekday; %V and %v need the year of %X or %x. */
  private static boolean setDayOfWeek(Fields f) {
    int year = f.strictWeek ? f.weekYear : f.year;
    if (year < 0 || f.strictWeek != f.weekYear >= 0) {
      return false;
    }
    long newYear = Temporals.dayNumber(year, 1, 1);
    int passed = Temporals.weekday(newYear, !f.weekMonday);
    long day;
    if (f.weekMonday) {
      day = newYear - passed + (passed <= 3 ? 0 : 7) + (f.week - 1) * 7L + f.weekday - 1;
    } else {
      day = newYear + (passed == 0 ? 0 : 7 - passed) + (f.week - 1) * 7L + f.weekday % 7;
    }
    setDay(f, day);
    return true;
  }
}
