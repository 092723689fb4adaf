package io.braid.common.row;

import io.braid.common.Invariant;
import io.braid.common.InvariantViolation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * Builds row images one after another in one buffer that grows to the largest and is reused. The
 * columns are set in order, each exactly once, between {@link #start} and {@link #toByteArray} or
 * its like. Values have already been converted to the column's type; what does not fit is an {@link
 * InvariantViolation}, not a truncation. Not thread-safe.
 */
public final class RowImageWriter implements ColumnSink {
  private RowLayout layout = RowLayout.of(java.util.List.of());
  private byte[] buffer = new byte[256];
  private int position;
  private int column;

  /** Begins a new image; what was built before is gone. */
  public void start(RowLayout newLayout) {
    layout = newLayout;
    column = 0;
    position = newLayout.nullBitmapBytes();
    ensure(newLayout.fixedBytes());
    Arrays.fill(buffer, 0, position, (byte) 0);
  }

  /** Sets a column to SQL NULL. */
  @Override
  public void setNull(int c) {
    next(c);
    buffer[c >>> 3] |= (byte) (1 << (c & 7));
  }

  /** Sets a column that {@link RowImageReader#getLong} would read, in the same form. */
  @Override
  public void setLong(int c, long value) {
    next(c);
    ColumnType type = layout.type(c);
    int bytes = layout.fixedLength(c);
    switch (type.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT -> {
        int bits = bytes * 8;
        require(
            type.unsigned() ? value >>> bits == 0 : value << (64 - bits) >> (64 - bits) == value,
            c,
            value);
        putLittleEndian(value, bytes);
      }
      case BIGINT -> putLittleEndian(value, 8);
      case YEAR -> {
        require(value == 0 || value >= 1901 && value <= 2155, c, value);
        putLittleEndian(value == 0 ? 0 : value - 1900, 1);
      }
      case BIT -> {
        require(type.length() == 64 || value >>> type.length() == 0, c, value);
        putBigEndian(value, bytes);
      }
      case ENUM -> {
        require(value >= 0 && value <= type.members().size(), c, value);
        putLittleEndian(value, bytes);
      }
      case SET -> {
        int members = type.members().size();
        require(members == 64 || value >>> members == 0, c, value);
        putLittleEndian(value, bytes);
      }
      case DATE -> {
        require(value >= 0 && value << 23 == 0, c, value);
        putLittleEndian(TemporalPacking.packDate(value), 3);
      }
      case TIME -> {
        reserve(bytes);
        TemporalPacking.writeTime(buffer, position, value, type.decimals());
        position += bytes;
      }
      case DATETIME -> {
        require(value >= 0, c, value);
        reserve(bytes);
        TemporalPacking.writeDatetime(buffer, position, value, type.decimals());
        position += bytes;
      }
      case TIMESTAMP -> {
        require(value >= 0 && value / 1_000_000 <= 0xFFFF_FFFFL, c, value);
        reserve(bytes);
        TemporalPacking.writeTimestamp(buffer, position, value, type.decimals());
        position += bytes;
      }
      default -> throw wrongAccess("setLong", c);
    }
  }

  /** Sets a FLOAT (rounded to the nearest float) or DOUBLE column. */
  @Override
  public void setDouble(int c, double value) {
    next(c);
    switch (layout.type(c).type()) {
      case FLOAT -> putLittleEndian(Float.floatToRawIntBits((float) value), 4);
      case DOUBLE -> putLittleEndian(Double.doubleToRawLongBits(value), 8);
      default -> throw wrongAccess("setDouble", c);
    }
  }

  /** Sets a DECIMAL column; the value's digits fit and its scale is at most the column's. */
  @Override
  public void setDecimal(int c, BigDecimal value) {
    next(c);
    ColumnType type = decimalType(c);
    reserve(layout.fixedLength(c));
    DecimalPacking.write(buffer, position, value, type.length(), type.decimals());
    position += layout.fixedLength(c);
  }

  /** Sets a DECIMAL column to an unscaled value at the column's scale. */
  @Override
  public void setDecimal(int c, long unscaled) {
    next(c);
    ColumnType type = decimalType(c);
    reserve(layout.fixedLength(c));
    DecimalPacking.writeLong(buffer, position, unscaled, type.length(), type.decimals());
    position += layout.fixedLength(c);
  }

  /**
   * Sets a string, blob, JSON or GEOMETRY column to bytes in the column's character set. Trailing
   * spaces of a CHAR and trailing zero bytes of a BINARY are dropped here.
   */
  @Override
  public void setBytes(int c, byte[] array, int offset, int length) {
    next(c);
    int prefix = layout.prefixLength(c);
    if (prefix == 0) {
      throw wrongAccess("setBytes", c);
    }
    MySqlType type = layout.type(c).type();
    int stored = length;
    if (type == MySqlType.CHAR) {
      while (stored > 0 && array[offset + stored - 1] == ' ') {
        stored--;
      }
    } else if (type == MySqlType.BINARY) {
      while (stored > 0 && array[offset + stored - 1] == 0) {
        stored--;
      }
    }
    require(stored <= layout.maxValueBytes(c), c, stored);
    reserve(prefix + stored);
    putLittleEndian(stored, prefix);
    System.arraycopy(array, offset, buffer, position, stored);
    position += stored;
  }

  /** As {@link #setBytes(int, byte[], int, int)} with the whole array. */
  public void setBytes(int c, byte[] value) {
    setBytes(c, value, 0, value.length);
  }

  /** Copies a column, NULL included, from a row that has a column of the same type. */
  public void copy(int c, RowImageReader from, int fromColumn) {
    if (from.isNull(fromColumn)) {
      setNull(c);
      return;
    }
    next(c);
    int length = from.bytesLength(fromColumn);
    int prefix = layout.prefixLength(c);
    if (prefix > 0) {
      require(length <= layout.maxValueBytes(c), c, length);
    } else {
      require(length == layout.fixedLength(c), c, length);
    }
    reserve(prefix + length);
    putLittleEndian(length, prefix);
    System.arraycopy(from.array(), from.bytesOffset(fromColumn), buffer, position, length);
    position += length;
  }

  /** Bytes of the finished image. */
  public int length() {
    finish();
    return position;
  }

  /** The finished image in an array of its own. */
  public byte[] toByteArray() {
    finish();
    return Arrays.copyOf(buffer, position);
  }

  /** Copies the finished image to {@code target} and returns its length. */
  public int copyTo(byte[] target, int offset) {
    finish();
    System.arraycopy(buffer, 0, target, offset, position);
    return position;
  }

  /**
   * The writer's own buffer; its first {@link #length} bytes are the image until the next start.
   */
  public byte[] buffer() {
    finish();
    return buffer;
  }

  private void finish() {
    if (column != layout.columnCount()) {
      throw new InvariantViolation(
          "all " + layout.columnCount() + " columns of the image are set, not " + column);
    }
  }

  private void require(boolean fits, int c, long value) {
    if (!fits) {
      throw new InvariantViolation(
          "value or length " + value + " fits column " + c + " (" + layout.type(c).type() + ")");
    }
  }

  private void next(int c) {
    // Not Invariant.check here and below: its arguments would be boxed for every value.
    if (c != column || c >= layout.columnCount()) {
      throw new InvariantViolation("column " + c + " is set after column " + (column - 1));
    }
    column++;
  }

  private ColumnType decimalType(int c) {
    ColumnType type = layout.type(c);
    if (type.type() != MySqlType.DECIMAL) {
      throw wrongAccess("setDecimal", c);
    }
    return type;
  }

  private InvariantViolation wrongAccess(String method, int c) {
    return new InvariantViolation(method + " of a " + layout.type(c).type() + " column");
  }

  private void reserve(int bytes) {
    Invariant.check(bytes <= Integer.MAX_VALUE - 8 - position, "a row image is below 2 GiB");
    ensure(position + bytes);
  }

  private void ensure(int bytes) {
    if (bytes > buffer.length) {
      int doubled = (int) Math.min(2L * buffer.length, Integer.MAX_VALUE - 8);
      buffer = Arrays.copyOf(buffer, Math.max(bytes, doubled));
    }
  }

  private void putLittleEndian(long value, int bytes) {
    ensure(position + bytes);
    long rest = value;
    for (int i = 0; i < bytes; i++) {
      buffer[position++] = (byte) rest;
      rest >>>= 8;
    }
  }

  private void putBigEndian(long value, int bytes) {
    ensure(position + bytes);
    for (int i = bytes - 1; i >= 0; i--) {
      buffer[position++] = (byte) (value >>> (8 * i));
    }
  }
}
