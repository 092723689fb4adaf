package io.braid.executor.function;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Arguments;
import io.braid.executor.expression.Conversions;
import io.braid.executor.expression.Evaluator;
import io.braid.executor.expression.ExpressionContext;
import io.braid.executor.expression.FunctionSet;
import io.braid.executor.expression.Result;
import io.braid.executor.expression.RowFunction;
import io.braid.planner.plan.Scalar;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/**
 * Arithmetic and bit operators. Integers overflow with error 1690; division by zero is NULL.
 *
 * @see "MySQL 9.7 Reference Manual, Arithmetic Operators; Bit Functions and Operators"
 */
public final class ArithmeticFunctions implements FunctionSet.Library {
  private static final BigInteger UNSIGNED_END = BigInteger.ONE.shiftLeft(64);
  private static final int DIGITS_PER_WORD = 9;

  @Override
  public void addTo(FunctionSet.Builder builder) {
    builder
        .special("+", (call, arguments, context) -> binary('+', call, arguments, context))
        .special("-", (call, arguments, context) -> binary('-', call, arguments, context))
        .special("*", (call, arguments, context) -> binary('*', call, arguments, context))
        .strictFor("/", (call, context) -> divide(call))
        .strictFor("div", (call, context) -> integerDivide(call))
        .strictFor("%", (call, context) -> modulo(call))
        .strictFor("neg", (call, context) -> negate(call))
        .strictFor("&", (call, context) -> bits(call, (a, b) -> a & b))
        .strictFor("|", (call, context) -> bits(call, (a, b) -> a | b))
        .strictFor("^", (call, context) -> bits(call, (a, b) -> a ^ b))
        .strictFor("~", (call, context) -> complement(call))
        .strictFor("<<", (call, context) -> shift(call, true))
        .strictFor(">>", (call, context) -> shift(call, false));
  }

  private static Evaluator binary(
      char operator, Scalar.Call call, List<Evaluator> arguments, ExpressionContext context) {
    return new BinaryEvaluator(operator, call, arguments.get(0), arguments.get(1), context);
  }

  static MySqlException outOfRange(ColumnType type, String expression) {
    String name =
        switch (type.family()) {
          case DECIMAL -> "DECIMAL";
          case FLOATING -> "DOUBLE";
          default -> type.unsigned() ? "BIGINT UNSIGNED" : "BIGINT";
        };
    return MySqlError.ER_DATA_OUT_OF_RANGE.with(name, expression);
  }

  private static final class BinaryEvaluator implements Evaluator {
    private final char operator;
    private final Scalar.Call call;
    private final Evaluator left;
    private final Evaluator right;
    private final ExpressionContext context;
    private final Vector out;

    BinaryEvaluator(
        char operator,
        Scalar.Call call,
        Evaluator left,
        Evaluator right,
        ExpressionContext context) {
      this.operator = operator;
      this.call = call;
      this.left = left;
      this.right = right;
      this.context = context;
      out = new Vector(call.type());
    }

    @Override
    public ColumnType type() {
      return out.type();
    }

    @Override
    public Vector evaluate(Batch batch, Rows rows) {
      Vector l = left.evaluate(batch, rows);
      Vector r = right.evaluate(batch, rows);
      out.reset(batch.size());
      int[] index = rows.index();
      for (int k = 0; k < rows.count(); k++) {
        int row = index[k];
        if (l.isNull(row) || r.isNull(row)) {
          out.setNull(row);
          continue;
        }
        switch (out.kind()) {
          case LONG -> out.setLong(row, longs(l, r, row));
          case DOUBLE ->
              out.setDouble(
                  row,
                  doubles(
                      Conversions.toDouble(l, row, context),
                      Conversions.toDouble(r, row, context)));
          case DECIMAL ->
              out.setDecimal(
                  row,
                  decimals(
                      Conversions.toDecimal(l, row, context),
                      Conversions.toDecimal(r, row, context)));
          case BYTES -> throw new io.braid.common.InvariantViolation("arithmetic gives numbers");
        }
      }
      return out;
    }

    private long longs(Vector l, Vector r, int row) {
      long a = l.longAt(row);
      long b = r.longAt(row);
      boolean unsigned = out.type().unsigned();
      if (!unsigned && !l.type().unsigned() && !r.type().unsigned()) {
        long high = operator == '*' ? Math.multiplyHigh(a, b) : 0;
        long value = operator == '+' ? a + b : operator == '-' ? a - b : a * b;
        boolean overflow =
            switch (operator) {
              case '+' -> ((a ^ value) & (b ^ value)) < 0;
              case '-' -> ((a ^ b) & (a ^ value)) < 0;
              default -> high != value >> 63;
            };
        if (overflow) {
          throw outOfRange(out.type(), ExpressionText.of(call, l, r, row));
        }
        return value;
      }
      BigInteger x = exact(a, l.type());
      BigInteger y = exact(b, r.type());
      BigInteger value =
          switch (operator) {
            case '+' -> x.add(y);
            case '-' -> x.subtract(y);
            default -> x.multiply(y);
          };
      if (unsigned ? value.signum() < 0 || value.bitLength() > 64 : value.bitLength() > 63) {
        throw outOfRange(out.type(), ExpressionText.of(call, l, r, row));
      }
      return value.longValue();
    }

    private double doubles(double a, double b) {
      double value = operator == '+' ? a + b : operator == '-' ? a - b : a * b;
      if (!Double.isFinite(value)) {
        throw outOfRange(out.type(), ExpressionText.of(call));
      }
      return value;
    }

    private BigDecimal decimals(BigDecimal a, BigDecimal b) {
      BigDecimal value =
          switch (operator) {
            case '+' -> a.add(b);
            case '-' -> a.subtract(b);
            default -> a.multiply(b);
          };
      return checkDecimal(value, out.type(), call);
    }
  }

  static BigDecimal checkDecimal(BigDecimal value, ColumnType type, Scalar.Call call) {
    BigDecimal limited = value.scale() > 30 ? value.setScale(30, RoundingMode.HALF_UP) : value;
    if (limited.precision() - limited.scale() > 81) {
      throw outOfRange(type, ExpressionText.of(call));
    }
    return limited;
  }

  private static BigInteger exact(long bits, ColumnType type) {
    BigInteger value = BigInteger.valueOf(bits);
    return type.unsigned() && bits < 0 ? value.add(UNSIGNED_END) : value;
  }

  private static RowFunction divide(Scalar.Call call) {
    if (call.type().family() == MySqlType.Family.FLOATING) {
      return (in, out) -> {
        double divisor = in.asDouble(1);
        if (divisor == 0) {
          byZero(in, out);
          return;
        }
        double value = in.asDouble(0) / divisor;
        if (!Double.isFinite(value)) {
          throw outOfRange(call.type(), ExpressionText.of(call));
        }
        out.setDouble(value);
      };
    }
    return (in, out) -> {
      BigDecimal divisor = in.asDecimal(1);
      if (divisor.signum() == 0) {
        byZero(in, out);
        return;
      }
      long increment = in.context().session().longVariable("div_precision_increment");
      BigDecimal quotient =
          divide(in.asDecimal(0), divisor, increment)
              .setScale(Math.max(0, call.type().decimals()), RoundingMode.HALF_UP);
      out.setDecimal(checkDecimal(quotient, call.type(), call));
    };
  }

  /**
   * MySQL's division: the quotient is cut off at whole words of nine digits before it is rounded.
   *
   * @see "MySQL Source Code Documentation, decimal.cc: do_div_mod"
   */
  public static BigDecimal divide(BigDecimal dividend, BigDecimal divisor, long increment) {
    BigDecimal a = dividend.scale() < 0 ? dividend.setScale(0) : dividend;
    BigDecimal b = divisor.scale() < 0 ? divisor.setScale(0) : divisor;
    int aWords = words(a.scale()) * DIGITS_PER_WORD;
    int bWords = words(b.scale()) * DIGITS_PER_WORD;
    long more = Math.max(0, increment - (aWords - a.scale() + bWords - b.scale()));
    int scale = words((int) (aWords + bWords + more)) * DIGITS_PER_WORD;
    return a.divide(b, scale, RoundingMode.DOWN);
  }

  private static int words(int digits) {
    return (digits + DIGITS_PER_WORD - 1) / DIGITS_PER_WORD;
  }

  private static void byZero(Arguments in, Result out) {
    in.context().divisionByZero();
    out.setNull();
  }

  private static RowFunction integerDivide(Scalar.Call call) {
    return (in, out) -> {
      BigDecimal divisor = in.asDecimal(1);
      if (divisor.signum() == 0) {
        byZero(in, out);
        return;
      }
      BigInteger value = in.asDecimal(0).divide(divisor, 0, RoundingMode.DOWN).toBigInteger();
      boolean unsigned = call.type().unsigned();
      if (unsigned ? value.signum() < 0 || value.bitLength() > 64 : value.bitLength() > 63) {
        throw outOfRange(call.type(), ExpressionText.of(call));
      }
      out.setLong(value.longValue());
    };
  }

  private static RowFunction modulo(Scalar.Call call) {
    return switch (call.type().family()) {
      case FLOATING ->
          (in, out) -> {
            double divisor = in.asDouble(1);
            if (divisor == 0) {
              byZero(in, out);
            } else {
              out.setDouble(in.asDouble(0) % divisor);
            }
          };
      case DECIMAL ->
          (in, out) -> {
            BigDecimal divisor = in.asDecimal(1);
            if (divisor.signum() == 0) {
              byZero(in, out);
            } else {
              out.setDecimal(in.asDecimal(0).remainder(divisor));
            }
          };
      default ->
          (in, out) -> {
            BigInteger divisor = exact(in.asLong(1), in.type(1));
            if (divisor.signum() == 0) {
              byZero(in, out);
            } else {
              out.setLong(exact(in.asLong(0), in.type(0)).remainder(divisor).longValue());
            }
          };
    };
  }

  private static RowFunction negate(Scalar.Call call) {
    return switch (call.type().family()) {
      case FLOATING -> (in, out) -> out.setDouble(-in.asDouble(0));
      case DECIMAL -> (in, out) -> out.setDecimal(in.asDecimal(0).negate());
      default ->
          (in, out) -> {
            BigInteger value = exact(in.asLong(0), in.type(0)).negate();
            if (value.bitLength() > 63) {
              throw outOfRange(call.type(), ExpressionText.of(call));
            }
            out.setLong(value.longValue());
          };
    };
  }

  private interface BitOperation {
    long apply(long a, long b);
  }

  private static RowFunction bits(Scalar.Call call, BitOperation operation) {
    if (call.type().family() != MySqlType.Family.STRING) {
      return (in, out) -> out.setLong(operation.apply(in.asLong(0), in.asLong(1)));
    }
    return (in, out) -> {
      byte[] a = in.asBytes(0);
      byte[] b = in.asBytes(1);
      if (a.length != b.length) {
        throw MySqlError.ER_INVALID_BITWISE_OPERANDS_SIZE.with(call.function());
      }
      for (int i = 0; i < a.length; i++) {
        a[i] = (byte) operation.apply(a[i], b[i]);
      }
      out.setBytes(a);
    };
  }

  private static RowFunction complement(Scalar.Call call) {
    if (call.type().family() != MySqlType.Family.STRING) {
      return (in, out) -> out.setLong(~in.asLong(0));
    }
    return (in, out) -> {
      byte[] a = in.asBytes(0);
      for (int i = 0; i < a.length; i++) {
        a[i] = (byte) ~a[i];
      }
      out.setBytes(a);
    };
  }

  private static RowFunction shift(Scalar.Call call, boolean left) {
    if (call.type().family() != MySqlType.Family.STRING) {
      return (in, out) -> {
        long places = in.asLong(1);
        long value = in.asLong(0);
        out.setLong(places < 0 || places > 63 ? 0 : left ? value << places : value >>> places);
      };
    }
    return (in, out) -> {
      byte[] bytes = in.asBytes(0);
      long places = in.asLong(1);
      if (places < 0 || places >= bytes.length * 8L) {
        out.setBytes(new byte[bytes.length]);
        return;
      }
      BigInteger number = new BigInteger(1, bytes);
      BigInteger shifted = left ? number.shiftLeft((int) places) : number.shiftRight((int) places);
      byte[] all = shifted.toByteArray();
      byte[] result = new byte[bytes.length];
      int copied = Math.min(all.length, result.length);
      System.arraycopy(all, all.length - copied, result, result.length - copied, copied);
      out.setBytes(result);
    };
  }
}
