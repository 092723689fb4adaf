package io.braid.executor.function;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue.TemporalKind;
import io.braid.common.value.TemporalText;
import io.braid.common.value.Temporals;
import io.braid.common.value.YearConversion;
import io.braid.executor.expression.Arguments;
import io.braid.executor.expression.Conversions;
import io.braid.executor.expression.FunctionSet;
import io.braid.executor.expression.Result;
import io.braid.executor.expression.RowFunction;
import io.braid.planner.plan.Scalar;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Date and time functions. Their arguments have been cast to DATE, TIME or DATETIME; values are
 * packed. A date with zero parts gives NULL where a day of the calendar is needed.
 *
 * @see "MySQL 9.7 Reference Manual, Date and Time Functions"
 */
final class TemporalFunctions implements FunctionSet.Library {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long FROM_UNIXTIME_SECONDS_MAX = 32_536_771_199L;
  private static final int DECIMALS_MAX = 6;

  /** 9999-12-31. */
  private static final long DAY_NUMBER_MAX = 3_652_424;

  @Override
  public void addTo(FunctionSet.Builder builder) {
    addNow(builder);
    addParts(builder);
    addConstruction(builder);
    addConversion(builder);
  }

  private static void addNow(FunctionSet.Builder builder) {
    builder
        .row("now", (in, out) -> now(in, out, in.context().nowMicros(), zone(in)))
        .row("utc_timestamp", (in, out) -> now(in, out, in.context().nowMicros(), ZoneOffset.UTC))
        .row("sysdate", (in, out) -> now(in, out, System.currentTimeMillis() * 1_000, zone(in)))
        .row("curdate", (in, out) -> today(in, out, zone(in)))
        .row("utc_date", (in, out) -> today(in, out, ZoneOffset.UTC))
        .row("curtime", (in, out) -> clock(in, out, zone(in)))
        .row("utc_time", (in, out) -> clock(in, out, ZoneOffset.UTC));
  }

  private static void addParts(FunctionSet.Builder builder) {
    builder
        .strict("year_constant", TemporalFunctions::yearConstant)
        .strict("year", (in, out) -> out.setLong(Temporals.year(in.raw(0))))
        .strict("month", (in, out) -> out.setLong(Temporals.month(in.raw(0))))
        .strict("day", (in, out) -> out.setLong(Temporals.day(in.raw(0))))
        .strict("quarter", (in, out) -> out.setLong((Temporals.month(in.raw(0)) + 2) / 3))
        .strict("hour", (in, out) -> out.setLong(hour(in)))
        .strict("minute", (in, out) -> out.setLong(Temporals.minute(Math.abs(in.raw(0)))))
        .strict("second", (in, out) -> out.setLong(Temporals.second(Math.abs(in.raw(0)))))
        .strict("microsecond", (in, out) -> out.setLong(Temporals.micros(Math.abs(in.raw(0)))))
        .strict("dayofweek", (in, out) -> ofDay(in, out, TemporalFunctions::dayOfWeek))
        .strict("weekday", (in, out) -> ofDay(in, out, TemporalFunctions::weekday))
        .strict("dayofyear", (in, out) -> ofDay(in, out, TemporalFunctions::dayOfYear))
        .strict("to_days", (in, out) -> ofDay(in, out, Temporals::dayNumber))
        .strict("to_seconds", (in, out) -> ofDay(in, out, TemporalFunctions::toSeconds))
        .strict("week", TemporalFunctions::week)
        .strict("weekofyear", (in, out) -> ofDay(in, out, d -> WeekNumbers.of(d, 3).number()))
        .strict("yearweek", TemporalFunctions::yearWeek)
        .strict("dayname", TemporalFunctions::dayName)
        .strict("monthname", TemporalFunctions::monthName)
        .strict("last_day", TemporalFunctions::lastDay)
        .strict("time_to_sec", (in, out) -> out.setLong(timeToSeconds(in.raw(0))));
  }

  private static void addConstruction(FunctionSet.Builder builder) {
    builder
        .strict("from_days", TemporalFunctions::fromDays)
        .strict("makedate", TemporalFunctions::makeDate)
        .strict("maketime", TemporalFunctions::makeTime)
        .strict("sec_to_time", TemporalFunctions::secondsToTime)
        .strict("date", (in, out) -> out.setLong(in.raw(0)))
        .strict("time", (in, out) -> out.setLong(in.raw(0)))
        .strict("timestamp", TemporalFunctions::timestamp)
        .strict("period_add", TemporalFunctions::periodAdd)
        .strict("period_diff", TemporalFunctions::periodDifference)
        .strict("datediff", TemporalFunctions::dateDifference)
        .strict("timediff", TemporalFunctions::timeDifference)
        .strict("addtime", (in, out) -> addTime(in, out, 1))
        .strict("subtime", (in, out) -> addTime(in, out, -1));
  }

  private static void addConversion(FunctionSet.Builder builder) {
    builder
        .row("unix_timestamp", TemporalFunctions::unixTimestamp)
        .strict("from_unixtime", TemporalFunctions::fromUnixTime)
        .strict("date_format", TemporalFunctions::format)
        .strict("time_format", TemporalFunctions::format)
        .strict("convert_tz", TemporalFunctions::convertZone)
        .strict("get_format", TemporalFunctions::getFormat)
        .strictFor("extract", (call, context) -> extract(call));
  }

  // ---- the present

  private static ZoneId zone(Arguments in) {
    return in.context().timeZone();
  }

  private static long truncated(long packed, int decimals) {
    long micros = Temporals.micros(packed);
    long unit = 1;
    for (int i = Math.max(0, decimals); i < DECIMALS_MAX; i++) {
      unit *= 10;
    }
    return packed - micros % unit;
  }

  private static void now(Arguments in, Result out, long epochMicros, ZoneId zone) {
    out.setLong(
        truncated(Temporals.datetimeOfEpochMicros(epochMicros, zone), out.type().decimals()));
  }

  private static void today(Arguments in, Result out, ZoneId zone) {
    out.setLong(
        Temporals.datePart(Temporals.datetimeOfEpochMicros(in.context().nowMicros(), zone)));
  }

  private static void clock(Arguments in, Result out, ZoneId zone) {
    long now = Temporals.datetimeOfEpochMicros(in.context().nowMicros(), zone);
    out.setLong(truncated(Temporals.timePart(now), out.type().decimals()));
  }

  // ---- parts

  private interface DayFunction {
    long apply(long packed);
  }

  private static void ofDay(Arguments in, Result out, DayFunction function) {
    long packed = in.raw(0);
    if (packed == 0 || Temporals.month(packed) == 0 || Temporals.day(packed) == 0) {
      out.setNull();
    } else {
      out.setLong(function.apply(packed));
    }
  }

  private static TemporalKind kind(Arguments in, int argument) {
    return Conversions.kindOf(in.type(argument));
  }

  /** A constant as a YEAR column would take it; one that it would not take stays as it is. */
  private static void yearConstant(Arguments in, Result out) {
    ColumnType type = in.type(0);
    OptionalInt year =
        switch (type.family()) {
          case INTEGER, DECIMAL -> YearConversion.of(in.asDecimal(0));
          case FLOATING -> YearConversion.of(BigDecimal.valueOf(in.asDouble(0)));
          case STRING -> YearConversion.ofText(in.asBytes(0));
          default -> YearConversion.of(Conversions.kindOf(type), in.raw(0));
        };
    if (year.isPresent()) {
      switch (out.type().family()) {
        case DECIMAL ->
            out.setDecimal(BigDecimal.valueOf(year.getAsInt()).setScale(out.type().decimals()));
        case FLOATING -> out.setDouble(year.getAsInt());
        case STRING -> out.setText(String.valueOf(year.getAsInt()));
        default -> out.setLong(year.getAsInt());
      }
    } else if (type.family() != out.type().family()) {
      out.setLong(in.asLong(0));
    } else {
      out.setArgument(in, 0);
    }
  }

  private static void fromDays(Arguments in, Result out) {
    long day = in.asLong(0);
    if (day <= 0 || day > DAY_NUMBER_MAX) {
      in.context().warn(MySqlError.ER_TEMPORAL_FUNCTION_OVERFLOW, "DATE", "from_days()");
      out.setNull();
    } else {
      out.setLong(Temporals.dateOfDayNumber(day));
    }
  }

  private static int hour(Arguments in) {
    return Temporals.hour(kind(in, 0), Math.abs(in.raw(0)));
  }

  private static long dayOfWeek(long packed) {
    return Temporals.weekday(Temporals.dayNumber(packed), true) + 1;
  }

  private static long weekday(long packed) {
    return Temporals.weekday(Temporals.dayNumber(packed), false);
  }

  private static long dayOfYear(long packed) {
    return Temporals.dayNumber(packed) - Temporals.dayNumber(Temporals.year(packed), 1, 1) + 1;
  }

  private static long toSeconds(long packed) {
    return Temporals.toMicros(packed) / MICROS_PER_SECOND;
  }

  private static long timeToSeconds(long time) {
    return Temporals.timeToMicros(time) / MICROS_PER_SECOND;
  }

  private static int mode(Arguments in) {
    long mode =
        in.count() > 1 ? in.asLong(1) : in.context().session().longVariable("default_week_format");
    return (int) (mode & 7);
  }

  private static void week(Arguments in, Result out) {
    ofDay(in, out, date -> WeekNumbers.of(date, mode(in)).number());
  }

  private static void yearWeek(Arguments in, Result out) {
    int mode = (in.count() > 1 ? (int) (in.asLong(1) & 7) : 0) | 2;
    ofDay(
        in,
        out,
        date -> {
          WeekNumbers.Week week = WeekNumbers.of(date, mode);
          return week.year() * 100L + week.number();
        });
  }

  private static void dayName(Arguments in, Result out) {
    long packed = in.raw(0);
    if (packed == 0 || Temporals.month(packed) == 0 || Temporals.day(packed) == 0) {
      out.setNull();
    } else {
      out.setText(DateFormat.WEEKDAYS[(int) weekday(packed)]);
    }
  }

  private static void monthName(Arguments in, Result out) {
    int month = Temporals.month(in.raw(0));
    if (month == 0) {
      out.setNull();
    } else {
      out.setText(DateFormat.MONTHS[month - 1]);
    }
  }

  private static void lastDay(Arguments in, Result out) {
    int year = Temporals.year(in.raw(0));
    int month = Temporals.month(in.raw(0));
    if (month == 0) {
      out.setNull();
    } else {
      out.setLong(Temporals.dateOf(year, month, Temporals.daysInMonth(year, month)));
    }
  }

  // ---- construction

  /** Two-digit years: 70 to 99 are of the last century. */
  private static long fullYear(long year) {
    return year >= 100 ? year : year < 70 ? year + 2000 : year + 1900;
  }

  private static void makeDate(Arguments in, Result out) {
    long year = in.asLong(0);
    long day = in.asLong(1);
    if (year < 0 || year > 9999 || day <= 0 || day > 3_652_424) {
      out.setNull();
      return;
    }
    long number = Temporals.dayNumber((int) fullYear(year), 1, 1) + day - 1;
    long date = Temporals.dateOfDayNumber(number);
    if (date == 0) {
      out.setNull();
    } else {
      out.setLong(date);
    }
  }

  private static void makeTime(Arguments in, Result out) {
    long hour = in.asLong(0);
    long minute = in.asLong(1);
    BigDecimal second = in.asDecimal(2);
    if (minute < 0
        || minute > 59
        || second.signum() < 0
        || second.compareTo(BigDecimal.valueOf(60)) >= 0) {
      out.setNull();
      return;
    }
    long micros =
        second
            .setScale(Math.max(0, out.type().decimals()), RoundingMode.HALF_UP)
            .movePointRight(DECIMALS_MAX)
            .longValue();
    boolean negative = hour < 0 && !in.type(0).unsigned();
    long hours = in.type(0).unsigned() && hour < 0 ? Long.MAX_VALUE : Math.abs(hour);
    if (hours > 838) {
      in.context().warn(MySqlError.ER_TRUNCATED_WRONG_VALUE, "time", text(in, minute, second));
      out.setLong(negative ? -Temporals.TIME_MAX : Temporals.TIME_MAX);
      return;
    }
    long time = Temporals.timeOfMicros(micros + (hours * 60 + minute) * 60 * MICROS_PER_SECOND);
    out.setLong(limited(in, negative ? -time : time));
  }

  private static String text(Arguments in, long minute, BigDecimal second) {
    return in.asText(0) + String.format(Locale.ROOT, ":%02d:%02d", minute, second.longValue());
  }

  /** A TIME within its range; beyond it the end of the range with a warning. */
  private static long limited(Arguments in, long time) {
    if (Math.abs(time) <= Temporals.TIME_MAX) {
      return time;
    }
    in.context().warn(MySqlError.ER_TRUNCATED_WRONG_VALUE, "time", TemporalText.time(time, 0));
    return time < 0 ? -Temporals.TIME_MAX : Temporals.TIME_MAX;
  }

  private static void secondsToTime(Arguments in, Result out) {
    BigDecimal seconds =
        in.asDecimal(0)
            .setScale(Math.max(0, out.type().decimals()), RoundingMode.HALF_UP)
            .movePointRight(DECIMALS_MAX);
    BigDecimal bound = BigDecimal.valueOf(Temporals.timeToMicros(Temporals.TIME_MAX));
    if (seconds.abs().compareTo(bound) > 0) {
      in.context().warn(MySqlError.ER_TRUNCATED_WRONG_VALUE, "time", in.asText(0));
      out.setLong(seconds.signum() < 0 ? -Temporals.TIME_MAX : Temporals.TIME_MAX);
      return;
    }
    out.setLong(Temporals.timeOfMicros(seconds.longValue()));
  }

  private static void timestamp(Arguments in, Result out) {
    long datetime = in.raw(0);
    if (in.count() == 1) {
      out.setLong(datetime);
      return;
    }
    setMoment(out, Temporals.toMicros(datetime) + Temporals.timeToMicros(in.raw(1)));
  }

  /** A DATETIME of microseconds since year 0; NULL outside of the calendar. */
  static void setMoment(Result out, long micros) {
    long datetime = micros < 0 ? 0 : Temporals.ofMicros(micros);
    if (datetime == 0) {
      out.setNull();
    } else {
      out.setLong(datetime);
    }
  }

  private static long months(long period) {
    return fullYear(period / 100) * 12 + period % 100 - 1;
  }

  private static void requirePeriod(long period, String function) {
    if (period < 0 || period % 100 == 0 || period % 100 > 12) {
      throw MySqlError.ER_WRONG_ARGUMENTS.with(function);
    }
  }

  private static void periodAdd(Arguments in, Result out) {
    long period = in.asLong(0);
    requirePeriod(period, "period_add");
    long months = months(period) + in.asLong(1);
    out.setLong(months / 12 * 100 + months % 12 + 1);
  }

  private static void periodDifference(Arguments in, Result out) {
    requirePeriod(in.asLong(0), "period_diff");
    requirePeriod(in.asLong(1), "period_diff");
    out.setLong(months(in.asLong(0)) - months(in.asLong(1)));
  }

  private static void dateDifference(Arguments in, Result out) {
    if (hasNoDay(in.raw(0)) || hasNoDay(in.raw(1))) {
      out.setNull();
    } else {
      out.setLong(Temporals.dayNumber(in.raw(0)) - Temporals.dayNumber(in.raw(1)));
    }
  }

  private static boolean hasNoDay(long date) {
    return Temporals.month(date) == 0 || Temporals.day(date) == 0;
  }

  private static void timeDifference(Arguments in, Result out) {
    if (kind(in, 0) != kind(in, 1)) {
      out.setNull();
      return;
    }
    boolean times = kind(in, 0) == TemporalKind.TIME;
    long left = times ? Temporals.timeToMicros(in.raw(0)) : Temporals.toMicros(in.raw(0));
    long right = times ? Temporals.timeToMicros(in.raw(1)) : Temporals.toMicros(in.raw(1));
    out.setLong(limited(in, Temporals.timeOfMicros(left - right)));
  }

  private static void addTime(Arguments in, Result out, int sign) {
    long added = sign * Temporals.timeToMicros(in.raw(1));
    switch (in.type(0).family()) {
      case TIME ->
          out.setLong(
              limited(in, Temporals.timeOfMicros(Temporals.timeToMicros(in.raw(0)) + added)));
      case DATE, DATETIME -> setMoment(out, Temporals.toMicros(in.raw(0)) + added);
      default -> throw MySqlException.notSupported("ADDTIME of a string");
    }
  }

  // ---- conversion

  private static void unixTimestamp(Arguments in, Result out) {
    long micros;
    if (in.count() == 0) {
      micros = in.context().nowMicros();
    } else if (in.isNull(0)) {
      if (in.count() < 2 || in.asLong(1) == 0) {
        out.setNull();
        return;
      }
      micros = 0;
    } else if (hasNoDay(in.raw(0))) {
      micros = 0;
    } else {
      micros = Temporals.epochMicros(in.raw(0), zone(in)).epochMicros();
    }
    if (micros < 0 || micros / MICROS_PER_SECOND > FROM_UNIXTIME_SECONDS_MAX) {
      micros = 0;
    }
    if (out.type().family() == MySqlType.Family.DECIMAL) {
      out.setDecimal(
          BigDecimal.valueOf(micros, DECIMALS_MAX)
              .setScale(out.type().decimals(), RoundingMode.DOWN));
    } else {
      out.setLong(micros / MICROS_PER_SECOND);
    }
  }

  private static void fromUnixTime(Arguments in, Result out) {
    BigDecimal seconds = in.asDecimal(0);
    if (seconds.signum() < 0
        || seconds.compareTo(BigDecimal.valueOf(FROM_UNIXTIME_SECONDS_MAX)) > 0) {
      out.setNull();
      return;
    }
    boolean formatted = in.count() > 1;
    int decimals = formatted ? DECIMALS_MAX : Math.max(0, out.type().decimals());
    long micros =
        seconds.setScale(decimals, RoundingMode.HALF_UP).movePointRight(DECIMALS_MAX).longValue();
    long datetime = Temporals.datetimeOfEpochMicros(micros, zone(in));
    if (formatted) {
      setText(out, DateFormat.format(TemporalKind.DATETIME, datetime, in.asText(1)));
    } else {
      out.setLong(datetime);
    }
  }

  private static void format(Arguments in, Result out) {
    String format = in.asText(1);
    if (format.isEmpty()) {
      out.setNull();
    } else {
      setText(out, DateFormat.format(kind(in, 0), in.raw(0), format));
    }
  }

  private static void setText(Result out, Optional<String> text) {
    if (text.isEmpty()) {
      out.setNull();
    } else {
      out.setText(text.get());
    }
  }

  private static void convertZone(Arguments in, Result out) {
    Optional<ZoneId> from = Temporals.zone(in.asText(1), ZoneId.systemDefault());
    Optional<ZoneId> to = Temporals.zone(in.asText(2), ZoneId.systemDefault());
    if (from.isEmpty() || to.isEmpty() || hasNoDay(in.raw(0))) {
      out.setNull();
      return;
    }
    long moment = Temporals.epochMicros(in.raw(0), from.get()).epochMicros();
    // Outside of what a TIMESTAMP may be, nothing is converted.
    boolean outside =
        moment < MICROS_PER_SECOND || moment / MICROS_PER_SECOND > FROM_UNIXTIME_SECONDS_MAX;
    out.setLong(outside ? in.raw(0) : Temporals.datetimeOfEpochMicros(moment, to.get()));
  }

  private static void getFormat(Arguments in, Result out) {
    String key =
        in.asText(0).toLowerCase(Locale.ROOT) + " " + in.asText(1).toLowerCase(Locale.ROOT);
    String format =
        switch (key) {
          case "date usa" -> "%m.%d.%Y";
          case "date jis", "date iso" -> "%Y-%m-%d";
          case "date eur" -> "%d.%m.%Y";
          case "date internal" -> "%Y%m%d";
          case "datetime usa", "datetime eur" -> "%Y-%m-%d %H.%i.%s";
          case "datetime jis", "datetime iso" -> "%Y-%m-%d %H:%i:%s";
          case "datetime internal" -> "%Y%m%d%H%i%s";
          case "time usa" -> "%h:%i:%s %p";
          case "time jis", "time iso" -> "%H:%i:%s";
          case "time eur" -> "%H.%i.%s";
          case "time internal" -> "%H%i%s";
          default -> "";
        };
    setText(out, format.isEmpty() ? Optional.empty() : Optional.of(format));
  }

  /** EXTRACT(unit FROM value): the unit is the first argument, a constant. */
  private static RowFunction extract(Scalar.Call call) {
    ColumnType type = call.arguments().get(1).type();
    return (in, out) -> {
      long packed = in.raw(1);
      long sign = packed < 0 ? -1 : 1;
      out.setLong(
          sign * IntervalArithmetic.extract(in.asText(0), Conversions.kindOf(type), packed));
    };
  }
}
