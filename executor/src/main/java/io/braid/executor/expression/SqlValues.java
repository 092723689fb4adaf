package io.braid.executor.expression;

import io.braid.common.type.Collation;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import io.braid.executor.batch.Vector;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Single values into vectors and out of them. */
public final class SqlValues {
  private SqlValues() {}

  /** A row of a vector as a value. */
  public static SqlValue read(Vector vector, int row) {
    if (vector.isNull(row)) {
      return SqlValue.SqlNull.NULL;
    }
    int fraction = Math.max(0, vector.type().decimals());
    return switch (vector.type().family()) {
      case NULL -> SqlValue.SqlNull.NULL;
      case INTEGER, YEAR -> new SqlValue.IntegerValue(vector.longAt(row), vector.type().unsigned());
      case BIT -> new SqlValue.IntegerValue(vector.longAt(row), true);
      case DATE -> new SqlValue.TemporalValue(SqlValue.TemporalKind.DATE, vector.longAt(row), 0);
      case TIME ->
          new SqlValue.TemporalValue(SqlValue.TemporalKind.TIME, vector.longAt(row), fraction);
      case DATETIME ->
          new SqlValue.TemporalValue(SqlValue.TemporalKind.DATETIME, vector.longAt(row), fraction);
      case ENUM, SET ->
          new SqlValue.StringValue(
              Conversions.encode(
                  Conversions.memberText(vector.type(), vector.longAt(row)),
                  vector.type().collation()),
              vector.type().collation());
      case FLOATING -> new SqlValue.DoubleValue(vector.doubleAt(row));
      case DECIMAL -> new SqlValue.DecimalValue(vector.decimalAt(row));
      case STRING, GEOMETRY ->
          new SqlValue.StringValue(vector.bytesAt(row), vector.type().collation());
      case JSON -> new SqlValue.JsonValue(vector.bytesAt(row));
    };
  }

  /** Sets a row of a vector, converting the value where its kind is another. */
  public static void write(Vector vector, int row, SqlValue value, ExpressionContext context) {
    Result result = new Result(vector, context);
    result.moveTo(row);
    set(result, value, context);
  }

  /** Sets a result to a value, converted to the result's kind. */
  public static void set(Result out, SqlValue value, ExpressionContext context) {
    MySqlType.Family family = out.type().family();
    switch (value) {
      case SqlValue.SqlNull n -> out.setNull();
      case SqlValue.IntegerValue(long bits, boolean unsigned) -> {
        if (unsigned && bits < 0 && Vector.Kind.of(out.type()) != Vector.Kind.LONG) {
          out.setDecimal(Conversions.unsignedDecimal(bits));
        } else {
          out.setLong(bits);
        }
      }
      case SqlValue.DecimalValue(java.math.BigDecimal decimal) -> out.setDecimal(decimal);
      case SqlValue.DoubleValue(double number) -> out.setDouble(number);
      case SqlValue.StringValue(byte[] bytes, Collation collation) -> {
        switch (Vector.Kind.of(out.type())) {
          case BYTES ->
              out.setBytes(
                  family == MySqlType.Family.STRING
                      ? Conversions.transcode(bytes, collation, out.type().collation())
                      : bytes);
          case DOUBLE -> out.setDouble(Conversions.textToDouble(text(bytes, collation), context));
          case DECIMAL ->
              out.setDecimal(Conversions.textToDecimal(text(bytes, collation), context));
          case LONG -> Casts.setText(out, text(bytes, collation), context);
        }
      }
      case SqlValue.TemporalValue(SqlValue.TemporalKind kind, long packed, int fraction) -> {
        switch (family) {
          case DATE, TIME, DATETIME -> out.setLong(packed);
          default -> out.setText(TemporalText.format(kind, packed, fraction));
        }
      }
      case SqlValue.JsonValue(byte[] binary) -> {
        if (family == MySqlType.Family.JSON) {
          out.setBytes(binary);
        } else {
          out.setText(Conversions.jsonText(binary));
        }
      }
    }
  }

  private static String text(byte[] bytes, Collation collation) {
    return Conversions.decode(bytes, 0, bytes.length, collation);
  }

  /** Whether two values are the same value of the same kind. */
  public static boolean same(SqlValue left, SqlValue right) {
    return switch (left) {
      case SqlValue.StringValue s ->
          right instanceof SqlValue.StringValue o
              && s.collation() == o.collation()
              && Arrays.equals(s.bytes(), o.bytes());
      case SqlValue.JsonValue j ->
          right instanceof SqlValue.JsonValue o && Arrays.equals(j.binary(), o.binary());
      case SqlValue.SqlNull n -> left.equals(right);
      case SqlValue.IntegerValue n -> left.equals(right);
      case SqlValue.DecimalValue n -> left.equals(right);
      case SqlValue.DoubleValue n -> left.equals(right);
      case SqlValue.TemporalValue n -> left.equals(right);
    };
  }

  /** A utf8mb4 string value. */
  public static SqlValue text(String text) {
    return new SqlValue.StringValue(
        text.getBytes(StandardCharsets.UTF_8), Collation.UTF8MB4_0900_AI_CI);
  }
}
