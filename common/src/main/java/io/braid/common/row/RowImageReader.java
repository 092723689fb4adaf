package io.braid.common.row;

import io.braid.common.InvariantViolation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import java.math.BigDecimal;

/**
 * A cursor over one row image, made once and set on row after row; it allocates nothing for a row
 * except what {@link #getDecimal} returns. Columns may be read in any order, ascending is fastest.
 * Not thread-safe.
 *
 * <p>An image that does not fit its layout is a corrupted block: every access checks its bounds and
 * throws {@link InvariantViolation}.
 */
public final class RowImageReader {
  private static final RowLayout EMPTY = RowLayout.of(java.util.List.of());

  private RowLayout layout = EMPTY;
  private byte[] array = new byte[0];
  private int base;
  private int end;

  /** Start of each value behind its length prefix, valid below {@link #located}. */
  private int[] offsets = new int[0];

  private int[] lengths = new int[0];
  private int located;
  private int next;

  /**
   * Sets the cursor on an image. The array is read in place and must not change while the cursor
   * stands on it.
   */
  public void reset(RowLayout newLayout, byte[] newArray, int offset, int length) {
    if (length < newLayout.nullBitmapBytes() || offset < 0 || length > newArray.length - offset) {
      throw new InvariantViolation(
          "a row image of "
              + length
              + " bytes at "
              + offset
              + " of "
              + newArray.length
              + " bytes holds its null bitmap");
    }
    if (layout != newLayout) {
      layout = newLayout;
      if (offsets.length < newLayout.columnCount()) {
        offsets = new int[newLayout.columnCount()];
        lengths = new int[newLayout.columnCount()];
      }
    }
    array = newArray;
    base = offset;
    end = offset + length;
    located = 0;
    next = offset + newLayout.nullBitmapBytes();
  }

  /** As {@link #reset(RowLayout, byte[], int, int)} with the whole array. */
  public void reset(RowLayout newLayout, byte[] newArray) {
    reset(newLayout, newArray, 0, newArray.length);
  }

  /** The layout of the current image. */
  public RowLayout layout() {
    return layout;
  }

  /** The array that {@link #bytesOffset} points into. */
  public byte[] array() {
    return array;
  }

  /** Whether a column is SQL NULL. */
  public boolean isNull(int column) {
    return (array[base + (column >>> 3)] & 1 << (column & 7)) != 0;
  }

  /**
   * Bytes that the image takes from its offset; less than the length given to reset if more follows
   * it, as in a rows event.
   */
  public int imageLength() {
    locate(layout.columnCount() - 1);
    return next - base;
  }

  /**
   * The value of an integer, YEAR (0, 1901 to 2155), BIT, ENUM (ordinal), SET (bits) or temporal
   * column. Temporal values are packed as {@code SqlValue.TemporalKind} says, except that a
   * TIMESTAMP is microseconds since 1970-01-01 UTC, 0 being the zero timestamp. Unsigned BIGINT and
   * BIT use all 64 bits.
   */
  public long getLong(int column) {
    locateNotNull(column);
    ColumnType type = layout.type(column);
    int at = offsets[column];
    return switch (type.type()) {
      case TINYINT -> type.unsigned() ? array[at] & 0xFF : array[at];
      case SMALLINT -> {
        int value = array[at] & 0xFF | array[at + 1] << 8;
        yield type.unsigned() ? value & 0xFFFF : value;
      }
      case MEDIUMINT -> {
        int value = array[at] & 0xFF | (array[at + 1] & 0xFF) << 8 | array[at + 2] << 16;
        yield type.unsigned() ? value & 0xFFFFFF : value;
      }
      case INT -> type.unsigned() ? int4(at) & 0xFFFF_FFFFL : int4(at);
      case BIGINT -> int8(at);
      case YEAR -> array[at] == 0 ? 0 : 1900 + (array[at] & 0xFF);
      case BIT -> bigEndian(at, lengths[column]);
      case ENUM, SET -> littleEndian(at, lengths[column]);
      case DATE -> TemporalPacking.unpackDate((int) littleEndian(at, 3));
      case TIME -> TemporalPacking.readTime(array, at, type.decimals());
      case DATETIME -> TemporalPacking.readDatetime(array, at, type.decimals());
      case TIMESTAMP -> TemporalPacking.readTimestamp(array, at, type.decimals());
      default -> throw wrongAccess("getLong", column);
    };
  }

  /** The value of a FLOAT or DOUBLE column. */
  public double getDouble(int column) {
    locateNotNull(column);
    int at = offsets[column];
    return switch (layout.type(column).type()) {
      case FLOAT -> Float.intBitsToFloat(int4(at));
      case DOUBLE -> Double.longBitsToDouble(int8(at));
      default -> throw wrongAccess("getDouble", column);
    };
  }

  /** Whether {@link #getDecimalUnscaled} serves this column. */
  public boolean isDecimalLong(int column) {
    ColumnType type = layout.type(column);
    return type.type() == MySqlType.DECIMAL && DecimalPacking.fitsLong(type.length());
  }

  /** The unscaled value, at the column's scale, of a DECIMAL of at most 18 digits. */
  public long getDecimalUnscaled(int column) {
    locateNotNull(column);
    if (!isDecimalLong(column)) {
      throw wrongAccess("getDecimalUnscaled", column);
    }
    ColumnType type = layout.type(column);
    return DecimalPacking.readLong(array, offsets[column], type.length(), type.decimals());
  }

  /** The value of a DECIMAL column, at the column's scale. */
  public BigDecimal getDecimal(int column) {
    locateNotNull(column);
    ColumnType type = layout.type(column);
    if (type.type() != MySqlType.DECIMAL) {
      throw wrongAccess("getDecimal", column);
    }
    return DecimalPacking.read(array, offsets[column], type.length(), type.decimals());
  }

  /**
   * Where in {@link #array} the bytes of a value start, behind its length prefix. For strings,
   * blobs, JSON and GEOMETRY these are the value. CHAR comes without trailing spaces, as MySQL
   * shows it. BINARY(n) comes without trailing zero bytes: the value is these bytes filled up with
   * zeros to n.
   */
  public int bytesOffset(int column) {
    locateNotNull(column);
    return offsets[column];
  }

  /** Number of bytes at {@link #bytesOffset}. */
  public int bytesLength(int column) {
    locateNotNull(column);
    return lengths[column];
  }

  private void locateNotNull(int column) {
    // Not Invariant.check: its arguments would be boxed for every value.
    if (column < 0 || column >= layout.columnCount()) {
      throw new InvariantViolation("column " + column + " exists");
    }
    if (isNull(column)) {
      throw new InvariantViolation("column " + column + " is not NULL");
    }
    locate(column);
  }

  private void locate(int column) {
    while (located <= column) {
      int c = located;
      if (isNull(c)) {
        lengths[c] = 0;
        offsets[c] = next;
      } else {
        int length = layout.fixedLength(c);
        int start = next;
        if (length < 0) {
          int prefix = layout.prefixLength(c);
          check(start, prefix, c);
          length = prefix == 1 ? array[start] & 0xFF : (int) littleEndian(start, prefix);
          start += prefix;
        }
        check(start, length, c);
        offsets[c] = start;
        lengths[c] = length;
        next = start + length;
      }
      located++;
    }
  }

  private void check(int start, int length, int column) {
    if (length < 0 || length > end - start) {
      throw new InvariantViolation(
          "the value of column "
              + column
              + " ("
              + length
              + " bytes at "
              + (start - base)
              + ") ends inside of its row image of "
              + (end - base)
              + " bytes");
    }
  }

  private InvariantViolation wrongAccess(String method, int column) {
    return new InvariantViolation(method + " of a " + layout.type(column).type() + " column");
  }

  private int int4(int at) {
    return array[at] & 0xFF
        | (array[at + 1] & 0xFF) << 8
        | (array[at + 2] & 0xFF) << 16
        | array[at + 3] << 24;
  }

  private long int8(int at) {
    return int4(at) & 0xFFFF_FFFFL | (long) int4(at + 4) << 32;
  }

  private long littleEndian(int at, int bytes) {
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | array[at + i] & 0xFF;
    }
    return value;
  }

  private long bigEndian(int at, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | array[at + i] & 0xFF;
    }
    return value;
  }
}
