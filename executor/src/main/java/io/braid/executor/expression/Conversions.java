package io.braid.executor.expression;

import io.braid.common.collation.CharsetConversion;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import io.braid.executor.batch.Vector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * MySQL's conversions between the kinds of values while a statement runs, with the warnings of
 * expressions (1292). Storing into columns has rules of its own, see the package {@code dml}.
 *
 * @see "MySQL 9.7 Reference Manual, Type Conversion in Expression Evaluation"
 */
public final class Conversions {
  private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal UNSIGNED_MAX =
      new BigDecimal(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
  private static final int FIXED_NOTATION_DIGITS = 15;

  private Conversions() {}

  /** A value as a 64-bit integer; unsigned ones keep their bits. */
  public static long toLong(Vector vector, int row, ExpressionContext context) {
    return switch (vector.kind()) {
      case LONG -> temporalKind(vector.type()) ? temporalLong(vector, row) : vector.longAt(row);
      case DOUBLE -> doubleToLong(vector.doubleAt(row));
      case DECIMAL -> roundToLong(vector.decimalAt(row));
      case BYTES -> textToLong(toText(vector, row, context), context);
    };
  }

  /** A value as a double. */
  public static double toDouble(Vector vector, int row, ExpressionContext context) {
    return switch (vector.kind()) {
      case LONG ->
          temporalKind(vector.type())
              ? temporalNumber(vector, row).doubleValue()
              : isUnsigned(vector.type()) ? unsignedDouble(vector.longAt(row)) : vector.longAt(row);
      case DOUBLE -> vector.doubleAt(row);
      case DECIMAL -> vector.decimalAt(row).doubleValue();
      case BYTES -> textToDouble(toText(vector, row, context), context);
    };
  }

  /** A value as an exact number. */
  public static BigDecimal toDecimal(Vector vector, int row, ExpressionContext context) {
    return switch (vector.kind()) {
      case LONG ->
          temporalKind(vector.type())
              ? temporalNumber(vector, row)
              : isUnsigned(vector.type())
                  ? unsignedDecimal(vector.longAt(row))
                  : BigDecimal.valueOf(vector.longAt(row));
      case DOUBLE -> doubleToDecimal(vector.doubleAt(row));
      case DECIMAL -> vector.decimalAt(row);
      case BYTES -> textToDecimal(toText(vector, row, context), context);
    };
  }

  /** A value as text, as a client would see it. */
  public static String toText(Vector vector, int row, ExpressionContext context) {
    ColumnType type = vector.type();
    return switch (type.family()) {
      case NULL -> "NULL";
      case INTEGER -> integerText(type, vector.longAt(row));
      case YEAR -> String.format(Locale.ROOT, "%04d", vector.longAt(row));
      case BIT -> decode(bitBytes(type, vector.longAt(row)), Collation.BINARY);
      case DATE -> TemporalText.format(SqlValue.TemporalKind.DATE, vector.longAt(row), 0);
      case TIME ->
          TemporalText.format(
              SqlValue.TemporalKind.TIME, vector.longAt(row), Math.max(0, type.decimals()));
      case DATETIME ->
          TemporalText.format(
              SqlValue.TemporalKind.DATETIME, vector.longAt(row), Math.max(0, type.decimals()));
      case ENUM, SET -> memberText(type, vector.longAt(row));
      case FLOATING -> floatingText(type, vector.doubleAt(row));
      case DECIMAL -> vector.shownDecimal(row).toPlainString();
      case STRING ->
          decode(vector.arrayAt(row), vector.offsetAt(row), vector.lengthAt(row), type.collation());
      case JSON -> jsonText(vector.bytesAt(row));
      case GEOMETRY -> decode(vector.bytesAt(row), Collation.BINARY);
    };
  }

  /** A value's text in the character set of its type (ASCII for numbers). */
  public static byte[] toBytes(Vector vector, int row, ExpressionContext context) {
    return switch (vector.type().family()) {
      case STRING, GEOMETRY -> vector.bytesAt(row);
      case BIT -> bitBytes(vector.type(), vector.longAt(row));
      case ENUM, SET -> encode(toText(vector, row, context), vector.type().collation());
      default -> toText(vector, row, context).getBytes(StandardCharsets.UTF_8);
    };
  }

  /** Whether a value counts as true. */
  public static boolean isTrue(Vector vector, int row, ExpressionContext context) {
    if (vector.isNull(row)) {
      return false;
    }
    return vector.kind() == Vector.Kind.BYTES
        ? toDouble(vector, row, context) != 0
        : vector.isTrue(row);
  }

  // ---- numbers

  /** The value of 64 unsigned bits. */
  public static BigDecimal unsignedDecimal(long bits) {
    return bits >= 0
        ? BigDecimal.valueOf(bits)
        : new BigDecimal(BigInteger.valueOf(bits).add(BigInteger.ONE.shiftLeft(64)));
  }

  static double unsignedDouble(long bits) {
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }

  /** Rounds half away from zero; beyond 64 bits the nearest end (unsigned above 2^63). */
  public static long roundToLong(BigDecimal value) {
    BigDecimal rounded = value.setScale(0, RoundingMode.HALF_UP);
    if (rounded.compareTo(LONG_MIN) < 0) {
      return Long.MIN_VALUE;
    }
    return rounded.compareTo(UNSIGNED_MAX) > 0 ? -1 : rounded.toBigInteger().longValue();
  }

  /** Rounds to the nearest, half to even, as C's rint does; clamps at the signed ends. */
  static long doubleToLong(double value) {
    return (long) Math.rint(value);
  }

  static BigDecimal doubleToDecimal(double value) {
    return new BigDecimal(Double.toString(value));
  }

  static boolean isUnsigned(ColumnType type) {
    return type.unsigned() || type.family() == MySqlType.Family.BIT;
  }

  private static String integerText(ColumnType type, long value) {
    String digits = type.unsigned() ? Long.toUnsignedString(value) : Long.toString(value);
    return type.zerofill() && digits.length() < type.length()
        ? "0".repeat(type.length() - digits.length()) + digits
        : digits;
  }

  private static String floatingText(ColumnType type, double value) {
    if (type.decimals() >= 0 && type.decimals() < 31) {
      return new BigDecimal(value)
          .setScale(type.decimals(), RoundingMode.HALF_EVEN)
          .toPlainString();
    }
    return type.type() == MySqlType.FLOAT ? floatText((float) value) : doubleText(value);
  }

  /** The shortest text that reads back as the same double, in MySQL's notation. */
  public static String doubleText(double value) {
    return digits(Double.toString(value), value);
  }

  static String floatText(float value) {
    // MySQL shows a FLOAT with six significant digits.
    BigDecimal rounded =
        new BigDecimal(value).round(new java.math.MathContext(6, RoundingMode.HALF_EVEN));
    return digits(rounded.toString(), value);
  }

  private static String digits(String text, double value) {
    if (value == 0) {
      return Double.doubleToRawLongBits(value) < 0 ? "-0" : "0";
    }
    BigDecimal exact = new BigDecimal(text).stripTrailingZeros();
    int point = exact.precision() - exact.scale();
    if (point > -FIXED_NOTATION_DIGITS + 0 && point <= FIXED_NOTATION_DIGITS) {
      return exact.toPlainString();
    }
    String digits = exact.unscaledValue().abs().toString();
    return (exact.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + "e"
        + (point - 1);
  }

  // ---- texts to numbers

  /** The length of the longest prefix that is a number; 0 if there is none. */
  private static int numberEnd(String text, int start, boolean exponentToo) {
    int at = start;
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    int digits = 0;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
      digits++;
    }
    if (at < text.length() && text.charAt(at) == '.') {
      int fraction = at + 1;
      while (fraction < text.length() && isDigit(text.charAt(fraction))) {
        fraction++;
        digits++;
      }
      if (digits > 0) {
        at = fraction;
      }
    }
    if (digits == 0) {
      return start;
    }
    if (exponentToo && at < text.length() && (text.charAt(at) | 0x20) == 'e') {
      int exponent = at + 1;
      if (exponent < text.length()
          && (text.charAt(exponent) == '-' || text.charAt(exponent) == '+')) {
        exponent++;
      }
      int first = exponent;
      while (exponent < text.length() && isDigit(text.charAt(exponent))) {
        exponent++;
      }
      if (exponent > first) {
        at = exponent;
      }
    }
    return at;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int skipSpace(String text, int from) {
    int at = from;
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  static double textToDouble(String text, ExpressionContext context) {
    int start = skipSpace(text, 0);
    int end = numberEnd(text, start, true);
    // Nothing at all is 0 without a word.
    if (skipSpace(text, end) < text.length()) {
      truncated(context, "DOUBLE", text);
    }
    if (end == start) {
      return 0;
    }
    double value = Double.parseDouble(text.substring(start, end));
    if (Double.isInfinite(value)) {
      truncated(context, "DOUBLE", text);
      return value < 0 ? -Double.MAX_VALUE : Double.MAX_VALUE;
    }
    return value;
  }

  static BigDecimal textToDecimal(String text, ExpressionContext context) {
    int start = skipSpace(text, 0);
    int end = numberEnd(text, start, true);
    if (skipSpace(text, end) < text.length() || end == start) {
      truncated(context, "DECIMAL", text);
    }
    if (end == start) {
      return BigDecimal.ZERO;
    }
    BigDecimal value = new BigDecimal(text.substring(start, end));
    if (value.precision() - value.scale() > 81) {
      truncated(context, "DECIMAL", text);
      BigDecimal max = BigDecimal.TEN.pow(65).subtract(BigDecimal.ONE);
      return value.signum() < 0 ? max.negate() : max;
    }
    return value.scale() > 30 ? value.setScale(30, RoundingMode.HALF_UP) : value;
  }

  /** CAST(text AS SIGNED): the leading digits only. */
  static long textToLong(String text, ExpressionContext context) {
    int start = skipSpace(text, 0);
    int at = start;
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    int digits = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    if (skipSpace(text, at) < text.length() || at == digits) {
      truncated(context, "INTEGER", text);
    }
    if (at == digits) {
      return 0;
    }
    boolean negative = text.charAt(start) == '-';
    BigInteger value = new BigInteger(text.substring(digits, at));
    if (negative) {
      value = value.negate();
    }
    if (value.bitLength() > (negative ? 63 : 64)) {
      truncated(context, "INTEGER", text);
      return negative ? Long.MIN_VALUE : -1;
    }
    return value.longValue();
  }

  static void truncated(ExpressionContext context, String type, String text) {
    context.truncated(type, text);
  }

  // ---- temporal values

  private static boolean temporalKind(ColumnType type) {
    return switch (type.family()) {
      case DATE, TIME, DATETIME -> true;
      default -> false;
    };
  }

  private static long temporalLong(Vector vector, int row) {
    return roundToLong(temporalNumber(vector, row));
  }

  private static BigDecimal temporalNumber(Vector vector, int row) {
    int fraction = Math.max(0, vector.type().decimals());
    return TemporalText.number(kindOf(vector.type()), vector.longAt(row), fraction);
  }

  /** The temporal kind of a temporal type. */
  public static SqlValue.TemporalKind kindOf(ColumnType type) {
    return switch (type.family()) {
      case DATE -> SqlValue.TemporalKind.DATE;
      case TIME -> SqlValue.TemporalKind.TIME;
      default -> SqlValue.TemporalKind.DATETIME;
    };
  }

  // ---- text

  /** The members of an ENUM or SET value. */
  public static String memberText(ColumnType type, long value) {
    if (type.family() == MySqlType.Family.ENUM) {
      return value <= 0 || value > type.members().size() ? "" : type.members().get((int) value - 1);
    }
    StringBuilder text = new StringBuilder();
    for (int m = 0; m < type.members().size(); m++) {
      if ((value >>> m & 1) != 0) {
        text.append(text.isEmpty() ? "" : ",").append(type.members().get(m));
      }
    }
    return text.toString();
  }

  private static byte[] bitBytes(ColumnType type, long value) {
    int bytes = (Math.max(1, type.length()) + 7) / 8;
    byte[] out = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      out[i] = (byte) (value >>> 8 * (bytes - 1 - i));
    }
    return out;
  }

  /** The text of a binary JSON value. */
  public static String jsonText(byte[] binary) {
    return io.braid.common.json.JsonText.print(io.braid.common.json.JsonBinary.of(binary));
  }

  /** Text as bytes in a collation's character set; what it lacks becomes '?'. */
  public static byte[] encode(String text, Collation collation) {
    return CharsetConversion.fromJavaString(text, collation.charset());
  }

  static String decode(byte[] bytes, Collation collation) {
    return decode(bytes, 0, bytes.length, collation);
  }

  /** Bytes in a collation's character set as text; binary strings byte by byte. */
  public static String decode(byte[] bytes, int offset, int length, Collation collation) {
    return CharsetConversion.toJavaString(bytes, offset, length, collation.charset());
  }

  /** Bytes of one character set in another; binary strings stay as they are. */
  public static byte[] transcode(byte[] bytes, Collation from, Collation to) {
    return from.charset() == to.charset()
        ? bytes
        : CharsetConversion.convert(bytes, 0, bytes.length, from.charset(), to.charset()).bytes();
  }
}
