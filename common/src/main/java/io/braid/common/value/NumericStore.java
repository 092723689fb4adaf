package io.braid.common.value;

import io.braid.common.InvariantViolation;
import io.braid.common.type.Charset;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Stores into integer, DECIMAL, FLOAT, DOUBLE, BIT and YEAR columns. */
final class NumericStore {
  private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);

  private NumericStore() {}

  private static int bits(MySqlType type) {
    return switch (type) {
      case TINYINT -> 8;
      case SMALLINT -> 16;
      case MEDIUMINT -> 24;
      case INT -> 32;
      case BIGINT -> 64;
      default -> throw new InvariantViolation(type + " is an integer type");
    };
  }

  static void integer(long value, boolean unsignedValue, StoreTarget target) {
    ColumnType type = target.type();
    int bits = bits(type.type());
    long stored = value;
    boolean huge = unsignedValue && value < 0;
    if (type.unsigned()) {
      long max = bits == 64 ? -1 : (1L << bits) - 1;
      if (value < 0 && !huge) {
        target.outOfRange();
        stored = 0;
      } else if (Long.compareUnsigned(value, max) > 0) {
        target.outOfRange();
        stored = max;
      }
    } else {
      long max = Long.MAX_VALUE >>> (64 - bits);
      if (huge || value > max) {
        target.outOfRange();
        stored = max;
      } else if (value < -max - 1) {
        target.outOfRange();
        stored = -max - 1;
      }
    }
    target.sink().setLong(target.column(), stored);
  }

  static void integer(BigDecimal value, StoreTarget target) {
    integer(value.setScale(0, RoundingMode.HALF_UP).unscaledValue(), value.signum() < 0, target);
  }

  /**
   * @param negative whether the number was negative before it was rounded, which UNSIGNED refuses
   */
  private static void integer(BigInteger value, boolean negative, StoreTarget target) {
    if (target.type().unsigned() && negative) {
      target.outOfRange();
      target.sink().setLong(target.column(), 0);
    } else if (value.bitLength() <= 63) {
      integer(value.longValue(), false, target);
    } else if (value.signum() > 0 && value.bitLength() == 64) {
      integer(value.longValue(), true, target);
    } else {
      target.outOfRange();
      int bits = bits(target.type().type());
      long max =
          target.type().unsigned()
              ? (bits == 64 ? -1 : (1L << bits) - 1)
              : Long.MAX_VALUE >>> (64 - bits);
      long min = target.type().unsigned() ? 0 : -max - 1;
      target.sink().setLong(target.column(), value.signum() > 0 ? max : min);
    }
  }

  static void integer(double value, StoreTarget target) {
    double rounded = Math.rint(value);
    if (Math.abs(rounded) < 9e18) {
      integer((long) rounded, false, target);
    } else {
      integer(new BigDecimal(rounded).toBigInteger(), rounded < 0, target);
    }
  }

  static void integer(byte[] bytes, int offset, int length, Charset charset, StoreTarget target) {
    if (charset == Charset.BINARY) {
      integer(binary(bytes, offset, length), false, target);
      return;
    }
    boolean[] ok = new boolean[1];
    long plain = NumberParser.parseShortInteger(bytes, offset, length, ok);
    if (ok[0]) {
      integer(plain, false, target);
      return;
    }
    NumberParser.ParsedInteger parsed = NumberParser.parseInteger(bytes, offset, length);
    switch (parsed.outcome()) {
      case NONE -> {
        target.incorrect("integer", StoreTarget.shown(bytes, offset, length, charset));
        target.sink().setLong(target.column(), 0);
      }
      case WHOLE -> integer(parsed.value(), parsed.value().signum() < 0, target);
      case TRAILING -> {
        if (fits(parsed.value(), target.type())) {
          target.dataTruncated();
        }
        integer(parsed.value(), parsed.value().signum() < 0, target);
      }
    }
  }

  private static boolean fits(BigInteger value, ColumnType type) {
    int bits = bits(type.type());
    return type.unsigned()
        ? value.signum() >= 0 && value.bitLength() <= bits
        : value.bitLength() < bits;
  }

  /** Bytes as a big-endian number, as a hexadecimal literal is one; more than 64 bits are all. */
  private static BigInteger binary(byte[] bytes, int offset, int length) {
    return new BigInteger(1, bytes, offset, length);
  }

  /** As {@link #binary}, at most the largest BIGINT of the column's signedness. */
  private static BigInteger binary64(byte[] bytes, int offset, int length, StoreTarget target) {
    BigInteger number = binary(bytes, offset, length);
    if (number.bitLength() > 64) {
      target.outOfRange();
      return BigInteger.ONE.shiftLeft(target.type().unsigned() ? 64 : 63).subtract(BigInteger.ONE);
    }
    return number;
  }

  static void decimal(BigDecimal value, StoreTarget target) {
    ColumnType type = target.type();
    if (type.unsigned() && value.signum() < 0) {
      target.outOfRange();
      target.sink().setDecimal(target.column(), BigDecimal.ZERO);
      return;
    }
    BigDecimal stored = value;
    if (value.scale() > type.decimals()) {
      stored = value.setScale(type.decimals(), RoundingMode.HALF_UP);
    }
    if (stored.precision() - stored.scale() > type.length() - type.decimals()
        && stored.signum() != 0) {
      target.outOfRange();
      stored = decimalMax(type);
      if (value.signum() < 0) {
        stored = stored.negate();
      }
    } else if (stored.compareTo(value) != 0) {
      target.truncatedNote();
    }
    target.sink().setDecimal(target.column(), stored.setScale(type.decimals()));
  }

  private static BigDecimal decimalMax(ColumnType type) {
    return new BigDecimal(
        BigInteger.TEN.pow(type.length()).subtract(BigInteger.ONE), type.decimals());
  }

  static void decimal(byte[] bytes, int offset, int length, Charset charset, StoreTarget target) {
    if (charset == Charset.BINARY) {
      decimal(new BigDecimal(binary64(bytes, offset, length, target)), target);
      return;
    }
    NumberParser.ParsedDecimal parsed = NumberParser.parseDecimal(bytes, offset, length);
    boolean clean =
        parsed.outcome() == NumberParser.Outcome.WHOLE && !parsed.overflow() && !parsed.truncated();
    if (!clean && target.isStrict() || parsed.outcome() == NumberParser.Outcome.NONE) {
      target.incorrect("decimal", StoreTarget.shown(bytes, offset, length, charset));
    } else if (parsed.overflow()) {
      target.outOfRange();
      BigDecimal limit = decimalMax(target.type());
      if (parsed.value().signum() < 0) {
        limit = target.type().unsigned() ? BigDecimal.ZERO : limit.negate();
      }
      target.sink().setDecimal(target.column(), limit);
      return;
    } else if (parsed.truncated()) {
      target.truncatedNote();
    }
    decimal(parsed.value(), target);
  }

  static void floating(double value, StoreTarget target) {
    ColumnType type = target.type();
    double stored = value;
    if (type.unsigned() && value < 0) {
      target.outOfRange();
      target.sink().setDouble(target.column(), 0);
      return;
    }
    double max = type.type() == MySqlType.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE;
    if (type.decimals() >= 0) {
      double scale = Math.pow(10, type.decimals());
      max = Math.min(max, Math.pow(10, type.length() - type.decimals()) - 1 / scale);
      if (!Double.isInfinite(stored)) {
        double below = Math.floor(stored);
        stored = below + Math.rint((stored - below) * scale) / scale;
      }
    }
    if (stored > max) {
      target.outOfRange();
      stored = max;
    } else if (stored < -max) {
      target.outOfRange();
      stored = -max;
    }
    target.sink().setDouble(target.column(), stored);
  }

  static void floating(byte[] bytes, int offset, int length, Charset charset, StoreTarget target) {
    if (charset == Charset.BINARY) {
      floating(binary64(bytes, offset, length, target).doubleValue(), target);
      return;
    }
    NumberParser.ParsedDouble parsed = NumberParser.parseDouble(bytes, offset, length);
    if (parsed.overflow()) {
      target.outOfRange();
    } else if (parsed.outcome() != NumberParser.Outcome.WHOLE) {
      target.incorrect(
          target.type().type() == MySqlType.FLOAT ? "FLOAT" : "DOUBLE",
          StoreTarget.shown(bytes, offset, length, charset));
    }
    floating(parsed.value(), target);
  }

  static void bit(long value, StoreTarget target) {
    int length = target.type().length();
    long stored = value;
    if (length < 64 && value >>> length != 0) {
      stored = bitTooLong(target);
    }
    target.sink().setLong(target.column(), stored);
  }

  static void bit(BigDecimal value, StoreTarget target) {
    BigInteger whole = value.setScale(0, RoundingMode.HALF_UP).unscaledValue();
    if (value.signum() < 0) {
      target.outOfRange();
      bit(0, target);
    } else if (whole.bitLength() > 64) {
      target.outOfRange();
      bit(-1, target);
    } else {
      bit(whole.longValue(), target);
    }
  }

  static void bit(byte[] bytes, int offset, int length, StoreTarget target) {
    BigInteger number = binary(bytes, offset, length);
    long stored =
        number.bitLength() > target.type().length() ? bitTooLong(target) : number.longValue();
    target.sink().setLong(target.column(), stored);
  }

  private static long bitTooLong(StoreTarget target) {
    target.bitTooLong();
    return -1L >>> (64 - target.type().length());
  }

  static void year(long value, StoreTarget target) {
    long stored = value;
    if (value < 0 || value >= 100 && value <= 1900 || value > 2155) {
      target.outOfRange();
      stored = 0;
    } else if (value > 0 && value < 70) {
      stored = 2000 + value;
    } else if (value >= 70 && value < 100) {
      stored = 1900 + value;
    }
    target.sink().setLong(target.column(), stored);
  }

  static void year(byte[] bytes, int offset, int length, Charset charset, StoreTarget target) {
    if (charset == Charset.BINARY) {
      year(clampToLong(new BigDecimal(binary(bytes, offset, length))), target);
      return;
    }
    NumberParser.ParsedInteger parsed = NumberParser.parseInteger(bytes, offset, length);
    long value = clampToLong(new BigDecimal(parsed.value()));
    if (value < 0 || value >= 100 && value <= 1900 || value > 2155) {
      year(value, target);
      return;
    }
    switch (parsed.outcome()) {
      case NONE -> {
        target.incorrect("integer", StoreTarget.shown(bytes, offset, length, charset));
        target.sink().setLong(target.column(), 0);
        return;
      }
      case TRAILING -> target.dataTruncated();
      case WHOLE -> {}
    }
    if (value == 0 && length != 4) {
      target.sink().setLong(target.column(), 2000);
    } else {
      year(value, target);
    }
  }

  /** Rounded half away from zero, at most what a long holds. */
  static long clampToLong(BigDecimal value) {
    BigDecimal rounded = value.setScale(0, RoundingMode.HALF_UP);
    if (rounded.compareTo(LONG_MAX) > 0) {
      return Long.MAX_VALUE;
    }
    return rounded.compareTo(LONG_MIN) < 0 ? Long.MIN_VALUE : rounded.longValue();
  }
}
