package io.braid.executor.dml;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.row.ColumnSink;
import io.braid.common.row.RowImageReader;
import io.braid.common.row.RowImageWriter;
import io.braid.common.type.Charset;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.ColumnStore;
import io.braid.common.value.SqlValue;
import io.braid.common.value.StoreTarget;
import io.braid.common.value.Temporals;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Conversions;
import io.braid.executor.table.TableFormat;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * Collects the values of one new row, converted to the column types, in any order; then writes the
 * image. Columns that were not set are taken from the row before. Reused row after row.
 *
 * @see "MySQL Source Code Documentation, set_field_to_null_with_conversions, Field::set_warning"
 */
final class RowBuilder implements ColumnSink {
  /** What NULL does in a NOT NULL column, other than the AUTO_INCREMENT column of a new row. */
  enum Nulls {
    /** Error 1048. */
    FAIL,
    /** The column's implicit default with a warning for each row. */
    WARN,
    /** The column's implicit default with one warning for each column of a statement. */
    WARN_ONCE
  }

  private enum Held {
    NOTHING,
    NULL,
    LONG,
    DOUBLE,
    DECIMAL,
    BYTES
  }

  private final TableDefinition table;
  private final TableFormat format;
  private final ChangeContext context;
  private final Nulls nulls;
  private final int autoColumn;
  private final StoreTarget target;
  private final RowImageWriter writer = new RowImageWriter();
  private final Held[] held;
  private final long[] longs;
  private final double[] doubles;
  private final BigDecimal[] decimals;
  private final byte[][] bytes;

  /** For changed rows. */
  RowBuilder(TableFormat format, ChangeContext context, Nulls nulls) {
    this(format, context, nulls, -1);
  }

  /**
   * For new rows.
   *
   * @param autoColumn the AUTO_INCREMENT column, which takes NULL for the next value, or -1
   */
  RowBuilder(TableFormat format, ChangeContext context, Nulls nulls, int autoColumn) {
    this.format = format;
    this.nulls = nulls;
    this.autoColumn = autoColumn;
    this.context = context;
    table = format.table();
    target = new StoreTarget(this, context, table.name());
    int count = table.columns().size();
    held = new Held[count];
    longs = new long[count];
    doubles = new double[count];
    decimals = new BigDecimal[count];
    bytes = new byte[count][];
    clear();
  }

  void clear() {
    Arrays.fill(held, Held.NOTHING);
  }

  boolean isSet(int column) {
    return held[column] != Held.NOTHING;
  }

  boolean isNull(int column) {
    return held[column] == Held.NULL;
  }

  /** The number that an integer or floating column was set to, for AUTO_INCREMENT. */
  long number(int column) {
    return held[column] == Held.DOUBLE ? (long) doubles[column] : longs[column];
  }

  // ---- values from expressions

  /** Stores a value of a vector. */
  void store(int column, Vector value, int row, long rowNumber) {
    if (value.isNull(row)) {
      storeNull(column);
      return;
    }
    StoreTarget at = at(column, rowNumber);
    ColumnStore store = context.store();
    ColumnType type = value.type();
    switch (type.family()) {
      case NULL -> storeNull(column);
      case INTEGER, YEAR -> store.storeInteger(value.longAt(row), type.unsigned(), at);
      // A string takes the digits of the number.
      case BIT -> store.storeInteger(value.longAt(row), true, at);
      case DATE, TIME, DATETIME ->
          store.storeTemporal(
              Conversions.kindOf(type), value.longAt(row), Math.max(0, type.decimals()), at);
      case ENUM, SET -> {
        byte[] text = Conversions.toBytes(value, row, context.builder().compiler().context());
        if (type.equals(table.columns().get(column).type())) {
          setLong(column, value.longAt(row));
        } else if (takesNumber(table.columns().get(column).type())) {
          store.storeInteger(value.longAt(row), true, at);
        } else {
          store.storeBytes(text, 0, text.length, type.collation().charset(), at);
        }
      }
      case FLOATING -> store.storeDouble(value.doubleAt(row), at);
      case DECIMAL -> store.storeDecimal(value.decimalAt(row), at);
      case STRING, GEOMETRY ->
          store.storeBytes(
              value.arrayAt(row),
              value.offsetAt(row),
              value.lengthAt(row),
              digits(type.collation().charset(), table.columns().get(column).type()),
              at);
      case JSON -> store.storeJson(value.bytesAt(row), at);
    }
  }

  /** Binary strings are read as numbers digit by digit; literals of bytes came as integers. */
  private static Charset digits(Charset charset, ColumnType to) {
    return charset == Charset.BINARY && isNumber(to) ? Charset.LATIN1 : charset;
  }

  /** Where the number of an ENUM or SET goes, not its text. */
  private static boolean takesNumber(ColumnType type) {
    return isNumber(type) || type.family() == MySqlType.Family.BIT;
  }

  private static boolean isNumber(ColumnType type) {
    return switch (type.family()) {
      case INTEGER, DECIMAL, FLOATING, YEAR -> true;
      default -> false;
    };
  }

  /** Stores a single value. */
  void store(int column, SqlValue value, long rowNumber) {
    if (value == SqlValue.SqlNull.NULL) {
      storeNull(column);
      return;
    }
    context.store().store(value, at(column, rowNumber));
  }

  /** Stores a string. */
  void storeText(
      int column, byte[] array, int offset, int length, Charset charset, long rowNumber) {
    StoreTarget at = at(column, rowNumber);
    context.store().storeBytes(array, offset, length, digits(charset, at.type()), at);
  }

  /**
   * Stores NULL, as {@link Nulls} says.
   *
   * @throws MySqlException 1048
   */
  private void storeNull(int column) {
    ColumnDefinition definition = table.columns().get(column);
    if (definition.nullable() || column == autoColumn) {
      setNull(column);
      return;
    }
    if (nulls == Nulls.FAIL || context.isStrict()) {
      throw MySqlError.ER_BAD_NULL_ERROR.with(definition.name());
    }
    if (nulls == Nulls.WARN || context.isFirst(MySqlError.ER_BAD_NULL_ERROR, table, column)) {
      context.warning(
          MySqlError.ER_BAD_NULL_ERROR, MySqlError.ER_BAD_NULL_ERROR.message(definition.name()));
    }
    ColumnStore.storeForNull(this, column, definition.type());
  }

  private StoreTarget at(int column, long rowNumber) {
    ColumnDefinition definition = table.columns().get(column);
    return target.at(column, definition.type(), definition.name(), rowNumber);
  }

  /**
   * Puts the column's default in.
   *
   * @param omitted whether the statement does not name the column: it is then told once that there
   *     is no default
   * @throws MySqlException 1364 in strict mode when there is none
   */
  void storeDefault(int column, boolean omitted, long rowNumber) {
    ColumnDefinition definition = table.columns().get(column);
    switch (definition.defaultValue()) {
      case ColumnDefinition.DefaultValue.Literal(SqlValue value) -> store(column, value, rowNumber);
      case ColumnDefinition.DefaultValue.Now n -> storeNow(column, rowNumber);
      case ColumnDefinition.DefaultValue.Expression e ->
          throw MySqlException.notSupported("an expression as DEFAULT");
      case ColumnDefinition.DefaultValue.None n -> {
        if (definition.nullable()) {
          setNull(column);
        } else if (definition.autoIncrement()) {
          setLong(column, 0);
        } else {
          noDefault(definition, column, omitted);
        }
      }
    }
  }

  private void noDefault(ColumnDefinition definition, int column, boolean omitted) {
    if (definition.type().family() != MySqlType.Family.ENUM) {
      if (context.isStrict()) {
        throw MySqlError.ER_NO_DEFAULT_FOR_FIELD.with(definition.name());
      }
      if (!omitted || context.isFirst(MySqlError.ER_NO_DEFAULT_FOR_FIELD, table, column)) {
        context.warning(
            MySqlError.ER_NO_DEFAULT_FOR_FIELD,
            MySqlError.ER_NO_DEFAULT_FOR_FIELD.message(definition.name()));
      }
    }
    storeImplicitDefault(column);
  }

  /** 0, '' and their like. */
  void storeImplicitDefault(int column) {
    ColumnStore.storeImplicitDefault(this, column, table.columns().get(column).type());
  }

  /** CURRENT_TIMESTAMP with the column's fraction. */
  void storeNow(int column, long rowNumber) {
    int decimals = Math.max(0, table.columns().get(column).type().decimals());
    long unit = (long) Math.pow(10, 6 - decimals);
    long now = context.statement().nowMicros() / unit * unit;
    if (table.columns().get(column).type().type() == MySqlType.TIMESTAMP) {
      setLong(column, now);
      return;
    }
    long packed = Temporals.datetimeOfEpochMicros(now, context.statement().session().timeZone());
    store(
        column,
        new SqlValue.TemporalValue(SqlValue.TemporalKind.DATETIME, packed, decimals),
        rowNumber);
  }

  // ---- converted values

  @Override
  public void setNull(int column) {
    held[column] = Held.NULL;
  }

  @Override
  public void setLong(int column, long value) {
    held[column] = Held.LONG;
    longs[column] = value;
  }

  @Override
  public void setDouble(int column, double value) {
    held[column] = Held.DOUBLE;
    doubles[column] = value;
  }

  @Override
  public void setDecimal(int column, BigDecimal value) {
    held[column] = Held.DECIMAL;
    decimals[column] = value;
  }

  @Override
  public void setDecimal(int column, long unscaled) {
    setDecimal(column, BigDecimal.valueOf(unscaled, table.columns().get(column).type().decimals()));
  }

  @Override
  public void setBytes(int column, byte[] array, int offset, int length) {
    held[column] = Held.BYTES;
    bytes[column] = Arrays.copyOfRange(array, offset, offset + length);
  }

  /** A column's new value as expressions see it. */
  void show(int column, Vector out, int row) {
    switch (held[column]) {
      case NOTHING -> throw new io.braid.common.InvariantViolation("column " + column + " is set");
      case NULL -> out.setNull(row);
      case LONG -> {
        boolean timestamp = table.columns().get(column).type().type() == MySqlType.TIMESTAMP;
        out.setLong(
            row,
            timestamp && longs[column] != 0
                ? Temporals.datetimeOfEpochMicros(
                    longs[column], context.statement().session().timeZone())
                : longs[column]);
      }
      case DOUBLE -> out.setDouble(row, doubles[column]);
      case DECIMAL -> out.setDecimal(row, decimals[column]);
      case BYTES -> out.setBytes(row, bytes[column]);
    }
  }

  /** The image of a row all of whose columns are set. */
  byte[] image() {
    writer.start(format.layout());
    for (int c = 0; c < held.length; c++) {
      put(c);
    }
    return writer.toByteArray();
  }

  /** The image of a row whose other columns are as before. */
  byte[] image(RowImageReader before) {
    writer.start(format.layout());
    for (int c = 0; c < held.length; c++) {
      if (held[c] == Held.NOTHING) {
        writer.copy(c, before, c);
      } else {
        put(c);
      }
    }
    return writer.toByteArray();
  }

  private void put(int c) {
    switch (held[c]) {
      case NOTHING -> throw new io.braid.common.InvariantViolation("column " + c + " is set");
      case NULL -> writer.setNull(c);
      case LONG -> writer.setLong(c, longs[c]);
      case DOUBLE -> writer.setDouble(c, doubles[c]);
      case DECIMAL -> writer.setDecimal(c, decimals[c]);
      case BYTES -> writer.setBytes(c, bytes[c]);
    }
  }
}
