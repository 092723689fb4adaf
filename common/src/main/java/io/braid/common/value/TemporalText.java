package io.braid.common.value;

/** Prints temporal values as MySQL does. */
public final class TemporalText {
  private TemporalText() {}

  /** A DATE: 2026-11-21. */
  public static String date(long packed) {
    byte[] out = new byte[10];
    putDate(packed, out, 0);
    return ascii(out, 10);
  }

  /** A TIME with so many digits of fraction: -838:59:59.000000. */
  public static String time(long packed, int decimals) {
    byte[] out = new byte[20];
    return ascii(out, putTime(packed, decimals, out, 0));
  }

  /** A DATETIME with so many digits of fraction. */
  public static String datetime(long packed, int decimals) {
    byte[] out = new byte[27];
    return ascii(out, putDatetime(packed, decimals, out, 0));
  }

  /** Any of them. */
  public static String of(SqlValue.TemporalKind kind, long packed, int decimals) {
    return switch (kind) {
      case DATE -> date(packed);
      case TIME -> time(packed, decimals);
      case DATETIME -> datetime(packed, decimals);
    };
  }

  /** Writes ten bytes of ASCII and returns the offset behind them. */
  public static int putDate(long packed, byte[] out, int at) {
    int year = Temporals.year(packed);
    put2(out, at, year / 100);
    put2(out, at + 2, year % 100);
    out[at + 4] = '-';
    put2(out, at + 5, Temporals.month(packed));
    out[at + 7] = '-';
    put2(out, at + 8, Temporals.day(packed));
    return at + 10;
  }

  /** Writes at most 17 bytes of ASCII and returns the offset behind them. */
  public static int putTime(long packed, int decimals, byte[] out, int start) {
    int at = start;
    if (packed < 0) {
      out[at++] = '-';
    }
    int hour = Temporals.hour(SqlValue.TemporalKind.TIME, packed);
    if (hour >= 100) {
      out[at++] = (byte) ('0' + hour / 100);
    }
    put2(out, at, hour % 100);
    return putMinutes(packed, decimals, out, at + 2);
  }

  /** Writes at most 26 bytes of ASCII and returns the offset behind them. */
  public static int putDatetime(long packed, int decimals, byte[] out, int start) {
    int at = putDate(packed, out, start);
    out[at] = ' ';
    put2(out, at + 1, Temporals.hour(SqlValue.TemporalKind.DATETIME, packed));
    return putMinutes(packed, decimals, out, at + 3);
  }

  private static int putMinutes(long packed, int decimals, byte[] out, int start) {
    out[start] = ':';
    put2(out, start + 1, Temporals.minute(packed));
    out[start + 3] = ':';
    put2(out, start + 4, Temporals.second(packed));
    int at = start + 6;
    if (decimals > 0) {
      out[at++] = '.';
      int rest = Temporals.micros(packed);
      for (int i = 0, unit = 100_000; i < decimals; i++, unit /= 10) {
        out[at++] = (byte) ('0' + rest / unit);
        rest %= unit;
      }
    }
    return at;
  }

  private static void put2(byte[] out, int at, int value) {
    out[at] = (byte) ('0' + value / 10);
    out[at + 1] = (byte) ('0' + value % 10);
  }

  @SuppressWarnings("deprecation") // ASCII digits: each byte is a char
  private static String ascii(byte[] out, int length) {
    return new String(out, 0, 0, length);
  }

  /** A value as the number YYYYMMDD, HHMMSS or YYYYMMDDHHMMSS, without its fraction. */
  public static long toNumber(SqlValue.TemporalKind kind, long packed) {
    long date =
        Temporals.year(packed) * 10_000L + Temporals.month(packed) * 100L + Temporals.day(packed);
    long time =
        Temporals.hour(kind, packed) * 10_000L
            + Temporals.minute(packed) * 100L
            + Temporals.second(packed);
    return switch (kind) {
      case DATE -> date;
      case TIME -> packed < 0 ? -time : time;
      case DATETIME -> date * 1_000_000 + time;
    };
  }

  /** As {@link #toNumber} with the fraction behind the point. */
  public static java.math.BigDecimal toDecimal(
      SqlValue.TemporalKind kind, long packed, int decimals) {
    long whole = toNumber(kind, packed);
    if (kind == SqlValue.TemporalKind.DATE || decimals == 0) {
      return java.math.BigDecimal.valueOf(whole);
    }
    java.math.BigDecimal number =
        java.math.BigDecimal.valueOf(Math.abs(whole))
            .add(java.math.BigDecimal.valueOf(Temporals.micros(packed), 6))
            .setScale(decimals, java.math.RoundingMode.DOWN);
    return packed < 0 ? number.negate() : number;
  }
}
