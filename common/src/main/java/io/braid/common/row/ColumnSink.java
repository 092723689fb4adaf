package io.braid.common.row;

import java.math.BigDecimal;

/**
 * Takes values that are already converted to the type of their column, in the forms of {@link
 * RowImageWriter}. A row image and a key are both filled through it, so that a conversion is
 * written once.
 */
public interface ColumnSink {
  /** SQL NULL. */
  void setNull(int column);

  /** An integer, YEAR, BIT, ENUM, SET or temporal value, as {@link RowImageReader#getLong}. */
  void setLong(int column, long value);

  /** A FLOAT or DOUBLE. */
  void setDouble(int column, double value);

  /** A DECIMAL whose digits fit the column. */
  void setDecimal(int column, BigDecimal value);

  /** A DECIMAL as its unscaled value at the column's scale. */
  void setDecimal(int column, long unscaled);

  /** The bytes of a string, blob, JSON document or GEOMETRY. */
  void setBytes(int column, byte[] array, int offset, int length);
}
