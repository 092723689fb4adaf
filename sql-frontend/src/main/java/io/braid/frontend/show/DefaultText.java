package io.braid.frontend.show;

import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.ColumnDefinition.DefaultValue;
import io.braid.common.type.Charset;
import io.braid.common.type.ColumnType;
import io.braid.common.value.SqlValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The text of a column's default, as COLUMN_DEFAULT and SHOW COLUMNS print it. */
final class DefaultText {
  private DefaultText() {}

  /** The text; null for a default of NULL or none. */
  static @Nullable String of(ColumnDefinition column) {
    return switch (column.defaultValue()) {
      case DefaultValue.None none -> null;
      case DefaultValue.Now now -> {
        int fraction = column.type().decimals();
        yield "CURRENT_TIMESTAMP" + (fraction > 0 ? "(" + fraction + ")" : "");
      }
      case DefaultValue.Expression expression -> expression.sql();
      case DefaultValue.Literal literal -> literal(literal.value(), column.type());
    };
  }

  private static @Nullable String literal(SqlValue value, ColumnType type) {
    return switch (value) {
      case SqlValue.SqlNull none -> null;
      case SqlValue.IntegerValue integer -> integer(integer, type);
      case SqlValue.DecimalValue decimal -> decimal.value().toPlainString();
      case SqlValue.DoubleValue number -> number(number.value());
      case SqlValue.StringValue string -> string(string);
      case SqlValue.TemporalValue temporal -> temporal(temporal);
      // A JSON column's default can only be an expression.
      case SqlValue.JsonValue json -> null;
    };
  }

  private static String integer(SqlValue.IntegerValue value, ColumnType type) {
    return switch (type.family()) {
      case BIT -> "b'" + Long.toBinaryString(value.bits()) + "'";
      case ENUM -> value.bits() == 0 ? "" : type.members().get(Math.toIntExact(value.bits()) - 1);
      case SET -> {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < type.members().size(); i++) {
          if ((value.bits() >>> i & 1) != 0) {
            members.add(type.members().get(i));
          }
        }
        yield String.join(",", members);
      }
      default ->
          value.unsigned() ? Long.toUnsignedString(value.bits()) : Long.toString(value.bits());
    };
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value).toLowerCase(Locale.ROOT);
  }

  private static String string(SqlValue.StringValue value) {
    Charset charset = value.collation().charset();
    if (charset == Charset.BINARY) {
      StringBuilder hex = new StringBuilder("0x");
      for (byte b : value.bytes()) {
        hex.append(String.format(Locale.ROOT, "%02X", b));
      }
      return hex.toString();
    }
    return new String(
        value.bytes(),
        charset == Charset.LATIN1
            ? java.nio.charset.Charset.forName("windows-1252")
            : StandardCharsets.UTF_8);
  }

  private static String temporal(SqlValue.TemporalValue value) {
    long magnitude = Math.abs(value.packed());
    long micros = magnitude & 0xFF_FFFF;
    long whole = magnitude >>> 24;
    String fraction =
        value.fraction() == 0
            ? ""
            : "." + String.format(Locale.ROOT, "%06d", micros).substring(0, value.fraction());
    long second = whole & 63;
    long minute = whole >>> 6 & 63;
    long days = whole >>> 17;
    long yearMonth = days >>> 5;
    return switch (value.kind()) {
      case DATE -> date(yearMonth, days & 31);
      case DATETIME ->
          date(yearMonth, days & 31) + " " + time(whole >>> 12 & 31, minute, second) + fraction;
      case TIME -> (value.packed() < 0 ? "-" : "") + time(whole >>> 12, minute, second) + fraction;
    };
  }

  private static String date(long yearMonth, long day) {
    return String.format(Locale.ROOT, "%04d-%02d-%02d", yearMonth / 13, yearMonth % 13, day);
  }

  private static String time(long hour, long minute, long second) {
    return String.format(Locale.ROOT, "%02d:%02d:%02d", hour, minute, second);
  }
}
