package io.braid.common.value;

import io.braid.common.type.Collation;
import java.math.BigDecimal;

/**
 * One SQL value outside of rows: a literal, parameter, default or variable. SQL NULL is a value,
 * {@link SqlNull}.
 */
public sealed interface SqlValue {
  /** SQL NULL. */
  enum SqlNull implements SqlValue {
    /** The only one. */
    NULL
  }

  /** An integer; all 64 bits count when {@code unsigned}. */
  record IntegerValue(long bits, boolean unsigned) implements SqlValue {}

  /** An exact number, at most 65 digits with at most 30 after the point. */
  record DecimalValue(BigDecimal value) implements SqlValue {}

  /** An approximate number; never NaN or infinite. */
  record DoubleValue(double value) implements SqlValue {}

  /** A string in the collation's character set; {@code binary} for binary strings. */
  record StringValue(byte[] bytes, Collation collation) implements SqlValue {}

  /** DATE, TIME, DATETIME or TIMESTAMP, packed as {@link TemporalKind} says. */
  record TemporalValue(TemporalKind kind, long packed, int fraction) implements SqlValue {}

  /** A document in MySQL's binary JSON. */
  record JsonValue(byte[] binary) implements SqlValue {}

  /** The kinds of temporal values and their packed forms, all ordered as longs. */
  enum TemporalKind {
    /**
     * Date in MySQL's packed form: ((year * 13 + month) * 32 + day) * 2^17, shifted left by 24 bits
     * like DATETIME with a time of zero.
     */
    DATE,
    /**
     * Signed: (hours * 2^12 + minutes * 2^6 + seconds) * 2^24 + microseconds, negated if negative.
     */
    TIME,
    /**
     * ((year * 13 + month) * 32 + day) * 2^17 + hour * 2^12 + minute * 2^6 + second, all * 2^24,
     * plus microseconds: MySQL's TIME_to_longlong_datetime_packed. Zero dates and zero parts are
     * allowed. TIMESTAMP values use this form too, in the session's time zone.
     */
    DATETIME
  }
}
