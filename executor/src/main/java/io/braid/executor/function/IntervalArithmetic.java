package io.braid.executor.function;

import io.braid.common.MySqlError;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue.TemporalKind;
import io.braid.common.value.Temporals;
import io.braid.executor.expression.Arguments;
import io.braid.executor.expression.FunctionSet;
import io.braid.executor.expression.Result;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * {@code base ± INTERVAL amount unit}, TIMESTAMPDIFF and EXTRACT.
 *
 * @see "MySQL 9.7 Reference Manual, Expressions (Temporal Intervals)"
 */
final class IntervalArithmetic implements FunctionSet.Library {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
  private static final int YEAR_MAX = 9999;
  private static final int FRACTION_DIGITS = 6;

  @Override
  public void addTo(FunctionSet.Builder builder) {
    builder
        .strict("date_add", (in, out) -> add(in, out, false))
        .strict("date_sub", (in, out) -> add(in, out, true))
        .strict("timestampdiff", IntervalArithmetic::difference);
  }

  /** An interval: months are added by the calendar, the rest as microseconds. */
  private record Interval(long months, BigDecimal micros) {}

  private static void add(Arguments in, Result out, boolean subtracted) {
    String unit = in.asText(2).toLowerCase(Locale.ROOT);
    Interval interval = interval(in, unit);
    long months = subtracted ? -interval.months() : interval.months();
    BigDecimal signed = subtracted ? interval.micros().negate() : interval.micros();
    if (signed.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE / 4)) > 0) {
      overflow(in, out);
      return;
    }
    long micros = signed.setScale(0, RoundingMode.HALF_UP).longValue();
    if (in.type(0).family() == MySqlType.Family.TIME
        && out.type().family() == MySqlType.Family.TIME) {
      long time = Temporals.timeOfMicros(Temporals.timeToMicros(in.raw(0)) + micros);
      if (Math.abs(time) > Temporals.TIME_MAX) {
        overflow(in, out);
      } else {
        out.setLong(time);
      }
      return;
    }
    addToDate(in, out, months, micros);
  }

  private static void addToDate(Arguments in, Result out, long months, long micros) {
    long base = base(in);
    if (base == 0 || Temporals.month(base) == 0 || Temporals.day(base) == 0) {
      boolean told = base == 0 && in.type(0).family() == MySqlType.Family.STRING;
      if (told) {
        out.setNull();
      } else {
        overflow(in, out);
      }
      return;
    }
    if (months != 0) {
      long total = Temporals.year(base) * 12L + Temporals.month(base) - 1 + months;
      if (total < 0 || total / 12 > YEAR_MAX) {
        overflow(in, out);
        return;
      }
      int year = (int) (total / 12);
      int month = (int) (total % 12) + 1;
      int day = Math.min(Temporals.day(base), Temporals.daysInMonth(year, month));
      base = Temporals.dateOf(year, month, day) + (base - Temporals.datePart(base));
    }
    if (micros != 0) {
      long moved = Temporals.toMicros(base) + micros;
      base = moved < 0 ? 0 : Temporals.ofMicros(moved);
      if (base == 0) {
        overflow(in, out);
        return;
      }
    }
    switch (out.type().family()) {
      case DATE -> out.setLong(Temporals.datePart(base));
      case DATETIME -> out.setLong(base);
      default -> TemporalStrings.set(in, out, base, micros);
    }
  }

  /** The base as a DATETIME; a TIME counts from the current date. */
  private static long base(Arguments in) {
    return switch (in.type(0).family()) {
      case DATE, DATETIME -> in.raw(0);
      case TIME -> {
        long today =
            Temporals.datePart(
                Temporals.datetimeOfEpochMicros(in.context().nowMicros(), in.context().timeZone()));
        yield Temporals.ofMicros(Temporals.toMicros(today) + Temporals.timeToMicros(in.raw(0)));
      }
      default -> TemporalStrings.datetime(in, 0);
    };
  }

  private static void overflow(Arguments in, Result out) {
    if (out.type().family() == MySqlType.Family.DATE) {
      in.context().warnOrFail(MySqlError.ER_TEMPORAL_FUNCTION_OVERFLOW, "DATE", "date_add()");
    } else {
      in.context().warnOrFail(MySqlError.ER_DATETIME_FUNCTION_OVERFLOW, "datetime");
    }
    out.setNull();
  }

  private static Interval interval(Arguments in, String unit) {
    return switch (unit) {
      case "year" -> new Interval(in.asLong(1) * 12, BigDecimal.ZERO);
      case "quarter" -> new Interval(in.asLong(1) * 3, BigDecimal.ZERO);
      case "month" -> new Interval(in.asLong(1), BigDecimal.ZERO);
      case "week" -> micros(in.asLong(1), 7 * MICROS_PER_DAY);
      case "day" -> micros(in.asLong(1), MICROS_PER_DAY);
      case "hour" -> micros(in.asLong(1), 3_600 * MICROS_PER_SECOND);
      case "minute" -> micros(in.asLong(1), 60 * MICROS_PER_SECOND);
      case "second" ->
          new Interval(
              0,
              in.asDecimal(1)
                  .setScale(FRACTION_DIGITS, RoundingMode.HALF_UP)
                  .movePointRight(FRACTION_DIGITS));
      case "microsecond" -> micros(in.asLong(1), 1);
      default -> composite(in.asText(1), unit);
    };
  }

  private static Interval micros(long count, long each) {
    return new Interval(0, BigDecimal.valueOf(count).multiply(BigDecimal.valueOf(each)));
  }

  /** The units of which a composite one is made, largest first. */
  private static final String[] UNITS = {"day", "hour", "minute", "second", "microsecond"};

  private static final long[] UNIT_MICROS = {
    MICROS_PER_DAY, 3_600 * MICROS_PER_SECOND, 60 * MICROS_PER_SECOND, MICROS_PER_SECOND, 1
  };

  /**
   * An interval like {@code '1 12:30'} DAY_MINUTE: numbers with any punctuation between them, the
   * last being the smallest unit; missing ones are the larger.
   */
  private static Interval composite(String text, String unit) {
    long[] numbers = new long[7];
    int count = 0;
    String trimmed = text.strip();
    boolean negative = trimmed.startsWith("-");
    int at = 0;
    int lastDigits = 0;
    while (at < trimmed.length() && count < numbers.length) {
      if (!Character.isDigit(trimmed.charAt(at))) {
        at++;
        continue;
      }
      int start = at;
      while (at < trimmed.length() && Character.isDigit(trimmed.charAt(at)) && at - start < 18) {
        at++;
      }
      lastDigits = at - start;
      numbers[count++] = Long.parseLong(trimmed, start, at, 10);
    }
    if (unit.equals("year_month")) {
      long months = count < 2 ? numbers[0] : numbers[0] * 12 + numbers[1];
      return new Interval(negative ? -months : months, BigDecimal.ZERO);
    }
    int underscore = unit.indexOf('_');
    int first = indexOf(unit.substring(0, underscore));
    int last = indexOf(unit.substring(underscore + 1));
    int missing = Math.max(0, last - first + 1 - count);
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < count && first + missing + i <= last; i++) {
      int index = first + missing + i;
      long number = numbers[i];
      if (index == UNITS.length - 1 && lastDigits < FRACTION_DIGITS) {
        // A fraction of a second: .5 is 500,000 microseconds.
        for (int digits = lastDigits; digits < FRACTION_DIGITS; digits++) {
          number *= 10;
        }
      }
      sum = sum.add(BigDecimal.valueOf(number).multiply(BigDecimal.valueOf(UNIT_MICROS[index])));
    }
    return new Interval(0, negative ? sum.negate() : sum);
  }

  private static int indexOf(String unit) {
    for (int i = 0; i < UNITS.length; i++) {
      if (UNITS[i].equals(unit)) {
        return i;
      }
    }
    throw new IllegalArgumentException(unit);
  }

  /** TIMESTAMPDIFF(unit, from, to): whole units between two datetimes. */
  private static void difference(Arguments in, Result out) {
    long from = in.raw(1);
    long to = in.raw(2);
    if (Temporals.month(from) == 0 || Temporals.month(to) == 0) {
      out.setNull();
      return;
    }
    long micros = Temporals.toMicros(to) - Temporals.toMicros(from);
    String unit = in.asText(0).toLowerCase(Locale.ROOT);
    out.setLong(
        switch (unit) {
          case "year" -> months(from, to) / 12;
          case "quarter" -> months(from, to) / 3;
          case "month" -> months(from, to);
          case "week" -> micros / (7 * MICROS_PER_DAY);
          case "day" -> micros / MICROS_PER_DAY;
          case "hour" -> micros / (3_600 * MICROS_PER_SECOND);
          case "minute" -> micros / (60 * MICROS_PER_SECOND);
          case "second" -> micros / MICROS_PER_SECOND;
          default -> micros;
        });
  }

  /** Whole months between two datetimes, toward zero. */
  private static long months(long from, long to) {
    if (to < from) {
      return -months(to, from);
    }
    long months =
        (Temporals.year(to) - Temporals.year(from)) * 12L
            + Temporals.month(to)
            - Temporals.month(from);
    long restOfFrom = from - Temporals.dateOf(Temporals.year(from), Temporals.month(from), 0);
    long restOfTo = to - Temporals.dateOf(Temporals.year(to), Temporals.month(to), 0);
    return restOfTo < restOfFrom ? months - 1 : months;
  }

  /** The number that EXTRACT gives for a unit, without the sign of a negative TIME. */
  static long extract(String unit, TemporalKind kind, long value) {
    long packed = Math.abs(value);
    boolean time = kind == TemporalKind.TIME;
    long year = time ? 0 : Temporals.year(packed);
    long month = time ? 0 : Temporals.month(packed);
    long hour = kind == TemporalKind.DATE ? 0 : Temporals.hour(kind, packed);
    long day = time ? hour / 24 : Temporals.day(packed);
    long minute = Temporals.minute(packed);
    long second = Temporals.second(packed);
    long micros = Temporals.micros(packed);
    long dayHour = time ? hour : day * 100 + hour;
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "year" -> year;
      case "year_month" -> year * 100 + month;
      case "quarter" -> (month + 2) / 3;
      case "month" -> month;
      case "week" -> month == 0 ? 0 : WeekNumbers.of(packed, 0).number();
      case "day" -> day;
      case "day_hour" -> dayHour;
      case "day_minute" -> dayHour * 100 + minute;
      case "day_second" -> (dayHour * 100 + minute) * 100 + second;
      case "day_microsecond" ->
          ((dayHour * 100 + minute) * 100 + second) * MICROS_PER_SECOND + micros;
      case "hour" -> hour;
      case "hour_minute" -> hour * 100 + minute;
      case "hour_second" -> (hour * 100 + minute) * 100 + second;
      case "hour_microsecond" ->
          ((hour * 100 + minute) * 100 + second) * MICROS_PER_SECOND + micros;
      case "minute" -> minute;
      case "minute_second" -> minute * 100 + second;
      case "minute_microsecond" -> (minute * 100 + second) * MICROS_PER_SECOND + micros;
      case "second" -> second;
      case "second_microsecond" -> second * MICROS_PER_SECOND + micros;
      case "microsecond" -> micros;
      default -> throw new IllegalArgumentException(unit);
    };
  }
}
