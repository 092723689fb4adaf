package io.braid.common.value;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.SqlMode;
import io.braid.common.type.Charset;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue.TemporalKind;
import java.math.BigDecimal;

/** Stores into DATE, TIME, DATETIME and TIMESTAMP columns. */
final class TemporalStore {
  /** Where a value came from. */
  private enum Origin {
    /** A text or number without fault. */
    PARSED,
    /** A text or number of which something worse than a note was already said. */
    WARNED,
    /** A DATE, TIME or DATETIME. */
    VALUE
  }

  /** 3001-01-18 23:59:59 UTC: MySQL converts no later moment between time zones. */
  private static final long OFFSET_SECONDS_MAX = 32_536_771_199L;

  private final ColumnStore.Settings settings;
  private final TemporalParser parser = new TemporalParser();
  private final boolean truncateFraction;
  private final int dateFlags;
  private final int timestampFlags;

  TemporalStore(ColumnStore.Settings settings) {
    this.settings = settings;
    truncateFraction = (settings.sqlMode() & SqlMode.TIME_TRUNCATE_FRACTIONAL) != 0;
    dateFlags = TemporalParser.flags(settings.sqlMode());
    timestampFlags = dateFlags & TemporalParser.NO_ZERO_DATE | TemporalParser.NO_ZERO_IN_DATE;
  }

  private static String typeName(ColumnType type) {
    return switch (type.type()) {
      case DATE -> "date";
      case TIME -> "time";
      default -> "datetime";
    };
  }

  private int flags(ColumnType type) {
    return type.type() == MySqlType.TIMESTAMP ? timestampFlags : dateFlags;
  }

  void storeText(byte[] bytes, int offset, int length, Charset charset, StoreTarget target) {
    boolean found =
        target.type().type() == MySqlType.TIME
            ? parser.parseTime(bytes, offset, length)
            : parser.parseDatetime(bytes, offset, length, flags(target.type()));
    String shown =
        isPlain(bytes, offset, length)
            ? new String(bytes, offset, length, java.nio.charset.StandardCharsets.ISO_8859_1)
            : StoreTarget.shown(
                bytes, offset, length, charset == Charset.BINARY ? Charset.LATIN1 : charset);
    if (found) {
      target.delimiter(parser, shown);
    }
    finish(found, shown, target);
  }

  /** Whether a short text shows as it is; the usual case, and cheap. */
  private static boolean isPlain(byte[] bytes, int offset, int length) {
    if (length > 32) {
      return false;
    }
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] < 0x20) {
        return false;
      }
    }
    return true;
  }

  void storeNumber(long number, int nanos, String shown, StoreTarget target) {
    boolean found =
        target.type().type() == MySqlType.TIME
            ? parser.timeOfNumber(number, nanos)
            : parser.ofNumber(number, nanos, flags(target.type()));
    finish(found, shown, target);
  }

  /** Stores what the parser found and reports what it did not like. */
  private void finish(boolean found, String shown, StoreTarget target) {
    String name = typeName(target.type());
    if (!found) {
      if (parser.isTruncated() || parser.isOutOfRange()) {
        target.badTemporal(name, shown, parser.isOutOfRange() && !parser.isTruncated());
      }
      target
          .sink()
          .setLong(target.column(), parser.kind() == TemporalKind.TIME ? parser.packed() : 0);
      return;
    }
    boolean warned = parser.isTruncated() || parser.isOutOfRange();
    if (parser.isTruncated()) {
      target.badTemporal(name, shown, false);
    }
    if (parser.isOutOfRange()) {
      target.badTemporal(name, shown, true);
    }
    long packed = parser.packed();
    if (parser.hasOffset()) {
      packed = withoutOffset(packed);
      long seconds =
          packed == 0
              ? 0
              : Math.floorDiv(
                  Temporals.epochMicros(packed, java.time.ZoneOffset.UTC).epochMicros(),
                  1_000_000L);
      if (seconds < 1 || seconds > OFFSET_SECONDS_MAX) {
        target.badTemporal(name, shown, true);
        target.sink().setLong(target.column(), 0);
        return;
      }
      if (target.type().type() == MySqlType.TIMESTAMP) {
        putMoment(packed, shown, target);
        return;
      }
      packed = inSessionZone(packed);
    }
    put(
        parser.kind(),
        packed,
        parser.nanos(),
        shown,
        warned ? Origin.WARNED : Origin.PARSED,
        target);
  }

  /**
   * A DATETIME with an offset in UTC; 0 if it lies before the calendar.
   *
   * @throws MySqlException ER_TRUNCATED_WRONG_VALUE (1292), also when strict mode is off, for a
   *     date with a zero part or one that the offset moves beyond the year 9999
   */
  private long withoutOffset(long packed) {
    int minutes = Math.abs(parser.offsetSeconds()) / 60;
    if (Temporals.hasZeroPart(packed)) {
      throw incorrectTemporal(
          TemporalText.datetime(packed, 0)
              + (parser.offsetSeconds() < 0 ? "-" : "+")
              + String.format("%d:%02d", minutes / 60, minutes % 60));
    }
    long utcMicros = Temporals.toMicros(packed) - parser.offsetSeconds() * 1_000_000L;
    long utc = Temporals.ofMicros(utcMicros);
    if (utc == 0 && Temporals.year(packed) == 9999) {
      // MySQL shows the year 10000 so.
      long time = Math.floorMod(utcMicros, 86_400_000_000L);
      throw incorrectTemporal("0000-01-01 " + TemporalText.time(Temporals.timeOfMicros(time), 0));
    }
    return utc;
  }

  private static MySqlException incorrectTemporal(String shown) {
    return MySqlError.ER_TRUNCATED_WRONG_VALUE.with("temporal", shown);
  }

  /** A DATETIME given in UTC as the session's zone shows it. */
  private long inSessionZone(long utc) {
    long epoch = Temporals.epochMicros(utc, java.time.ZoneOffset.UTC).epochMicros();
    return Temporals.datetimeOfEpochMicros(epoch, settings.zone());
  }

  void storeTemporal(TemporalKind kind, long packed, int fraction, StoreTarget target) {
    String shown = TemporalText.of(kind, packed, fraction);
    ColumnType type = target.type();
    if (kind != TemporalKind.TIME
        && type.type() != MySqlType.TIME
        && !TemporalParser.isAllowed(packed, flags(type))) {
      target.badTemporal(typeName(type), shown, true);
      target.sink().setLong(target.column(), 0);
      return;
    }
    long from = packed;
    TemporalKind fromKind = kind;
    if (kind == TemporalKind.TIME && type.type() != MySqlType.TIME) {
      from = onToday(packed);
      fromKind = TemporalKind.DATETIME;
    }
    if (type.type() == MySqlType.DATE && fraction > 0) {
      // A DATE takes a DATETIME rounded to seconds, which may be the next day.
      shown = TemporalText.of(kind, packed, 0);
      from = Temporals.roundDatetime(from, 0, 0, truncateFraction);
      if (from < 0) {
        unrounded(from, shown, target);
        return;
      }
      if (kind == TemporalKind.DATETIME) {
        shown = TemporalText.datetime(from, 0);
      }
    }
    put(fromKind, from, 0, shown, Origin.VALUE, target);
  }

  /**
   * @param origin decides whether a dropped date or time is noted
   */
  private void put(
      TemporalKind kind, long packed, int nanos, String shown, Origin origin, StoreTarget target) {
    ColumnType type = target.type();
    switch (type.type()) {
      case TIME -> putTime(kind, packed, nanos, shown, origin, target);
      case DATE -> {
        // To microseconds first and then to seconds, as MySQL does it.
        long rounded = Temporals.roundDatetime(packed, nanos, 6, truncateFraction);
        if (rounded >= 0) {
          rounded = Temporals.roundDatetime(rounded, 0, 0, truncateFraction);
        }
        if (rounded < 0) {
          unrounded(rounded, shown, target);
          return;
        }
        if (Temporals.timePart(rounded) != 0 && origin != Origin.WARNED) {
          target.temporalNote("date", shown);
        }
        target.sink().setLong(target.column(), Temporals.datePart(rounded));
      }
      case DATETIME, TIMESTAMP -> {
        long rounded = Temporals.roundDatetime(packed, nanos, type.decimals(), truncateFraction);
        if (rounded < 0) {
          unrounded(rounded, shown, target);
        } else if (type.type() == MySqlType.DATETIME) {
          target.sink().setLong(target.column(), rounded);
        } else if (rounded == 0) {
          target.sink().setLong(target.column(), 0);
        } else {
          putTimestamp(Temporals.epochMicros(rounded, settings.zone()), shown, target);
        }
      }
      default -> throw new IllegalStateException(type.type().name());
    }
  }

  /** Rounding found no next second: beyond the year 9999 (-1), or in a date with a zero part. */
  private void unrounded(long reason, String shown, StoreTarget target) {
    if (reason == -1) {
      MySqlError error = MySqlError.ER_DATETIME_FUNCTION_OVERFLOW;
      target.bad(error, error.message("datetime"));
    }
    target.badTemporal(typeName(target.type()), shown, true);
    target.sink().setLong(target.column(), 0);
  }

  private void putTime(
      TemporalKind kind, long packed, int nanos, String shown, Origin origin, StoreTarget target) {
    long time = packed;
    if (kind != TemporalKind.TIME) {
      time = Temporals.timePart(packed);
      if (origin == Origin.PARSED && packed != time) {
        target.temporalNote("time", shown);
      }
    }
    long rounded = Temporals.roundTime(time, nanos, target.type().decimals(), truncateFraction);
    if (Math.abs(rounded) > Temporals.TIME_MAX) {
      target.badTemporal("time", shown, true);
      rounded = rounded < 0 ? -Temporals.TIME_MAX : Temporals.TIME_MAX;
    }
    target.sink().setLong(target.column(), rounded);
  }

  /** A TIMESTAMP given in UTC: it must not pass through the session's clocks, which may repeat. */
  private void putMoment(long utc, String shown, StoreTarget target) {
    long rounded =
        Temporals.roundDatetime(utc, parser.nanos(), target.type().decimals(), truncateFraction);
    if (rounded <= 0) {
      target.badTemporal("datetime", shown, true);
      target.sink().setLong(target.column(), 0);
      return;
    }
    putTimestamp(Temporals.epochMicros(rounded, java.time.ZoneOffset.UTC), shown, target);
  }

  private void putTimestamp(Temporals.Moment moment, String shown, StoreTarget target) {
    long seconds = Math.floorDiv(moment.epochMicros(), 1_000_000L);
    if (seconds < 1 || seconds > Temporals.TIMESTAMP_SECONDS_MAX) {
      target.badTemporal("datetime", shown, true);
      target.sink().setLong(target.column(), 0);
      return;
    }
    if (moment.inGap()) {
      if (target.isStrict()) {
        target.badTemporal("datetime", shown, true);
      }
      target.invalidTimestamp();
    }
    target.sink().setLong(target.column(), moment.epochMicros());
  }

  /** A TIME as a DATETIME of the current day, or of a day before or after it. */
  private long onToday(long time) {
    long today =
        Temporals.datePart(Temporals.datetimeOfEpochMicros(settings.nowMicros(), settings.zone()));
    return Temporals.ofMicros(Temporals.toMicros(today) + Temporals.timeToMicros(time));
  }

  int yearOf(TemporalKind kind, long packed) {
    return Temporals.year(kind == TemporalKind.TIME ? onToday(packed) : packed);
  }

  /** The number that an integer column gets: with the fraction rounded to seconds. */
  BigDecimal roundedToSeconds(TemporalKind kind, long packed, int fraction, StoreTarget target) {
    if (fraction == 0) {
      return TemporalText.toDecimal(kind, packed, 0);
    }
    if (kind == TemporalKind.TIME) {
      return TemporalText.toDecimal(kind, Temporals.roundTime(packed, 0, 0, truncateFraction), 0);
    }
    long rounded = Temporals.roundDatetime(packed, 0, 0, truncateFraction);
    if (rounded < 0) {
      MySqlError error = MySqlError.ER_DATETIME_FUNCTION_OVERFLOW;
      target.bad(error, error.message("datetime"));
      rounded = Temporals.datePart(packed);
    }
    return TemporalText.toDecimal(kind, rounded, 0);
  }
}
