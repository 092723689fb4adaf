package io.braid.common.value;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.SqlMode;
import io.braid.common.collation.CharsetConversion;
import io.braid.common.row.ColumnSink;
import io.braid.common.type.Charset;
import io.braid.common.type.ColumnType;

/**
 * Where a store conversion puts its result and its conditions, and the names and row number that
 * the conditions' texts hold. Made once for a statement and moved from column to column. Not
 * thread-safe.
 */
public final class StoreTarget {
  private static final int SHOWN_CHARACTERS_MAX = 128;

  /** What stands for malformed bytes. */
  private static final int REPLACEMENT = 0xFFFD;

  private final ColumnSink sink;
  private final StoreConditions conditions;
  private final String tableName;
  private int column;
  private ColumnType type = ColumnType.of(io.braid.common.type.MySqlType.NULL);
  private String columnName = "";
  private long rowNumber = 1;
  private boolean strict;
  private boolean strictMode;

  /**
   * @param tableName for the errors that name the table too
   */
  public StoreTarget(ColumnSink sink, StoreConditions conditions, String tableName) {
    this.sink = sink;
    this.conditions = conditions;
    this.tableName = tableName;
  }

  /**
   * Moves to a column.
   *
   * @param newColumn ordinal in the sink
   * @param newRowNumber from 1, as the conditions' texts count
   */
  public StoreTarget at(
      int newColumn, ColumnType newType, String newColumnName, long newRowNumber) {
    column = newColumn;
    type = newType;
    columnName = newColumnName;
    rowNumber = newRowNumber;
    return this;
  }

  /** Type of the column. */
  public ColumnType type() {
    return type;
  }

  ColumnSink sink() {
    return sink;
  }

  int column() {
    return column;
  }

  String qualifiedColumn() {
    return tableName + "." + columnName;
  }

  void settings(ColumnStore.Settings settings) {
    strict = settings.strict();
    strictMode = SqlMode.isStrict(settings.sqlMode());
  }

  boolean isStrict() {
    return strict;
  }

  /** An error in strict mode, else a warning. */
  void bad(MySqlError error, String message) {
    if (strict) {
      throw new MySqlException(error, message);
    }
    conditions.warning(error, message);
  }

  void warning(MySqlError error, String message) {
    conditions.warning(error, message);
  }

  void outOfRange() {
    MySqlError error = MySqlError.ER_WARN_DATA_OUT_OF_RANGE;
    bad(error, error.message(columnName, rowNumber));
  }

  void dataTruncated() {
    MySqlError error = MySqlError.WARN_DATA_TRUNCATED;
    bad(error, error.message(columnName, rowNumber));
  }

  void truncatedNote() {
    MySqlError error = MySqlError.WARN_DATA_TRUNCATED;
    conditions.note(error, error.message(columnName, rowNumber));
  }

  /** 1406 in strict mode, else the warning 1265. */
  void tooLong() {
    if (strict) {
      throw MySqlError.ER_DATA_TOO_LONG.with(columnName, rowNumber);
    }
    dataTruncated();
  }

  /** As {@link #tooLong}, for BIT: IGNORE leaves 1406 as a warning, other modes say 1264. */
  void bitTooLong() {
    if (strictMode) {
      bad(MySqlError.ER_DATA_TOO_LONG, MySqlError.ER_DATA_TOO_LONG.message(columnName, rowNumber));
    } else {
      outOfRange();
    }
  }

  /** 3155 or 3156: a JSON value has no value of the SQL type. */
  void badJson(MySqlError error, String typeName) {
    bad(error, error.message(typeName, "", columnName, rowNumber));
  }

  /** 1366, "Incorrect integer value: 'x'". */
  void incorrect(String typeName, String shownValue) {
    MySqlError error = MySqlError.ER_TRUNCATED_WRONG_VALUE_FOR_FIELD;
    bad(error, error.message(typeName, shownValue, columnName, rowNumber));
  }

  private String incorrectTemporal(String typeName, String shownValue) {
    return "Incorrect "
        + typeName
        + " value: '"
        + shownValue
        + "' for column '"
        + columnName
        + "' at row "
        + rowNumber;
  }

  /** 1292 in strict mode, else 1264 or 1265. */
  void badTemporal(String typeName, String shownValue, boolean range) {
    if (strict) {
      throw new MySqlException(
          MySqlError.ER_TRUNCATED_WRONG_VALUE, incorrectTemporal(typeName, shownValue));
    }
    if (range) {
      outOfRange();
    } else {
      dataTruncated();
    }
  }

  /** A part of the value was dropped because the type has no place for it: never an error. */
  void temporalNote(String typeName, String shownValue) {
    if (strict) {
      conditions.note(MySqlError.ER_TRUNCATED_WRONG_VALUE, incorrectTemporal(typeName, shownValue));
    } else {
      truncatedNote();
    }
  }

  void delimiter(TemporalParser parser, String shownValue) {
    if (parser.delimiterPosition() < 0) {
      return;
    }
    String shown =
        switch (parser.delimiter()) {
          case '\t' -> "\\t";
          case '\n' -> "\\n";
          case '\r' -> "\\r";
          case '\f' -> "\\f";
          case '\u000B' -> "\\v";
          default -> String.valueOf(parser.delimiter());
        };
    if (parser.isDelimiterSuperfluous()) {
      MySqlError error = MySqlError.ER_WARN_DEPRECATED_SUPERFLUOUS_DELIMITER;
      conditions.warning(
          error, error.message(shown, parser.delimiterPosition(), shownValue, rowNumber));
    } else {
      MySqlError error = MySqlError.ER_WARN_DEPRECATED_DATETIME_DELIMITER;
      conditions.warning(
          error,
          error.message(
              shown,
              parser.delimiterPosition(),
              shownValue,
              rowNumber,
              String.valueOf(parser.delimiterPreferred())));
    }
  }

  /** 1299: the local time was skipped when clocks were set forward. */
  void invalidTimestamp() {
    MySqlError error = MySqlError.ER_WARN_INVALID_TIMESTAMP;
    conditions.warning(error, error.message(columnName, rowNumber));
  }

  /** A value as MySQL shows it in a condition: in utf8mb3, at most 128 characters. */
  static String shown(byte[] bytes, int offset, int length, Charset charset) {
    if (charset == Charset.BINARY) {
      StringBuilder text = new StringBuilder();
      for (int i = offset; i < offset + length && text.length() < SHOWN_CHARACTERS_MAX; i++) {
        int b = bytes[i] & 0xFF;
        if (b >= 0x20 && b < 0x7F) {
          text.append((char) b);
        } else {
          text.append(String.format("\\x%02X", b));
        }
      }
      return text.toString();
    }
    String text = CharsetConversion.toJavaString(bytes, offset, length, charset);
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(SHOWN_CHARACTERS_MAX)
        .forEach(c -> shown.appendCodePoint(c > 0xFFFF || c == REPLACEMENT ? '?' : c));
    return shown.toString();
  }
}
