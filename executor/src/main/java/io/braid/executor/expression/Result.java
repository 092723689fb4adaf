package io.braid.executor.expression;

import io.braid.common.type.ColumnType;
import io.braid.executor.batch.Vector;
import java.math.BigDecimal;

/** Takes the result of a function for one row; exactly one set call for each row. */
public final class Result {
  private final Vector vector;
  private final ExpressionContext context;
  private int row;

  Result(Vector vector, ExpressionContext context) {
    this.vector = vector;
    this.context = context;
  }

  void moveTo(int newRow) {
    row = newRow;
  }

  /** The result's type. */
  public ColumnType type() {
    return vector.type();
  }

  /** SQL NULL. */
  public void setNull() {
    vector.setNull(row);
  }

  /** An integer (any kind of result), or a packed temporal value for a temporal result. */
  public void setLong(long value) {
    switch (vector.kind()) {
      case LONG -> vector.setLong(row, value);
      case DOUBLE -> vector.setDouble(row, value);
      case DECIMAL -> vector.setDecimal(row, BigDecimal.valueOf(value));
      case BYTES -> setText(Long.toString(value));
    }
  }

  /** 1 or 0. */
  public void setBoolean(boolean value) {
    setLong(value ? 1 : 0);
  }

  /** A double; infinite or NaN is error 1690. */
  public void setDouble(double value) {
    if (!Double.isFinite(value)) {
      throw io.braid.common.MySqlError.ER_DATA_OUT_OF_RANGE.with("DOUBLE", "function");
    }
    switch (vector.kind()) {
      case DOUBLE -> vector.setDouble(row, value);
      case LONG -> vector.setLong(row, Math.round(value));
      case DECIMAL -> vector.setDecimal(row, new BigDecimal(Double.toString(value)));
      case BYTES -> setText(Conversions.doubleText(value));
    }
  }

  /** An exact number. */
  public void setDecimal(BigDecimal value) {
    switch (vector.kind()) {
      case DECIMAL -> vector.setDecimal(row, value);
      case DOUBLE -> vector.setDouble(row, value.doubleValue());
      case LONG -> vector.setLong(row, Conversions.roundToLong(value));
      case BYTES -> setText(value.toPlainString());
    }
  }

  /** A range of an array that stays unchanged while the batch is valid. */
  public void setBytes(byte[] array, int offset, int length) {
    vector.setBytes(row, array, offset, length);
  }

  /** A new array. */
  public void setBytes(byte[] array) {
    vector.setBytes(row, array);
  }

  /** A range of an array that will change: copied. */
  public void copyBytes(byte[] array, int offset, int length) {
    vector.copyBytes(row, array, offset, length);
  }

  /** A text, encoded in the result's character set. */
  public void setText(String text) {
    vector.setBytes(row, Conversions.encode(text, vector.type().collation()));
  }

  /** An argument's value, which has the same kind. */
  public void setArgument(Arguments arguments, int argument) {
    vector.referTo(row, arguments.vector(argument), arguments.row());
  }

  /** The session, clock and warnings. */
  public ExpressionContext context() {
    return context;
  }
}
