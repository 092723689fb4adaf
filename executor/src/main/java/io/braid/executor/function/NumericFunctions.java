package io.braid.executor.function;

import io.braid.common.MySqlError;
import io.braid.common.type.MySqlType;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Arguments;
import io.braid.executor.expression.FunctionSet;
import io.braid.executor.expression.Result;
import io.braid.executor.expression.RowFunction;
import io.braid.planner.plan.Scalar;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * Mathematical functions. A result outside a function's domain is NULL, one outside DOUBLE is error
 * 1690.
 *
 * @see "MySQL 9.7 Reference Manual, Mathematical Functions"
 */
final class NumericFunctions implements FunctionSet.Library {
  private static final long RANDOM_MODULUS = 0x3FFFFFFFL;
  private static final int SCALE_MAX = 30;

  @Override
  public void addTo(FunctionSet.Builder builder) {
    builder
        .strictFor("round", (call, context) -> rounding(call, RoundingMode.HALF_UP))
        .strictFor("truncate", (call, context) -> rounding(call, RoundingMode.DOWN))
        .strict("sign", (in, out) -> out.setLong(sign(in)))
        .strict("pow", (in, out) -> out.setDouble(Math.pow(in.asDouble(0), in.asDouble(1))))
        .strict("sqrt", (in, out) -> within(out, in.asDouble(0) >= 0, in, Math::sqrt))
        .strict("exp", (in, out) -> out.setDouble(Math.exp(in.asDouble(0))))
        .strict("ln", (in, out) -> logarithm(in, out, Math::log))
        .strict("log2", (in, out) -> logarithm(in, out, v -> Math.log(v) / Math.log(2)))
        .strict("log10", (in, out) -> logarithm(in, out, Math::log10))
        .strict("log", NumericFunctions::logarithm)
        .strict("sin", (in, out) -> out.setDouble(Math.sin(in.asDouble(0))))
        .strict("cos", (in, out) -> out.setDouble(Math.cos(in.asDouble(0))))
        .strict("tan", (in, out) -> out.setDouble(Math.tan(in.asDouble(0))))
        .strict("cot", (in, out) -> out.setDouble(1 / Math.tan(in.asDouble(0))))
        .strict("asin", (in, out) -> within(out, isUnit(in), in, Math::asin))
        .strict("acos", (in, out) -> within(out, isUnit(in), in, Math::acos))
        .strict("atan", NumericFunctions::arcTangent)
        .strict("atan2", NumericFunctions::arcTangent)
        .strict("radians", (in, out) -> out.setDouble(in.asDouble(0) * (Math.PI / 180)))
        .strict("degrees", (in, out) -> out.setDouble(in.asDouble(0) * (180 / Math.PI)))
        .strict("pi", (in, out) -> out.setDouble(Math.PI))
        .rowFor("rand", (call, context) -> random(call))
        .strict("bit_count", NumericFunctions::bitCount);
  }

  private static boolean isUnit(Arguments in) {
    return Math.abs(in.asDouble(0)) <= 1;
  }

  private static void within(
      Result out, boolean inDomain, Arguments in, DoubleUnaryOperator function) {
    if (inDomain) {
      out.setDouble(function.applyAsDouble(in.asDouble(0)));
    } else {
      out.setNull();
    }
  }

  private static void logarithm(Arguments in, Result out, DoubleUnaryOperator function) {
    double value = in.asDouble(0);
    if (value <= 0) {
      invalidLogarithm(in, out);
    } else {
      out.setDouble(function.applyAsDouble(value));
    }
  }

  private static void invalidLogarithm(Arguments in, Result out) {
    in.context().warn(MySqlError.ER_INVALID_ARGUMENT_FOR_LOGARITHM);
    out.setNull();
  }

  private static void logarithm(Arguments in, Result out) {
    if (in.count() == 1) {
      logarithm(in, out, Math::log);
      return;
    }
    double base = in.asDouble(0);
    double value = in.asDouble(1);
    if (base <= 0 || base == 1 || value <= 0) {
      invalidLogarithm(in, out);
    } else {
      out.setDouble(Math.log(value) / Math.log(base));
    }
  }

  private static void arcTangent(Arguments in, Result out) {
    out.setDouble(
        in.count() == 1 ? Math.atan(in.asDouble(0)) : Math.atan2(in.asDouble(0), in.asDouble(1)));
  }

  private static int sign(Arguments in) {
    return switch (in.type(0).family()) {
      case INTEGER, YEAR, BIT ->
          in.type(0).unsigned() ? (in.asLong(0) == 0 ? 0 : 1) : Long.signum(in.asLong(0));
      case DECIMAL -> in.asDecimal(0).signum();
      default -> (int) Math.signum(in.asDouble(0));
    };
  }

  private static RowFunction rounding(Scalar.Call call, RoundingMode mode) {
    return switch (call.type().family()) {
      case FLOATING -> (in, out) -> out.setDouble(round(in.asDouble(0), digits(in), mode));
      case DECIMAL ->
          (in, out) -> {
            int scale = (int) Math.max(-100, Math.min(SCALE_MAX, digits(in)));
            int shown = call.type().decimals();
            BigDecimal value = in.asDecimal(0);
            out.setDecimal(
                (scale < value.scale() ? value.setScale(scale, mode) : value)
                    .setScale(shown, RoundingMode.HALF_UP));
          };
      default -> (in, out) -> roundInteger(in, out, mode);
    };
  }

  private static long digits(Arguments in) {
    if (in.count() < 2) {
      return 0;
    }
    long digits = in.asLong(1);
    return in.type(1).unsigned() && digits < 0 ? Long.MAX_VALUE : digits;
  }

  private static void roundInteger(Arguments in, Result out, RoundingMode mode) {
    long digits = digits(in);
    long value = in.asLong(0);
    if (digits >= 0) {
      out.setLong(value);
      return;
    }
    boolean unsigned = in.type(0).unsigned();
    BigInteger exact =
        unsigned ? new BigInteger(Long.toUnsignedString(value)) : BigInteger.valueOf(value);
    BigInteger rounded =
        digits < -SCALE_MAX
            ? BigInteger.ZERO
            : new BigDecimal(exact).setScale((int) digits, mode).toBigInteger();
    boolean fits = unsigned ? rounded.bitLength() <= 64 : rounded.bitLength() <= 63;
    if (!fits) {
      throw ArithmeticFunctions.outOfRange(in.type(0), "round(" + exact + "," + digits + ")");
    }
    out.setLong(rounded.longValue());
  }

  /** Rounds half away from zero on the binary value, as MySQL's my_double_round does. */
  static double round(double value, long digits, RoundingMode mode) {
    if (digits == Long.MAX_VALUE || digits > 308) {
      return value;
    }
    boolean divide = digits < 0;
    long magnitude = Math.abs(digits);
    double power = magnitude > 308 ? Double.POSITIVE_INFINITY : Math.pow(10, magnitude);
    if (divide && Double.isInfinite(power)) {
      return 0;
    }
    double scaled = divide ? value / power : value * power;
    if (!divide && Double.isInfinite(scaled)) {
      return value;
    }
    double whole =
        mode == RoundingMode.DOWN
            ? (scaled < 0 ? Math.ceil(scaled) : Math.floor(scaled))
            : Math.rint(scaled);
    return divide ? whole * power : whole / power;
  }

  /**
   * RAND(): with a seed the sequence of MySQL's own generator, one for each call in the statement.
   *
   * @see "MySQL 9.7 Reference Manual, Mathematical Functions (RAND)"
   */
  private static RowFunction random(Scalar.Call call) {
    if (call.arguments().isEmpty()) {
      SplittableRandom random = new SplittableRandom();
      return (in, out) -> out.setDouble(random.nextDouble());
    }
    boolean constant = call.arguments().get(0) instanceof Scalar.Constant;
    return new RowFunction() {
      private boolean seeded;
      private long first;
      private long second;

      @Override
      public void apply(Arguments in, Result out) {
        if (!seeded || !constant) {
          long seed = in.isNull(0) ? 0 : in.asLong(0) & 0xFFFFFFFFL;
          first = (seed * 0x10001L + 55_555_555L & 0xFFFFFFFFL) % RANDOM_MODULUS;
          second = (seed * 0x10000001L & 0xFFFFFFFFL) % RANDOM_MODULUS;
          seeded = true;
        }
        first = (first * 3 + second) % RANDOM_MODULUS;
        second = (first + second + 33) % RANDOM_MODULUS;
        out.setDouble((double) first / RANDOM_MODULUS);
      }
    };
  }

  private static void bitCount(Arguments in, Result out) {
    if (Vector.Kind.of(in.type(0)) == Vector.Kind.BYTES
        && in.type(0).family() == MySqlType.Family.STRING
        && in.type(0).type().isBinaryString()) {
      long bits = 0;
      for (byte b : in.asBytes(0)) {
        bits += Integer.bitCount(b & 0xFF);
      }
      out.setLong(bits);
    } else {
      out.setLong(Long.bitCount(in.asLong(0)));
    }
  }
}
