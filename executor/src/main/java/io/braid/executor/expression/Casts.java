package io.braid.executor.expression;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.collation.CharsetConversion;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import io.braid.executor.Diagnostics;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/**
 * Conversions of expressions to a type: CAST, CONVERT and the implicit ones.
 *
 * @see "MySQL 9.7 Reference Manual, Cast Functions and Operators"
 */
final class Casts {
  private static final BigInteger UNSIGNED_MAX =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private Casts() {}

  /**
   * @param warnsOnce whether a constant is converted once for all rows
   */
  static Evaluator compile(
      Evaluator argument,
      ColumnType type,
      boolean implicit,
      boolean warnsOnce,
      ExpressionContext context) {
    RowFunction function = function(argument.type(), type, implicit);
    Evaluator cast = new RowEvaluator(type, List.of(argument), context, function, true);
    return argument.isConstant() ? new FoldedEvaluator(cast, warnsOnce, context) : cast;
  }

  private static RowFunction function(ColumnType from, ColumnType to, boolean implicit) {
    return switch (to.family()) {
      case NULL -> (in, out) -> out.setNull();
      case INTEGER -> integer(from, to, implicit);
      case BIT, ENUM, SET -> (in, out) -> out.setLong(in.asLong(0));
      case YEAR -> (in, out) -> year(in, out);
      case FLOATING ->
          to.type() == MySqlType.FLOAT
              ? (in, out) -> out.setDouble((float) in.asDouble(0))
              : (in, out) -> out.setDouble(in.asDouble(0));
      case DECIMAL -> implicit ? (in, out) -> out.setDecimal(in.asDecimal(0)) : Casts::decimal;
      case DATE, TIME, DATETIME -> temporal(from, to);
      case STRING -> string(from, to, implicit);
      case JSON -> JsonCasts.toJson(from);
      case GEOMETRY -> (in, out) -> out.setArgument(in, 0);
    };
  }

  private static RowFunction integer(ColumnType from, ColumnType to, boolean implicit) {
    return switch (from.family()) {
      case INTEGER, BIT, YEAR, ENUM, SET, NULL -> (in, out) -> out.setLong(in.raw(0));
      case FLOATING ->
          to.unsigned() && implicit
              ? (in, out) -> out.setLong(unsigned(in.asDouble(0), in.context()))
              : (in, out) -> out.setLong(Conversions.doubleToLong(in.asDouble(0)));
      case DECIMAL -> (in, out) -> out.setLong(clamp(in.asDecimal(0), to, in.context()));
      default ->
          to.unsigned() && !implicit
              ? (in, out) -> {
                long value = in.asLong(0);
                if (in.asText(0).stripLeading().startsWith("-")) {
                  in.context()
                      .statement()
                      .diagnostics()
                      .add(
                          Diagnostics.Level.WARNING,
                          MySqlError.ER_UNKNOWN_ERROR,
                          "Cast to unsigned converted negative integer to its positive complement");
                }
                out.setLong(value);
              }
              : (in, out) -> out.setLong(in.asLong(0));
    };
  }

  private static long unsigned(double value, ExpressionContext context) {
    double rounded = Math.rint(value);
    if (rounded >= 0x1p64) {
      Conversions.truncated(context, "INTEGER", Conversions.doubleText(value));
      return -1;
    }
    return rounded >= 0x1p63 ? (long) (rounded - 0x1p63) + Long.MIN_VALUE : (long) rounded;
  }

  private static long clamp(BigDecimal value, ColumnType to, ExpressionContext context) {
    BigInteger rounded = value.setScale(0, RoundingMode.HALF_UP).toBigInteger();
    // A negative number cast to UNSIGNED keeps its bits.
    BigInteger low = BigInteger.valueOf(Long.MIN_VALUE);
    BigInteger high = to.unsigned() ? UNSIGNED_MAX : BigInteger.valueOf(Long.MAX_VALUE);
    if (rounded.compareTo(low) < 0) {
      Conversions.truncated(context, "DECIMAL", value.toPlainString());
      return low.longValue();
    }
    if (rounded.compareTo(high) > 0) {
      Conversions.truncated(context, "DECIMAL", value.toPlainString());
      return high.longValue();
    }
    return rounded.longValue();
  }

  private static void decimal(Arguments in, Result out) {
    ColumnType type = out.type();
    BigDecimal value = in.asDecimal(0).setScale(type.decimals(), RoundingMode.HALF_UP);
    if (type.unsigned() && value.signum() < 0) {
      in.context().warn(MySqlError.ER_WARN_DATA_OUT_OF_RANGE, "", 1);
      value = BigDecimal.ZERO.setScale(type.decimals());
    }
    if (value.precision() - value.scale() > type.length() - type.decimals()) {
      BigDecimal max =
          BigDecimal.TEN.pow(type.length()).subtract(BigDecimal.ONE).movePointLeft(type.decimals());
      in.context().warn(MySqlError.ER_WARN_DATA_OUT_OF_RANGE, "cast", 1);
      value = value.signum() < 0 ? max.negate() : max;
    }
    out.setDecimal(value);
  }

  private static void year(Arguments in, Result out) {
    long value = in.asLong(0);
    if (value >= 0 && value < 70) {
      value += value == 0 && in.type(0).family() != MySqlType.Family.STRING ? 0 : 2000;
    } else if (value >= 70 && value < 100) {
      value += 1900;
    }
    if (value != 0 && (value < 1901 || value > 2155)) {
      Conversions.truncated(in.context(), "YEAR", in.asText(0));
      out.setNull();
    } else {
      out.setLong(value);
    }
  }

  private static RowFunction temporal(ColumnType from, ColumnType to) {
    return TemporalCasts.function(from, to);
  }

  private static RowFunction string(ColumnType from, ColumnType to, boolean implicit) {
    int characters = implicit || to.type().isBlobOrText() ? -1 : to.length();
    boolean pad = to.type() == MySqlType.BINARY && !implicit;
    return (in, out) -> {
      byte[] bytes =
          from.family() == MySqlType.Family.STRING
              ? Conversions.transcode(in.asBytes(0), from.collation(), to.collation())
              : from.family() == MySqlType.Family.BIT || from.family() == MySqlType.Family.GEOMETRY
                  ? in.asBytes(0)
                  : Conversions.encode(in.asText(0), to.collation());
      int length = bytes.length;
      if (characters >= 0) {
        int limit =
            CharsetConversion.bytesOfCharacters(
                bytes, 0, bytes.length, characters, to.collation().charset());
        if (limit < length) {
          String kind = to.type().isBinaryString() ? "BINARY" : "CHAR";
          Conversions.truncated(in.context(), kind + "(" + characters + ")", in.asText(0));
          length = limit;
        } else if (pad && length < characters) {
          bytes = java.util.Arrays.copyOf(bytes, characters);
          length = characters;
        }
      }
      out.setBytes(bytes, 0, length);
    };
  }

  /** Sets a result that is held as a long from text. */
  static void setText(Result out, String text, ExpressionContext context) {
    switch (out.type().family()) {
      case DATE, TIME, DATETIME -> TemporalCasts.setText(out, text, context);
      case ENUM -> {
        int member = 0;
        for (int m = 0; m < out.type().members().size(); m++) {
          if (out.type().members().get(m).equalsIgnoreCase(text)) {
            member = m + 1;
            break;
          }
        }
        out.setLong(member);
      }
      default -> out.setLong(Conversions.textToLong(text, context));
    }
  }

  /** The packed value of a temporal constant. */
  static SqlValue.TemporalKind kind(ColumnType type) {
    return Conversions.kindOf(type);
  }

  static MySqlException unsupported(ColumnType from, ColumnType to) {
    return MySqlException.notSupported("conversion of " + from.type() + " to " + to.type());
  }
}
