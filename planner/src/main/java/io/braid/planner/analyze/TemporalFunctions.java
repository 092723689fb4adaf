package io.braid.planner.analyze;

import static io.braid.planner.analyze.FunctionSignature.Argument.ANY;
import static io.braid.planner.analyze.FunctionSignature.Argument.DATE;
import static io.braid.planner.analyze.FunctionSignature.Argument.DATETIME;
import static io.braid.planner.analyze.FunctionSignature.Argument.INTEGER;
import static io.braid.planner.analyze.FunctionSignature.Argument.NUMBER;
import static io.braid.planner.analyze.FunctionSignature.Argument.OWN_TEXT;
import static io.braid.planner.analyze.FunctionSignature.Argument.TEMPORAL;
import static io.braid.planner.analyze.FunctionSignature.Argument.TIME;

import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.planner.analyze.FunctionRegistry.Builder;
import io.braid.planner.analyze.FunctionSignature.Arguments;
import io.braid.planner.analyze.FunctionSignature.Nullability;
import io.braid.planner.analyze.FunctionSignature.Result;

/**
 * Date and time functions. NOW() and its kin are one value for a statement; SYSDATE() is not.
 *
 * @see "MySQL 9.7 Reference Manual, Date and Time Functions"
 */
final class TemporalFunctions {
  private TemporalFunctions() {}

  static void register(Builder b) {
    Result bigint = a -> TypeRules.BIGINT;
    Result date = a -> TypeRules.DATE;
    b.addNotNull("now", 0, 1, a -> TypeRules.datetime(fraction(a, 0)), ANY);
    b.addNotNull("utc_timestamp", 0, 1, a -> TypeRules.datetime(fraction(a, 0)), ANY);
    b.addVolatile("sysdate", 0, 1, a -> TypeRules.datetime(fraction(a, 0)), Nullability.NEVER, ANY);
    b.addNotNull("curdate", 0, 0, date);
    b.addNotNull("utc_date", 0, 0, date);
    b.addNotNull("curtime", 0, 1, a -> TypeRules.time(fraction(a, 0)), ANY);
    b.addNotNull("utc_time", 0, 1, a -> TypeRules.time(fraction(a, 0)), ANY);
    b.addNullable("year", 1, 1, a -> ColumnType.of(MySqlType.YEAR), DATE);
    b.addNullable("month", 1, 1, integer(3), DATE);
    b.addNullable("day", 1, 1, integer(3), DATE);
    b.addNullable("dayofweek", 1, 1, integer(2), DATE);
    b.addNullable("dayofyear", 1, 1, integer(4), DATE);
    b.addNullable("weekday", 1, 1, integer(2), DATE);
    b.addNullable("week", 1, 2, integer(3), DATE, INTEGER);
    b.addNullable("weekofyear", 1, 1, integer(3), DATE);
    b.addNullable("yearweek", 1, 2, a -> TypeRules.integer(7, false), DATE, INTEGER);
    b.addNullable("quarter", 1, 1, integer(2), DATE);
    b.addNullable("hour", 1, 1, integer(4), TIME);
    b.addNullable("minute", 1, 1, integer(3), TIME);
    b.addNullable("second", 1, 1, integer(3), TIME);
    b.addNullable("microsecond", 1, 1, bigint, TIME);
    b.addNullable("dayname", 1, 1, a -> connection(a, 9), DATE);
    b.addNullable("monthname", 1, 1, a -> connection(a, 9), DATE);
    b.addNullable("last_day", 1, 1, date, DATE);
    b.addNullable("to_days", 1, 1, integer(8), DATE);
    b.addNullable("to_seconds", 1, 1, bigint, DATETIME);
    b.addNullable("from_days", 1, 1, date, INTEGER);
    b.addNullable("makedate", 2, 2, date, INTEGER, INTEGER);
    b.addNullable(
        "maketime",
        3,
        3,
        a ->
            TypeRules.time(
                a.type(2).family() == MySqlType.Family.FLOATING
                    ? 6
                    : Math.min(6, TypeRules.fraction(a.type(2)))),
        INTEGER,
        INTEGER,
        NUMBER);
    b.addNullable("sec_to_time", 1, 1, a -> TypeRules.time(numberFraction(a)), NUMBER);
    b.addNullable("time_to_sec", 1, 1, integer(10), TIME);
    b.addNullable("date", 1, 1, date, DATE);
    b.addNullable("time", 1, 1, a -> TypeRules.time(TypeRules.fraction(a.type(0))), TIME);
    b.addNullable(
        "timestamp",
        1,
        2,
        a ->
            TypeRules.datetime(
                Math.max(TypeRules.fraction(a.type(0)), TypeRules.fraction(a.type(a.count() - 1)))),
        DATETIME,
        TIME);
    b.addNullable("datediff", 2, 2, integer(9), DATE);
    b.addNullable(
        "timediff",
        2,
        2,
        a -> TypeRules.time(Math.max(TypeRules.fraction(a.type(0)), TypeRules.fraction(a.type(1)))),
        TEMPORAL);
    b.addNullable("addtime", 2, 2, TemporalFunctions::sameOrText, ANY, TIME);
    b.addNullable("subtime", 2, 2, TemporalFunctions::sameOrText, ANY, TIME);
    b.addNullable("period_add", 2, 2, bigint, INTEGER);
    b.addNullable("period_diff", 2, 2, bigint, INTEGER);
    b.addNullable("unix_timestamp", 0, 1, TemporalFunctions::unixTimestamp, DATETIME);
    b.addNullable("from_unixtime", 1, 2, TemporalFunctions::fromUnixTime, NUMBER, OWN_TEXT);
    b.addNullable(
        "date_format", 2, 2, a -> connection(a, a.characters(1) * 10), DATETIME, OWN_TEXT);
    b.addNullable("time_format", 2, 2, a -> connection(a, a.characters(1) * 10), TIME, OWN_TEXT);
    b.addNullable("str_to_date", 2, 2, TemporalFunctions::ofFormat, OWN_TEXT);
    b.addNullable(
        "convert_tz",
        3,
        3,
        a -> TypeRules.datetime(TypeRules.fraction(a.type(0))),
        DATETIME,
        OWN_TEXT);
    b.addNullable("get_format", 2, 2, a -> connection(a, 17), OWN_TEXT);
  }

  /** The fraction that a constant argument asks for. */
  private static int fraction(Arguments a, int index) {
    return (int) (long) a.constant(index).orElse(0L);
  }

  private static int numberFraction(Arguments a) {
    return a.type(0).family() == MySqlType.Family.FLOATING
        ? 6
        : Math.min(6, TypeRules.fraction(a.type(0)));
  }

  private static ColumnType sameOrText(Arguments a) {
    ColumnType type = a.type(0);
    int fraction = Math.max(TypeRules.fraction(type), TypeRules.fraction(a.type(1)));
    return switch (type.family()) {
      case DATETIME, DATE -> TypeRules.datetime(fraction);
      case TIME -> TypeRules.time(fraction);
      default -> ColumnType.string(MySqlType.CHAR, 29, a.connection());
    };
  }

  /** What a constant format of STR_TO_DATE asks for; DATETIME(6) if it is not known. */
  private static ColumnType ofFormat(Arguments a) {
    if (a.text(1).isEmpty()) {
      return TypeRules.datetime(6);
    }
    String format = a.text(1).get();
    boolean date = false;
    boolean time = false;
    boolean micros = false;
    for (int i = 0; i + 1 < format.length(); i++) {
      if (format.charAt(i) != '%') {
        continue;
      }
      i++;
      char letter = format.charAt(i);
      micros |= letter == 'f';
      time |= "fHISThiklrsp".indexOf(letter) >= 0;
      date |= "MVUXYWabcjmvuxyweDd".indexOf(letter) >= 0;
    }
    int fraction = micros ? 6 : 0;
    return micros && date || time && date
        ? TypeRules.datetime(fraction)
        : time ? TypeRules.time(fraction) : TypeRules.DATE;
  }

  private static ColumnType unixTimestamp(Arguments a) {
    if (a.count() == 0) {
      return TypeRules.integer(21, false);
    }
    int fraction = TypeRules.fraction(a.type(0));
    return fraction == 0
        ? TypeRules.integer(21, false)
        : ColumnType.decimal(11 + fraction, fraction, false);
  }

  private static ColumnType fromUnixTime(Arguments a) {
    return a.count() == 2
        ? connection(a, a.characters(1) * 10)
        : TypeRules.datetime(numberFraction(a));
  }

  private static ColumnType connection(Arguments a, long characters) {
    return TypeRules.string(characters, a.connection());
  }

  /** An integer of so many characters with its sign. */
  private static Result integer(int characters) {
    return a -> TypeRules.integer(characters, false);
  }
}
