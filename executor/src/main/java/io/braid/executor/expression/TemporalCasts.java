package io.braid.executor.expression;

import io.braid.common.SqlMode;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue.TemporalKind;
import io.braid.common.value.TemporalParser;
import io.braid.common.value.Temporals;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** Conversions to DATE, TIME and DATETIME in expressions: what cannot be one is NULL. */
final class TemporalCasts {
  private TemporalCasts() {}

  static RowFunction function(ColumnType from, ColumnType to) {
    return switch (from.family()) {
      case DATE, TIME, DATETIME -> (in, out) -> ofTemporal(in, out, to);
      case STRING, ENUM, SET, JSON -> (in, out) -> setText(out, in.asText(0), in.context());
      case INTEGER, BIT, YEAR, DECIMAL, FLOATING -> TemporalCasts::ofNumber;
      case NULL, GEOMETRY -> (in, out) -> out.setNull();
    };
  }

  private static void ofTemporal(Arguments in, Result out, ColumnType to) {
    TemporalKind source = Conversions.kindOf(in.type(0));
    TemporalKind target = Conversions.kindOf(to);
    long packed = in.raw(0);
    if (source == TemporalKind.TIME && target != TemporalKind.TIME) {
      long today =
          Temporals.datePart(
              Temporals.datetimeOfEpochMicros(in.context().nowMicros(), in.context().timeZone()));
      packed = Temporals.ofMicros(Temporals.toMicros(today) + Temporals.timeToMicros(packed));
    } else if (source != TemporalKind.TIME && target == TemporalKind.TIME) {
      packed = Temporals.timePart(packed);
    }
    set(out, target, packed, 0, in.context());
  }

  private static void ofNumber(Arguments in, Result out) {
    TemporalParser parser = new TemporalParser();
    BigDecimal value = in.asDecimal(0);
    long whole = Conversions.roundToLong(value.setScale(0, RoundingMode.DOWN));
    int nanos =
        value.remainder(BigDecimal.ONE).movePointRight(9).setScale(0, RoundingMode.DOWN).intValue();
    boolean time = out.type().family() == MySqlType.Family.TIME;
    boolean read =
        time
            ? parser.timeOfNumber(whole, nanos)
            : parser.ofNumber(whole, nanos, TemporalParser.flags(in.context().sqlMode()));
    finish(out, parser, read, in.asText(0), in.context());
  }

  static void setText(Result out, String text, ExpressionContext context) {
    TemporalParser parser = new TemporalParser();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean time = out.type().family() == MySqlType.Family.TIME;
    boolean read =
        time
            ? parser.parseTime(bytes, 0, bytes.length)
            : parser.parseDatetime(bytes, 0, bytes.length, TemporalParser.flags(context.sqlMode()));
    finish(out, parser, read, text, context);
  }

  private static void finish(
      Result out, TemporalParser parser, boolean read, String text, ExpressionContext context) {
    TemporalKind target = Conversions.kindOf(out.type());
    if (!read || parser.isTruncated() || parser.isOutOfRange()) {
      if (!read && target == TemporalKind.DATETIME) {
        context.incorrectDatetime(text);
      } else {
        boolean dateOnly = read && parser.kind() == TemporalKind.DATE;
        context.truncated(
            switch (target) {
              case DATE -> "date";
              case TIME -> "time";
              case DATETIME -> dateOnly ? "date" : "datetime";
            },
            text);
      }
    }
    if (!read) {
      out.setNull();
      return;
    }
    long packed = parser.packed();
    if (target == TemporalKind.TIME && parser.kind() != TemporalKind.TIME) {
      packed = Temporals.timePart(packed);
    }
    if (target != TemporalKind.TIME && parser.hasOffset()) {
      long micros = Temporals.toMicros(packed) - parser.offsetSeconds() * 1_000_000L;
      long epoch = micros - Temporals.toMicros(Temporals.dateOf(1970, 1, 1));
      packed = Temporals.datetimeOfEpochMicros(epoch, context.timeZone());
    }
    set(out, target, packed, parser.nanos(), context);
  }

  private static void set(
      Result out, TemporalKind target, long packed, int nanos, ExpressionContext context) {
    int decimals = Math.max(0, out.type().decimals());
    boolean truncate = context.hasMode(SqlMode.TIME_TRUNCATE_FRACTIONAL);
    long value =
        switch (target) {
          case DATE -> Temporals.datePart(packed);
          case TIME -> Temporals.roundTime(packed, nanos, decimals, truncate);
          case DATETIME -> Temporals.roundDatetime(packed, nanos, decimals, truncate);
        };
    if (target == TemporalKind.DATETIME && value < 0) {
      out.setNull();
    } else {
      out.setLong(value);
    }
  }
}
