package io.braid.executor.table;

import io.braid.common.row.ColumnSink;
import io.braid.common.row.KeyBuffer;
import io.braid.common.row.KeyEncoder;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import io.braid.common.value.Temporals;
import io.braid.storage.KeyRange;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Ranges of SQL values as ranges of an index's keys. Values are of the key column's family but may
 * lie outside of what the column can hold: an equal one then matches nothing, and a bound moves to
 * the next value that can be held.
 */
public final class RangeEncoder {
  private static final BigDecimal YEAR_FIRST = BigDecimal.valueOf(1901);

  private final IndexKeys index;
  private final ZoneId zone;

  /** An encoder of one index's ranges. */
  public RangeEncoder(IndexKeys index, ZoneId zone) {
    this.index = index;
    this.zone = zone;
  }

  /** One end of a range. */
  public record End(SqlValue value, boolean inclusive) {}

  /** Where a value lies among those that a column can hold. */
  private enum Fit {
    EXACT,
    /** Below the value that was encoded. */
    BELOW,
    /** Above the value that was encoded. */
    ABOVE
  }

  /**
   * The keys of a range; empty if nothing can match.
   *
   * @param equal values of the first parts; NULL matches NULL
   */
  public Optional<KeyRange> range(List<SqlValue> equal, Optional<End> low, Optional<End> high) {
    KeyBuffer key = new KeyBuffer();
    if (!prefix(equal, key)) {
      return Optional.empty();
    }
    byte[] prefix = key.toByteArray();
    if (low.isEmpty() && high.isEmpty()) {
      return Optional.of(new KeyRange(prefix, KeyEncoder.successor(prefix)));
    }
    if (isNull(low) || isNull(high)) {
      return Optional.empty();
    }
    int part = equal.size();
    boolean descending = index.definition().parts().get(part).descending();
    byte[] first = descending ? prefix : plus(prefix, 1);
    byte[] last = descending ? plus(prefix, 0xFF) : KeyEncoder.successor(prefix);
    if (low.isPresent()) {
      byte[] bound = bound(key, prefix.length, part, low.get(), true, descending);
      if (descending) {
        last = bound;
      } else {
        first = bound;
      }
    }
    if (high.isPresent()) {
      byte[] bound = bound(key, prefix.length, part, high.get(), false, descending);
      if (descending) {
        first = bound;
      } else {
        last = bound;
      }
    }
    boolean isEmpty = last.length > 0 && java.util.Arrays.compareUnsigned(first, last) >= 0;
    return isEmpty ? Optional.empty() : Optional.of(new KeyRange(first, last));
  }

  /**
   * Appends the first part of a key: the index's prefix and the values of its first parts.
   *
   * @return false if nothing can match, because a value has no place in its column
   */
  public boolean prefix(List<SqlValue> equal, KeyBuffer key) {
    key.write(index.prefix(), 0, index.prefix().length);
    ColumnSink sink = index.encoder().sink(key);
    for (int part = 0; part < equal.size(); part++) {
      if (put(sink, part, equal.get(part)) != Fit.EXACT) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNull(Optional<End> end) {
    return end.isPresent() && end.get().value() == SqlValue.SqlNull.NULL;
  }

  private static byte[] plus(byte[] prefix, int marker) {
    byte[] longer = java.util.Arrays.copyOf(prefix, prefix.length + 1);
    longer[prefix.length] = (byte) marker;
    return longer;
  }

  /** The key where a range begins or ends at a value of one part. */
  private byte[] bound(
      KeyBuffer key, int prefixLength, int part, End end, boolean low, boolean descending) {
    key.truncate(prefixLength);
    Fit fit = put(index.encoder().sink(key), part, end.value());
    boolean isPrefixPart = index.definition().parts().get(part).prefixLength() > 0;
    // Whether the encoded value itself belongs to the range.
    boolean included =
        switch (fit) {
          case EXACT -> end.inclusive() || isPrefixPart;
          case BELOW -> low;
          case ABOVE -> !low;
        };
    byte[] encoded = key.toByteArray();
    // In key order the range starts at a low bound of an ascending part, a high one of a
    // descending.
    boolean startsHere = low != descending;
    return startsHere == included ? encoded : KeyEncoder.successor(encoded);
  }

  private Fit put(ColumnSink sink, int part, SqlValue value) {
    ColumnType type = index.encoder().partType(part);
    return switch (value) {
      case SqlValue.SqlNull n -> {
        sink.setNull(part);
        yield Fit.EXACT;
      }
      case SqlValue.IntegerValue(long bits, boolean unsigned) ->
          type.family() == MySqlType.Family.INTEGER
              ? putInteger(sink, part, type, bits, unsigned)
              : putNumber(sink, part, type, integer(bits, unsigned));
      case SqlValue.DecimalValue(BigDecimal decimal) -> putNumber(sink, part, type, decimal);
      case SqlValue.DoubleValue(double number) -> putDouble(sink, part, type, number);
      case SqlValue.StringValue(byte[] bytes, io.braid.common.type.Collation collation) -> {
        if (type.family() != MySqlType.Family.STRING) {
          throw mismatch(type, "string");
        }
        sink.setBytes(part, bytes, 0, bytes.length);
        boolean isPrefixPart = index.definition().parts().get(part).prefixLength() > 0;
        yield isPrefixPart ? Fit.EXACT : fit(type, bytes);
      }
      case SqlValue.TemporalValue(SqlValue.TemporalKind kind, long packed, int fraction) ->
          putTemporal(sink, part, type, packed);
      case SqlValue.JsonValue j -> throw mismatch(type, "JSON");
    };
  }

  /**
   * CHAR is held without spaces at its end and BINARY filled up with zeros, so that neither holds
   * every string that its key could stand for.
   */
  private static Fit fit(ColumnType type, byte[] bytes) {
    return switch (type.type()) {
      case CHAR ->
          !type.collation().isPadSpace() && bytes.length > 0 && bytes[bytes.length - 1] == ' '
              ? Fit.ABOVE
              : Fit.EXACT;
      case BINARY -> fit(Integer.compare(bytes.length, type.length()));
      default -> Fit.EXACT;
    };
  }

  private static BigDecimal integer(long bits, boolean unsigned) {
    return unsigned && bits < 0
        ? new BigDecimal(Long.toUnsignedString(bits))
        : BigDecimal.valueOf(bits);
  }

  /** As {@link #putNumber} for a whole number in a column of such. */
  private static Fit putInteger(
      ColumnSink sink, int part, ColumnType type, long value, boolean unsigned) {
    long held = value;
    Fit fit = Fit.EXACT;
    int free = Long.SIZE - bits(type);
    if (type.unsigned()) {
      long most = -1L >>> free;
      if (!unsigned && value < 0) {
        held = 0;
        fit = Fit.BELOW;
      } else if (Long.compareUnsigned(value, most) > 0) {
        held = most;
        fit = Fit.ABOVE;
      }
    } else {
      long most = Long.MAX_VALUE >> free;
      if ((unsigned && value < 0) || value > most) {
        held = most;
        fit = Fit.ABOVE;
      } else if (value < -most - 1) {
        held = -most - 1;
        fit = Fit.BELOW;
      }
    }
    sink.setLong(part, held);
    return fit;
  }

  private Fit putNumber(ColumnSink sink, int part, ColumnType type, BigDecimal value) {
    switch (type.family()) {
      case INTEGER, BIT, YEAR, ENUM, SET -> {
        BigDecimal least = least(type);
        BigDecimal most = most(type);
        BigDecimal held = value.setScale(0, RoundingMode.FLOOR).max(least).min(most);
        if (type.family() == MySqlType.Family.YEAR && held.compareTo(YEAR_FIRST) < 0) {
          held = BigDecimal.ZERO;
        }
        sink.setLong(part, held.toBigInteger().longValue());
        return fit(value.compareTo(held));
      }
      case DECIMAL -> {
        BigDecimal most =
            BigDecimal.TEN
                .pow(type.length())
                .subtract(BigDecimal.ONE)
                .movePointLeft(type.decimals());
        BigDecimal held =
            value.setScale(type.decimals(), RoundingMode.FLOOR).max(most.negate()).min(most);
        sink.setDecimal(part, held);
        return fit(value.compareTo(held));
      }
      case FLOATING -> {
        return putDouble(sink, part, type, value.doubleValue());
      }
      default -> throw mismatch(type, "number");
    }
  }

  private static Fit fit(int order) {
    return order == 0 ? Fit.EXACT : order < 0 ? Fit.BELOW : Fit.ABOVE;
  }

  private static Fit putDouble(ColumnSink sink, int part, ColumnType type, double value) {
    double held = type.type() == MySqlType.FLOAT ? (double) (float) value : value;
    if (Double.isInfinite(held)) {
      held = held < 0 ? -Float.MAX_VALUE : Float.MAX_VALUE;
    }
    sink.setDouble(part, held);
    return fit(Double.compare(value, held));
  }

  private Fit putTemporal(ColumnSink sink, int part, ColumnType type, long packed) {
    int decimals = Math.max(0, type.decimals());
    switch (type.family()) {
      case DATE -> {
        long held = Temporals.datePart(packed);
        sink.setLong(part, held);
        return fit(Long.compare(packed, held));
      }
      case TIME -> {
        long held = Temporals.roundTime(packed, 0, decimals, true);
        sink.setLong(part, held);
        return fit(Long.compare(packed, held));
      }
      case DATETIME -> {
        long held = Temporals.roundDatetime(packed, 0, decimals, true);
        if (type.type() != MySqlType.TIMESTAMP || packed == 0) {
          sink.setLong(part, held);
          return fit(Long.compare(packed, held));
        }
        long micros = Temporals.epochMicros(held, zone).epochMicros();
        long max = (Temporals.TIMESTAMP_SECONDS_MAX + 1) * 1_000_000 - 1;
        long clamped = Math.clamp(micros, 0, max);
        sink.setLong(part, clamped);
        return micros != clamped
            ? fit(Long.compare(micros, clamped))
            : fit(Long.compare(packed, held));
      }
      default -> throw mismatch(type, "temporal value");
    }
  }

  private static BigDecimal least(ColumnType type) {
    if (type.unsigned() || type.family() != MySqlType.Family.INTEGER) {
      return BigDecimal.ZERO;
    }
    return BigDecimal.TWO.pow(bits(type) - 1).negate();
  }

  private static BigDecimal most(ColumnType type) {
    return switch (type.family()) {
      case YEAR -> BigDecimal.valueOf(2155);
      case BIT -> BigDecimal.TWO.pow(type.length()).subtract(BigDecimal.ONE);
      case ENUM -> BigDecimal.valueOf(type.members().size());
      case SET -> BigDecimal.TWO.pow(type.members().size()).subtract(BigDecimal.ONE);
      default ->
          BigDecimal.TWO
              .pow(type.unsigned() ? bits(type) : bits(type) - 1)
              .subtract(BigDecimal.ONE);
    };
  }

  private static int bits(ColumnType type) {
    return switch (type.type()) {
      case TINYINT -> 8;
      case SMALLINT -> 16;
      case MEDIUMINT -> 24;
      case INT -> 32;
      default -> 64;
    };
  }

  private static io.braid.common.InvariantViolation mismatch(ColumnType type, String value) {
    return new io.braid.common.InvariantViolation(
        "a bound of a " + type.type() + " column is of its family, not a " + value);
  }
}
