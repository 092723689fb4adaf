package io.braid.common.value;

import io.braid.common.InvariantViolation;
import io.braid.common.MySqlError;
import io.braid.common.SqlMode;
import io.braid.common.json.JsonBinary;
import io.braid.common.json.JsonParser;
import io.braid.common.json.JsonText;
import io.braid.common.row.ColumnSink;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

/**
 * Converts values to the type of a column as INSERT, UPDATE, defaults and ALTER do, and puts them
 * into a {@link ColumnSink}. What does not fit is an error in strict mode, else a warning with the
 * nearest value that fits. NULL is stored as it is: whether the column takes it is the caller's
 * question (1048), as are CHECK and generated columns.
 *
 * <p>One instance serves one statement and is not thread-safe. Errors are {@code MySqlException}
 * with MySQL's numbers: 1264, 1265, 1366, 1292, 1406, 1416, 3140, 3144, 3155, 3156.
 *
 * @see "MySQL Source Code Documentation, Field::store and its subclasses"
 */
public final class ColumnStore {
  /**
   * What a conversion depends on.
   *
   * @param strict whether bad values are errors: strict sql_mode, and not INSERT IGNORE and its
   *     like
   * @param sqlMode bits of {@link SqlMode}
   * @param zone the session's time zone, for TIMESTAMP and for a TIME that becomes a date
   * @param nowMicros the statement's time, microseconds since 1970 UTC
   */
  public record Settings(boolean strict, long sqlMode, ZoneId zone, long nowMicros) {
    /** Settings of a statement without IGNORE. */
    public static Settings of(long sqlMode, ZoneId zone, long nowMicros) {
      return new Settings(SqlMode.isStrict(sqlMode), sqlMode, zone, nowMicros);
    }
  }

  private final Settings settings;
  private final TemporalStore temporals;
  private final StringStore strings = new StringStore();
  private final JsonStore json;

  /** A converter with fixed settings. */
  public ColumnStore(Settings settings) {
    this.settings = settings;
    temporals = new TemporalStore(settings);
    json = new JsonStore(this, TemporalParser.flags(settings.sqlMode()));
  }

  /** Stores any value. */
  public void store(SqlValue value, StoreTarget target) {
    switch (value) {
      case SqlValue.SqlNull ignored -> target.sink().setNull(target.column());
      case SqlValue.IntegerValue(long bits, boolean unsigned) ->
          storeInteger(bits, unsigned, target);
      case SqlValue.DecimalValue(BigDecimal decimal) -> storeDecimal(decimal, target);
      case SqlValue.DoubleValue(double number) -> storeDouble(number, target);
      case SqlValue.StringValue(byte[] bytes, Collation collation) ->
          storeBytes(bytes, 0, bytes.length, collation.charset(), target);
      case SqlValue.TemporalValue(SqlValue.TemporalKind kind, long packed, int fraction) ->
          storeTemporal(kind, packed, fraction, target);
      case SqlValue.JsonValue(byte[] binary) -> storeJson(binary, target);
    }
  }

  /**
   * Stores an integer.
   *
   * @param unsigned whether all 64 bits count
   */
  public void storeInteger(long value, boolean unsigned, StoreTarget target) {
    target.settings(settings);
    switch (target.type().family()) {
      case INTEGER -> NumericStore.integer(value, unsigned, target);
      case DECIMAL -> NumericStore.decimal(exact(value, unsigned), target);
      case FLOATING ->
          NumericStore.floating(
              unsigned && value < 0 ? exact(value, true).doubleValue() : value, target);
      case BIT -> NumericStore.bit(value, target);
      case YEAR -> NumericStore.year(unsigned && value < 0 ? Long.MAX_VALUE : value, target);
      case DATE, TIME, DATETIME ->
          temporals.storeNumber(
              unsigned && value < 0 ? Long.MAX_VALUE : value,
              0,
              unsigned ? Long.toUnsignedString(value) : Long.toString(value),
              target);
      case STRING ->
          StringStore.ascii(unsigned ? Long.toUnsignedString(value) : Long.toString(value), target);
      case ENUM -> StringStore.enumOrdinal(unsigned && value < 0 ? -1 : value, target);
      case SET -> StringStore.setBits(value, target);
      case JSON -> notJson(target);
      case GEOMETRY -> throw MySqlError.ER_CANT_CREATE_GEOMETRY_OBJECT.with();
      case NULL -> throw noColumn();
    }
  }

  /** Stores an exact number. */
  public void storeDecimal(BigDecimal value, StoreTarget target) {
    target.settings(settings);
    switch (target.type().family()) {
      case INTEGER -> NumericStore.integer(value, target);
      case DECIMAL -> NumericStore.decimal(value, target);
      case FLOATING -> NumericStore.floating(value.doubleValue(), target);
      case BIT -> NumericStore.bit(value, target);
      case YEAR -> NumericStore.year(NumericStore.clampToLong(value), target);
      case DATE, TIME, DATETIME -> {
        long whole = NumericStore.clampToLong(value.setScale(0, RoundingMode.DOWN));
        int nanos =
            value
                .remainder(BigDecimal.ONE)
                .movePointRight(9)
                .setScale(0, RoundingMode.DOWN)
                .intValue();
        temporals.storeNumber(whole, nanos, value.toPlainString(), target);
      }
      case STRING -> StringStore.ascii(value.toPlainString(), target);
      case ENUM -> StringStore.enumOrdinal((long) value.doubleValue(), target);
      case SET -> StringStore.setBits((long) value.doubleValue(), target);
      case JSON -> notJson(target);
      case GEOMETRY -> throw MySqlError.ER_CANT_CREATE_GEOMETRY_OBJECT.with();
      case NULL -> throw noColumn();
    }
  }

  /** Stores an approximate number. */
  public void storeDouble(double value, StoreTarget target) {
    target.settings(settings);
    switch (target.type().family()) {
      case INTEGER -> NumericStore.integer(value, target);
      case DECIMAL -> NumericStore.decimal(NumberText.shortestDecimal(value), target);
      case FLOATING -> NumericStore.floating(value, target);
      case BIT -> NumericStore.bit((long) value, target);
      case YEAR -> NumericStore.year(value < 0 || value > 2155 ? -1 : (long) value, target);
      case DATE, TIME, DATETIME -> {
        long whole = (long) value;
        double billionths = Math.rint((value - whole) * 1e9);
        int nanos = (int) Math.clamp(billionths, -999_999_999, 999_999_999);
        temporals.storeNumber(whole, nanos, NumberText.ofDouble(value), target);
      }
      case STRING -> StringStore.number(value, target);
      case ENUM -> StringStore.enumOrdinal((long) value, target);
      case SET -> StringStore.setBits((long) value, target);
      case JSON -> notJson(target);
      case GEOMETRY -> throw MySqlError.ER_CANT_CREATE_GEOMETRY_OBJECT.with();
      case NULL -> throw noColumn();
    }
  }

  /** Stores a string or, in the character set {@code binary}, bytes. */
  public void storeBytes(
      byte[] bytes, int offset, int length, Charset charset, StoreTarget target) {
    target.settings(settings);
    switch (target.type().family()) {
      case INTEGER -> NumericStore.integer(bytes, offset, length, charset, target);
      case DECIMAL -> NumericStore.decimal(bytes, offset, length, charset, target);
      case FLOATING -> NumericStore.floating(bytes, offset, length, charset, target);
      case BIT -> NumericStore.bit(bytes, offset, length, target);
      case YEAR -> NumericStore.year(bytes, offset, length, charset, target);
      case DATE, TIME, DATETIME -> temporals.storeText(bytes, offset, length, charset, target);
      case STRING -> StringStore.text(bytes, offset, length, charset, target);
      case ENUM -> strings.enumText(bytes, offset, length, charset, target);
      case SET -> strings.setText(bytes, offset, length, charset, target);
      case JSON -> storeJsonText(bytes, offset, length, charset, target);
      case GEOMETRY -> storeGeometry(bytes, offset, length, target);
      case NULL -> throw noColumn();
    }
  }

  /**
   * Stores a DATE, TIME or DATETIME.
   *
   * @param fraction the digits of its type's fraction
   */
  public void storeTemporal(
      SqlValue.TemporalKind kind, long packed, int fraction, StoreTarget target) {
    target.settings(settings);
    switch (target.type().family()) {
      case INTEGER, DECIMAL, FLOATING, BIT -> {
        BigDecimal number = TemporalText.toDecimal(kind, packed, fraction);
        switch (target.type().family()) {
          case INTEGER -> {
            BigDecimal rounded = temporals.roundedToSeconds(kind, packed, fraction, target);
            NumericStore.integer(rounded, target);
          }
          case DECIMAL -> NumericStore.decimal(number, target);
          case FLOATING -> NumericStore.floating(number.doubleValue(), target);
          case BIT ->
              storeInteger(number.setScale(0, RoundingMode.HALF_UP).longValue(), false, target);
          default -> throw noColumn();
        }
      }
      case YEAR -> NumericStore.year(temporals.yearOf(kind, packed), target);
      case DATE, TIME, DATETIME -> temporals.storeTemporal(kind, packed, fraction, target);
      case STRING -> StringStore.ascii(TemporalText.of(kind, packed, fraction), target);
      case SET, ENUM -> {
        byte[] text = TemporalText.of(kind, packed, fraction).getBytes(StandardCharsets.US_ASCII);
        storeBytes(text, 0, text.length, Charset.UTF8MB4, target);
      }
      case JSON -> notJson(target);
      case GEOMETRY -> throw MySqlError.ER_CANT_CREATE_GEOMETRY_OBJECT.with();
      case NULL -> throw noColumn();
    }
  }

  /** Stores a moment, as a TIMESTAMP column holds it: microseconds since 1970 UTC, 0 for zero. */
  public void storeTimestamp(long epochMicros, int fraction, StoreTarget target) {
    long packed =
        epochMicros == 0 ? 0 : Temporals.datetimeOfEpochMicros(epochMicros, settings.zone());
    storeTemporal(SqlValue.TemporalKind.DATETIME, packed, fraction, target);
  }

  /** Stores a JSON document in binary form. */
  public void storeJson(byte[] binary, StoreTarget target) {
    target.settings(settings);
    JsonBinary document = JsonBinary.of(binary);
    switch (target.type().family()) {
      case JSON -> target.sink().setBytes(target.column(), binary, 0, binary.length);
      case INTEGER, YEAR -> json.integer(document, target);
      case DECIMAL -> json.decimal(document, target);
      case FLOATING -> json.floating(document, target);
      case DATE, DATETIME -> json.date(document, target);
      case TIME -> json.time(document, target);
      case STRING, ENUM, SET, BIT, GEOMETRY -> {
        byte[] text = JsonText.print(document).getBytes(StandardCharsets.UTF_8);
        storeBytes(text, 0, text.length, Charset.UTF8MB4, target);
      }
      case NULL -> throw noColumn();
    }
  }

  /**
   * Stores what a NOT NULL column without a default gets when strict mode is off: 0, the empty
   * string, the zero date, the first member of an ENUM, the JSON null, no geometry.
   */
  public static void storeImplicitDefault(ColumnSink sink, int column, ColumnType type) {
    if (type.family() == MySqlType.Family.ENUM) {
      sink.setLong(column, 1);
    } else {
      storeForNull(sink, column, type);
    }
  }

  /**
   * Stores what a NOT NULL column gets for a NULL that is not refused: its implicit default, but
   * the empty value of an ENUM.
   */
  public static void storeForNull(ColumnSink sink, int column, ColumnType type) {
    switch (type.family()) {
      case INTEGER, BIT, YEAR, DATE, TIME, DATETIME, ENUM, SET -> sink.setLong(column, 0);
      case FLOATING -> sink.setDouble(column, 0);
      case DECIMAL -> sink.setDecimal(column, BigDecimal.ZERO);
      case STRING, GEOMETRY -> sink.setBytes(column, new byte[0], 0, 0);
      case JSON -> sink.setBytes(column, JsonBinary.NULL_LITERAL.clone(), 0, 2);
      case NULL -> throw noColumn();
    }
  }

  private static void storeJsonText(
      byte[] bytes, int offset, int length, Charset charset, StoreTarget target) {
    if (charset == Charset.BINARY) {
      throw MySqlError.ER_INVALID_JSON_CHARSET.with("binary");
    }
    byte[] utf8 =
        io.braid.common.collation.CharsetConversion.convert(
                bytes, offset, length, charset, Charset.UTF8MB4)
            .bytes();
    byte[] binary = JsonParser.parseForColumn(utf8, target.qualifiedColumn());
    target.sink().setBytes(target.column(), binary, 0, binary.length);
  }

  private static void storeGeometry(byte[] bytes, int offset, int length, StoreTarget target) {
    // Four bytes of SRID, the byte order, the type: the least that can be a geometry.
    boolean plausible = length >= 9 && (bytes[offset + 4] == 0 || bytes[offset + 4] == 1);
    if (!plausible) {
      throw MySqlError.ER_CANT_CREATE_GEOMETRY_OBJECT.with();
    }
    target.sink().setBytes(target.column(), bytes, offset, length);
  }

  private static void notJson(StoreTarget target) {
    throw MySqlError.ER_INVALID_JSON_TEXT.with(
        "not a JSON text, may need CAST", 0, target.qualifiedColumn());
  }

  private static BigDecimal exact(long value, boolean unsigned) {
    return unsigned && value < 0
        ? new BigDecimal(Long.toUnsignedString(value))
        : BigDecimal.valueOf(value);
  }

  private static InvariantViolation noColumn() {
    return new InvariantViolation("a column has a type other than NULL");
  }
}
