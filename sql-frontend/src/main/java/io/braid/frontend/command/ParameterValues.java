package io.braid.frontend.command;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.collation.CharsetConversion;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.value.SqlValue;
import io.braid.frontend.variable.SessionVariables;
import io.braid.protocol.packet.ParameterValue;
import io.braid.protocol.packet.WireType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Parameters of the binary protocol as SQL values. */
final class ParameterValues {
  private static final int DIGITS_MAX = 65;
  private static final int FRACTION_MAX = 6;
  private static final int HOURS_MAX = 838;

  private final SessionVariables variables;

  ParameterValues(SessionVariables variables) {
    this.variables = variables;
  }

  /**
   * Converts one parameter. Text goes from {@code character_set_client} to the connection's.
   *
   * @throws MySqlException ER_WRONG_VALUE (1525) for an impossible date or time
   */
  SqlValue of(ParameterValue value) {
    return switch (value) {
      case ParameterValue.Null() -> SqlValue.SqlNull.NULL;
      case ParameterValue.Integer(long bits, boolean unsigned) ->
          new SqlValue.IntegerValue(bits, unsigned);
      case ParameterValue.Single(float number) -> floating(number);
      case ParameterValue.Double(double number) -> floating(number);
      case ParameterValue.Bytes(WireType type, byte[] bytes) -> ofBytes(type, bytes);
      case ParameterValue.DateTime dateTime -> ofDateTime(dateTime);
      case ParameterValue.Time time -> ofTime(time);
    };
  }

  private static SqlValue floating(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw MySqlError.ER_WRONG_VALUE.with("DOUBLE", number);
    }
    return new SqlValue.DoubleValue(number);
  }

  private SqlValue ofBytes(WireType type, byte[] bytes) {
    return switch (type) {
      case DECIMAL, NEWDECIMAL -> decimal(bytes);
      case TINY_BLOB, MEDIUM_BLOB, LONG_BLOB, BLOB, GEOMETRY, BIT, VECTOR ->
          new SqlValue.StringValue(bytes, Collation.BINARY);
      case TINY,
          SHORT,
          LONG,
          FLOAT,
          DOUBLE,
          NULL,
          TIMESTAMP,
          LONGLONG,
          INT24,
          DATE,
          TIME,
          DATETIME,
          YEAR,
          NEWDATE,
          VARCHAR,
          TIMESTAMP2,
          DATETIME2,
          TIME2,
          BOOL,
          JSON,
          ENUM,
          SET,
          VAR_STRING,
          STRING ->
          text(bytes);
    };
  }

  /**
   * Text that needs no conversion is taken as it is, even where it is not well-formed: drivers send
   * byte arrays as text too, and the column that takes the value decides.
   */
  private SqlValue text(byte[] bytes) {
    Collation to = variables.connectionCollation();
    Charset from = variables.clientCollation().charset();
    if (from == to.charset()) {
      return new SqlValue.StringValue(bytes, to);
    }
    return new SqlValue.StringValue(
        CharsetConversion.convert(bytes, 0, bytes.length, from, to.charset()).bytes(), to);
  }

  private SqlValue decimal(byte[] bytes) {
    if (bytes.length <= 2 * DIGITS_MAX) {
      try {
        BigDecimal number = new BigDecimal(new String(bytes, StandardCharsets.US_ASCII).strip());
        if (number.precision() <= DIGITS_MAX && number.scale() <= 30 && number.scale() >= -65) {
          return new SqlValue.DecimalValue(number.scale() < 0 ? number.setScale(0) : number);
        }
      } catch (NumberFormatException notANumber) {
        // Goes on as text: the statement converts it as it would convert a literal.
        return text(bytes);
      }
    }
    return text(bytes);
  }

  private static SqlValue ofDateTime(ParameterValue.DateTime value) {
    boolean date = value.type() == WireType.DATE;
    if (value.year() > 9999
        || value.month() > 12
        || value.day() > 31
        || value.hour() > 23
        || value.minute() > 59
        || value.second() > 59
        || value.microseconds() > 999_999) {
      throw MySqlError.ER_WRONG_VALUE.with(
          date ? "DATE" : "DATETIME",
          String.format(
              Locale.ROOT,
              "%04d-%02d-%02d %02d:%02d:%02d",
              value.year(),
              value.month(),
              value.day(),
              value.hour(),
              value.minute(),
              value.second()));
    }
    long day = (value.year() * 13L + value.month()) << 5 | value.day();
    if (date) {
      return new SqlValue.TemporalValue(SqlValue.TemporalKind.DATE, day << 41, 0);
    }
    long seconds = day << 17 | value.hour() << 12 | value.minute() << 6 | value.second();
    return new SqlValue.TemporalValue(
        SqlValue.TemporalKind.DATETIME,
        seconds << 24 | value.microseconds(),
        value.microseconds() == 0 ? 0 : FRACTION_MAX);
  }

  private static SqlValue ofTime(ParameterValue.Time value) {
    long hours = value.days() * 24 + value.hour();
    if (hours > HOURS_MAX
        || value.hour() > 23
        || value.minute() > 59
        || value.second() > 59
        || value.microseconds() > 999_999) {
      throw MySqlError.ER_WRONG_VALUE.with(
          "TIME",
          String.format(
              Locale.ROOT,
              "%s%d:%02d:%02d",
              value.negative() ? "-" : "",
              hours,
              value.minute(),
              value.second()));
    }
    long packed = (hours << 12 | value.minute() << 6 | value.second()) << 24 | value.microseconds();
    return new SqlValue.TemporalValue(
        SqlValue.TemporalKind.TIME,
        value.negative() ? -packed : packed,
        value.microseconds() == 0 ? 0 : FRACTION_MAX);
  }
}
