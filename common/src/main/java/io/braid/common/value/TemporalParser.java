package io.braid.common.value;

import io.braid.common.SqlMode;
import io.braid.common.value.SqlValue.TemporalKind;

/**
 * Reads dates and times from strings and numbers as MySQL does: many delimiters, two-digit years,
 * digits alone, offsets, zero dates under sql_mode. Made once and reused; after each call its
 * getters tell the value and what was wrong with the text. Not thread-safe.
 *
 * @see "MySQL Source Code Documentation, str_to_datetime, str_to_time, number_to_datetime"
 */
public final class TemporalParser {
  /** Month or day may be zero; the date as a whole too. */
  public static final int FUZZY = 1;

  /** The zero date is refused. */
  public static final int NO_ZERO_DATE = 2;

  /** A month or day of zero is refused. */
  public static final int NO_ZERO_IN_DATE = 4;

  /** Any day from 1 to 31 is taken in any month. */
  public static final int ALLOW_INVALID = 8;

  private static final int DATETIME_ONLY = 16;

  private static final int PARTS = 7;
  private static final int TWO_DIGIT_YEAR_LIMIT = 70;
  private static final long UINT_MAX = 0xFFFF_FFFFL;
  private static final long TIME_NUMBER_MAX = 8_385_959;

  private TemporalKind kind = TemporalKind.DATE;
  private long packed;
  private int nanos;
  private int fractionDigits;
  private boolean truncated;
  private boolean outOfRange;
  private boolean zeroDate;
  private boolean hasOffset;
  private int offsetSeconds;
  private boolean notDatetime;
  private int delimiterPosition = -1;
  private char delimiter;
  private boolean delimiterSuperfluous;
  private char delimiterPreferred;
  private final long[] parts = new long[PARTS + 1];
  private final int[] partLengths = new int[PARTS + 1];

  /** The flags with which an expression or a DATE or DATETIME column reads dates. */
  public static int flags(long sqlMode) {
    int flags = FUZZY;
    if ((sqlMode & SqlMode.NO_ZERO_DATE) != 0) {
      flags |= NO_ZERO_DATE;
    }
    if ((sqlMode & SqlMode.NO_ZERO_IN_DATE) != 0) {
      flags |= NO_ZERO_IN_DATE;
    }
    if ((sqlMode & SqlMode.ALLOW_INVALID_DATES) != 0) {
      flags |= ALLOW_INVALID;
    }
    return flags;
  }

  /** What the text turned out to be. */
  public TemporalKind kind() {
    return kind;
  }

  /** The value, packed; its fraction is cut to microseconds. */
  public long packed() {
    return packed;
  }

  /** The digit behind the microseconds, times 100; it counts when the fraction is rounded. */
  public int nanos() {
    return nanos;
  }

  /** Digits of the fraction that were given, at most 6. */
  public int fractionDigits() {
    return fractionDigits;
  }

  /** Whether something was wrong with the form of the text. */
  public boolean isTruncated() {
    return truncated;
  }

  /** Whether the value lies outside of its range, is no date of the calendar or is zero. */
  public boolean isOutOfRange() {
    return outOfRange || zeroDate;
  }

  /** Whether the text ended in an offset such as +05:30. */
  public boolean hasOffset() {
    return hasOffset;
  }

  /** Seconds east of UTC of {@link #hasOffset}. */
  public int offsetSeconds() {
    return offsetSeconds;
  }

  /** Where the first deprecated delimiter stood, or -1. */
  public int delimiterPosition() {
    return delimiterPosition;
  }

  /** The deprecated delimiter. */
  public char delimiter() {
    return delimiter;
  }

  /** Whether the delimiter is one too many (warning 4096), else the wrong one (warning 4095). */
  public boolean isDelimiterSuperfluous() {
    return delimiterSuperfluous;
  }

  /** The delimiter that should stand there. */
  public char delimiterPreferred() {
    return delimiterPreferred;
  }

  private void begin(TemporalKind newKind) {
    kind = newKind;
    packed = 0;
    nanos = 0;
    fractionDigits = 0;
    truncated = false;
    outOfRange = false;
    zeroDate = false;
    hasOffset = false;
    offsetSeconds = 0;
    notDatetime = false;
    delimiterPosition = -1;
  }

  /**
   * Reads a DATE or DATETIME.
   *
   * @return whether there is a value; if not, {@link #isTruncated} or {@link #isOutOfRange} says
   *     why
   */
  public boolean parseDatetime(byte[] bytes, int offset, int length, int flags) {
    begin(TemporalKind.DATETIME);
    int end = offset + length;
    int at = offset;
    while (at < end && isSpace(bytes[at])) {
      superfluous(bytes, offset, at);
      at++;
    }
    if (at == end || !isDigit(bytes[at])) {
      return notADatetime();
    }
    int digits = 0;
    while (at + digits < end && (isDigit(bytes[at + digits]) || bytes[at + digits] == 'T')) {
      digits++;
    }
    boolean digitsOnly = at + digits == end || bytes[at + digits] == '.';
    int yearLength = digits == 4 || digits == 8 || digits >= 14 ? 4 : 2;
    int fieldLength = digitsOnly ? yearLength : 4;
    boolean notZero = false;
    boolean foundDelimiter = false;
    boolean foundSpace = false;
    int lastField = at;
    int i = 0;
    java.util.Arrays.fill(parts, 0);
    java.util.Arrays.fill(partLengths, 0);
    while (i < PARTS && at < end && isDigit(bytes[at])) {
      int start = at;
      long value = bytes[at++] - '0';
      boolean untilDelimiter = !digitsOnly && i != 6;
      while (at < end && isDigit(bytes[at]) && (untilDelimiter || --fieldLength > 0)) {
        value = value * 10 + bytes[at++] - '0';
        if (value > UINT_MAX) {
          return notADatetime();
        }
      }
      partLengths[i] = at - start;
      if (value > 999_999) {
        return notADatetime();
      }
      parts[i] = value;
      notZero |= value != 0;
      fieldLength = 2;
      lastField = at;
      if (at == end) {
        i++;
        break;
      }
      if (i == 2 && bytes[at] == 'T') {
        at++;
        i++;
        continue;
      }
      if (i == 5 || i == 6 && (bytes[at] == '+' || bytes[at] == '-')) {
        if (i == 5 && bytes[at] == '.') {
          at++;
          lastField = at;
          fieldLength = 6;
        } else if (i == 5 && isDigit(bytes[at])) {
          i++;
          break;
        } else if (bytes[at] == '+' || bytes[at] == '-') {
          if (!parseOffset(bytes, at, end)) {
            return notADatetime();
          }
          at = end;
          lastField = at;
        }
        i++;
        continue;
      }
      int delimiterStart = at;
      while (at < end && (isPunctuation(bytes[at]) || isSpace(bytes[at]))) {
        if (isSpace(bytes[at])) {
          if (i != 2 && i != 6) {
            return notADatetime();
          }
          foundSpace = true;
        }
        foundDelimiter = true;
        at++;
      }
      checkDelimiters(bytes, offset, delimiterStart, at, i);
      lastField = at;
      i++;
    }
    if (foundDelimiter && !foundSpace && (flags & DATETIME_ONLY) != 0) {
      return notADatetime();
    }
    return finishDatetime(
        bytes, offset, lastField, end, digitsOnly ? yearLength : partLengths[0], i, notZero, flags);
  }

  private boolean finishDatetime(
      byte[] bytes,
      int offset,
      int rest,
      int end,
      int yearLength,
      int fields,
      boolean anyNotZero,
      int flags) {
    int at = rest;
    boolean notZero = anyNotZero;
    fractionDigits = partLengths[6];
    long micros = parts[6] * Temporals.unit(fractionDigits);
    int year = (int) parts[0];
    if (yearLength == 2 && notZero) {
      year += year < TWO_DIGIT_YEAR_LIMIT ? 2000 : 1900;
    }
    kind = fields <= 3 ? TemporalKind.DATE : TemporalKind.DATETIME;
    if (fields < 3 || !inDatetimeRange(year, micros)) {
      for (; at < end && !notZero; at++) {
        notZero = !isSpace(bytes[at]);
      }
      if (notZero) {
        truncated = true;
      } else {
        zeroDate = true;
      }
      return false;
    }
    if (!checkDate(year, (int) parts[1], (int) parts[2], notZero, flags)) {
      return false;
    }
    packed =
        Temporals.datetimeOf(
            year,
            (int) parts[1],
            (int) parts[2],
            (int) parts[3],
            (int) parts[4],
            (int) parts[5],
            (int) micros);
    if (fractionDigits == 6 && at < end && isDigit(bytes[at])) {
      nanos = 100 * (bytes[at] - '0');
      while (at < end && isDigit(bytes[at])) {
        at++;
      }
    }
    if (at < end && !hasOffset && fields > 5 && (bytes[at] == '+' || bytes[at] == '-')) {
      if (!parseOffset(bytes, at, end)) {
        return notADatetime();
      }
      at = end;
    }
    trailing(bytes, offset, at, end);
    return true;
  }

  private boolean inDatetimeRange(int year, long micros) {
    return year <= 9999
        && parts[1] <= 12
        && parts[2] <= 31
        && parts[3] <= 23
        && parts[4] <= 59
        && parts[5] <= 59
        && micros <= 999_999;
  }

  private boolean checkDate(int year, int month, int day, boolean notZero, int flags) {
    if (notZero) {
      if (((flags & NO_ZERO_IN_DATE) != 0 || (flags & FUZZY) == 0) && (month == 0 || day == 0)) {
        outOfRange = true;
        return false;
      }
      if ((flags & ALLOW_INVALID) == 0 && month != 0 && day > Temporals.daysInMonth(year, month)) {
        outOfRange = true;
        return false;
      }
    } else if ((flags & NO_ZERO_DATE) != 0) {
      zeroDate = true;
      return false;
    }
    return true;
  }

  /** Checks a date that did not come from a text, under the same flags. */
  public static boolean isAllowed(long packed, int flags) {
    TemporalParser parser = new TemporalParser();
    return parser.checkDate(
        Temporals.year(packed), Temporals.month(packed), Temporals.day(packed), packed != 0, flags);
  }

  private boolean notADatetime() {
    truncated = true;
    notDatetime = true;
    return false;
  }

  /** Reads [+-]HH:MM up to the end, from -13:59 to +14:00, without -00:00. */
  private boolean parseOffset(byte[] bytes, int at, int end) {
    if (end - at != 6
        || !isDigit(bytes[at + 1])
        || !isDigit(bytes[at + 2])
        || bytes[at + 3] != ':'
        || !isDigit(bytes[at + 4])
        || !isDigit(bytes[at + 5])) {
      return false;
    }
    int hours = (bytes[at + 1] - '0') * 10 + bytes[at + 2] - '0';
    int minutes = (bytes[at + 4] - '0') * 10 + bytes[at + 5] - '0';
    boolean negative = bytes[at] == '-';
    int total = hours * 60 + minutes;
    if (minutes > 59 || total > 14 * 60 || negative && (total == 0 || total == 14 * 60)) {
      return false;
    }
    hasOffset = true;
    offsetSeconds = (negative ? -total : total) * 60;
    return true;
  }

  /**
   * Reads a TIME; a text of 12 and more characters may also be a DATETIME, which {@link #kind} then
   * tells.
   *
   * @return whether there is a value; if not, it counts as zero or, if {@link #isOutOfRange}, as
   *     {@link #packed}
   */
  public boolean parseTime(byte[] bytes, int offset, int length) {
    begin(TemporalKind.TIME);
    int end = offset + length;
    int at = offset;
    while (at < end && isSpace(bytes[at])) {
      superfluous(bytes, offset, at);
      at++;
    }
    boolean negative = at < end && bytes[at] == '-';
    if (negative) {
      at++;
    }
    if (at == end) {
      return false;
    }
    if (end - at >= 12) {
      boolean found = parseDatetime(bytes, at, end - at, FUZZY | DATETIME_ONLY);
      if (found || !notDatetime) {
        return found;
      }
      begin(TemporalKind.TIME);
      if (isSpace(bytes[offset])) {
        superfluous(bytes, offset, offset);
      }
    }
    java.util.Arrays.fill(parts, 0);
    long value = 0;
    while (at < end && isDigit(bytes[at])) {
      value = value * 10 + bytes[at++] - '0';
      if (value > UINT_MAX) {
        return false;
      }
    }
    int daysEnd = at;
    while (at < end && isSpace(bytes[at])) {
      at++;
    }
    if (at - daysEnd > (at == end ? 0 : 1)) {
      superfluous(bytes, offset, daysEnd);
    }
    int state = 0;
    boolean days = false;
    boolean hours = false;
    if (end - at > 1 && at != daysEnd && isDigit(bytes[at])) {
      parts[0] = value;
      state = 1;
      days = true;
    } else if (end - at > 1 && bytes[at] == ':' && isDigit(bytes[at + 1])) {
      parts[1] = value;
      state = 2;
      hours = true;
      at++;
    } else {
      parts[1] = value / 10_000;
      parts[2] = value / 100 % 100;
      parts[3] = value % 100;
      state = 4;
    }
    while (state < 4) {
      value = 0;
      while (at < end && isDigit(bytes[at])) {
        value = value * 10 + bytes[at++] - '0';
        if (value > UINT_MAX) {
          return false;
        }
      }
      parts[state++] = value;
      if (state == 4 || end - at < 2 || bytes[at] != ':' || !isDigit(bytes[at + 1])) {
        break;
      }
      at++;
    }
    if (state != 4 && !hours && !days) {
      // Only what MySQL reads as minutes and seconds can come here; shift them to the end.
      System.arraycopy(parts, 1, parts, 5 - state, state - 1);
    }
    return finishTime(bytes, offset, at, end, negative);
  }

  private boolean finishTime(byte[] bytes, int offset, int from, int end, boolean negative) {
    int at = from;
    long micros = 0;
    if (end - at >= 2 && bytes[at] == '.' && isDigit(bytes[at + 1])) {
      at++;
      int digits = 0;
      while (at < end && isDigit(bytes[at])) {
        if (digits < 6) {
          micros = micros * 10 + bytes[at] - '0';
        } else {
          // MySQL rounds a TIME by its last digit, not by its seventh.
          nanos = 100 * (bytes[at] - '0');
        }
        digits++;
        at++;
      }
      fractionDigits = Math.min(6, digits);
      micros *= Temporals.unit(fractionDigits);
    } else if (end - at == 1 && bytes[at] == '.') {
      at++;
    }
    if (end - at > 1
        && (bytes[at] == 'e' || bytes[at] == 'E')
        && (isDigit(bytes[at + 1])
            || (bytes[at + 1] == '-' || bytes[at + 1] == '+')
                && end - at > 2
                && isDigit(bytes[at + 2]))) {
      return false;
    }
    long hour = parts[1] + parts[0] * 24;
    if (hour > UINT_MAX) {
      return false;
    }
    if (parts[2] > 59 || parts[3] > 59) {
      outOfRange = true;
      return false;
    }
    if (hour > 838 || hour == 838 && parts[2] == 59 && parts[3] == 59 && micros + nanos > 0) {
      packed = Temporals.TIME_MAX;
      nanos = 0;
      outOfRange = true;
    } else {
      packed = Temporals.timeOf((int) hour, (int) parts[2], (int) parts[3], (int) micros);
    }
    if (negative) {
      packed = -packed;
    }
    trailing(bytes, offset, at, end);
    return true;
  }

  /**
   * Reads a DATE or DATETIME from a number such as 20261121 or 20261121012345.
   *
   * @param nanosBehind billionths behind the point
   * @return as {@link #parseDatetime}
   */
  public boolean ofNumber(long number, int nanosBehind, int flags) {
    begin(TemporalKind.DATE);
    if (number < 0 || nanosBehind < 0) {
      outOfRange = true;
      return false;
    }
    long n = number;
    boolean inRange = true;
    if (n == 0 || n >= 10_000_101_000_000L) {
      kind = TemporalKind.DATETIME;
      if (n > 99_999_999_999_999L) {
        outOfRange = true;
        return false;
      }
    } else if (n < 101) {
      inRange = false;
    } else if (n <= (TWO_DIGIT_YEAR_LIMIT - 1) * 10_000L + 1231) {
      n = (n + 20_000_000) * 1_000_000;
    } else if (n < TWO_DIGIT_YEAR_LIMIT * 10_000L + 101) {
      inRange = false;
    } else if (n <= 991_231) {
      n = (n + 19_000_000) * 1_000_000;
    } else if (n < 10_000_101 && (flags & FUZZY) == 0) {
      inRange = false;
    } else if (n <= 99_991_231) {
      n *= 1_000_000;
    } else if (n < 101_000_000) {
      inRange = false;
    } else {
      kind = TemporalKind.DATETIME;
      if (n <= (TWO_DIGIT_YEAR_LIMIT - 1) * 10_000_000_000L + 1_231_235_959L) {
        n += 20_000_000_000_000L;
      } else if (n < TWO_DIGIT_YEAR_LIMIT * 10_000_000_000L + 101_000_000L) {
        inRange = false;
      } else if (n <= 991_231_235_959L) {
        n += 19_000_000_000_000L;
      }
    }
    if (!inRange) {
      truncated = true;
      return false;
    }
    return ofDigits(n, nanosBehind, flags);
  }

  private boolean ofDigits(long n, int nanosBehind, int flags) {
    int date = (int) (n / 1_000_000);
    int time = (int) (n % 1_000_000);
    int year = date / 10_000;
    parts[1] = date / 100 % 100;
    parts[2] = date % 100;
    parts[3] = time / 10_000;
    parts[4] = time / 100 % 100;
    parts[5] = time % 100;
    if (!inDatetimeRange(year, 0)
        || !checkDate(year, (int) parts[1], (int) parts[2], n != 0, flags)) {
      if (n != 0 || (flags & NO_ZERO_DATE) == 0) {
        truncated = true;
        outOfRange = false;
      }
      return false;
    }
    packed =
        Temporals.datetimeOf(
            year,
            (int) parts[1],
            (int) parts[2],
            (int) parts[3],
            (int) parts[4],
            (int) parts[5],
            0);
    if (kind == TemporalKind.DATETIME) {
      packed += nanosBehind / 1000;
      nanos = nanosBehind % 1000;
      fractionDigits = nanosBehind == 0 ? 0 : 6;
    } else if (nanosBehind != 0) {
      truncated = true;
    }
    return true;
  }

  /**
   * Reads a TIME from a number such as -123456 or, if it is large, a DATETIME.
   *
   * @param nanosBehind billionths behind the point, with the sign of the number
   * @return as {@link #parseTime}
   */
  public boolean timeOfNumber(long number, int nanosBehind) {
    begin(TemporalKind.TIME);
    if (number > TIME_NUMBER_MAX) {
      if (number >= 10_000_000_000L && ofNumber(number, nanosBehind, 0)) {
        return true;
      }
      begin(TemporalKind.TIME);
      outOfRange = true;
      packed = Temporals.TIME_MAX;
      return true;
    }
    if (number < -TIME_NUMBER_MAX) {
      outOfRange = true;
      packed = -Temporals.TIME_MAX;
      return true;
    }
    long n = Math.abs(number);
    if (n % 100 >= 60 || n / 100 % 100 >= 60) {
      outOfRange = true;
      return false;
    }
    int billionths = Math.abs(nanosBehind);
    packed =
        Temporals.timeOf(
            (int) (n / 10_000), (int) (n / 100 % 100), (int) (n % 100), billionths / 1000);
    nanos = billionths % 1000;
    if (number < 0 || nanosBehind < 0) {
      packed = -packed;
    }
    return true;
  }

  private void checkDelimiters(byte[] bytes, int offset, int start, int end, int field) {
    if (start == end || delimiterPosition >= 0) {
      return;
    }
    char preferred = field < 2 ? '-' : field == 2 ? ' ' : ':';
    if (field == 6 && isSpace(bytes[start])) {
      superfluous(bytes, offset, start);
    } else if ((char) bytes[start] != preferred && !(field == 2 && bytes[start] == 'T')) {
      delimiterPosition = start - offset;
      delimiter = (char) bytes[start];
      delimiterSuperfluous = false;
      delimiterPreferred = preferred;
    } else if (end - start > 1) {
      superfluous(bytes, offset, start + 1);
    }
  }

  private void superfluous(byte[] bytes, int offset, int at) {
    if (delimiterPosition < 0) {
      delimiterPosition = at - offset;
      delimiter = (char) bytes[at];
      delimiterSuperfluous = true;
    }
  }

  private void trailing(byte[] bytes, int offset, int from, int end) {
    for (int at = from; at < end; at++) {
      if (!isSpace(bytes[at])) {
        truncated = true;
        return;
      }
      superfluous(bytes, offset, at);
    }
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isSpace(byte b) {
    return NumberParser.isSpace(b);
  }

  private static boolean isPunctuation(byte b) {
    return b > ' ' && b < 0x7F && !isDigit(b) && !(b >= 'A' && b <= 'Z') && !(b >= 'a' && b <= 'z');
  }
}
