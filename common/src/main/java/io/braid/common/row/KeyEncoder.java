package io.braid.common.row;

import io.braid.common.InvariantViolation;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.collation.CharsetConversion;
import io.braid.common.type.CollationRules;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes index key columns so that unsigned byte order is SQL order, part by part. A key of fewer
 * parts is a prefix of all keys that start with equal parts, and equal keys have equal bytes.
 * Immutable.
 *
 * <pre>
 * each part: 0x00 for NULL, else 0x01 and the value; all bytes inverted if the part is descending
 *
 * integers           column's width, big-endian, sign bit inverted if signed
 * FLOAT, DOUBLE      4, 8 bytes big-endian; negative: all bits inverted, else the sign bit; -0 is 0
 * DECIMAL, TIME,     as in the row image, which is ordered
 * DATETIME, TIMESTAMP, BIT
 * DATE, YEAR,        stored number big-endian
 * ENUM, SET
 * strings, NO PAD    collation sort key of two-byte weights, none of them 0, then 0x0000
 * strings, PAD SPACE collation sort key, which ends itself
 * binary strings     bytes with 0x00 written as 0x00FF, then 0x0001
 * </pre>
 *
 * A prefix part holds the first characters (bytes of binary strings) only.
 */
public final class KeyEncoder {
  private final RowLayout layout;
  private final int[] columns;
  private final int[] prefixes;
  private final boolean[] descending;

  private KeyEncoder(RowLayout layout, List<IndexDefinition.Part> parts) {
    this.layout = layout;
    int count = parts.size();
    columns = new int[count];
    prefixes = new int[count];
    descending = new boolean[count];
    for (int i = 0; i < count; i++) {
      IndexDefinition.Part part = parts.get(i);
      columns[i] = part.column();
      prefixes[i] = part.prefixLength();
      descending[i] = part.descending();
      switch (layout.type(part.column()).family()) {
        case JSON, GEOMETRY, NULL ->
            throw new IllegalArgumentException(
                "a " + layout.type(part.column()).type() + " column cannot be part of a key");
        default -> {}
      }
    }
  }

  /** An encoder of keys with these parts, whose columns are ordinals in {@code layout}. */
  public static KeyEncoder of(RowLayout layout, List<IndexDefinition.Part> parts) {
    return new KeyEncoder(layout, parts);
  }

  /** An encoder of an index's own columns. */
  public static KeyEncoder of(TableDefinition table, IndexDefinition index) {
    return new KeyEncoder(RowLayout.ofColumns(table.columns()), index.parts());
  }

  /** Number of key parts. */
  public int partCount() {
    return columns.length;
  }

  /** Type of a part's column. */
  public ColumnType partType(int part) {
    return layout.type(columns[part]);
  }

  /** Ordinal of a part's column in rows. */
  public int partColumn(int part) {
    return columns[part];
  }

  /** Whether any part is NULL in this row; a unique key does not apply to such rows. */
  public boolean hasNull(RowImageReader row) {
    for (int column : columns) {
      if (row.isNull(column)) {
        return true;
      }
    }
    return false;
  }

  /** Appends the whole key of a row that has this encoder's columns. */
  public void append(RowImageReader row, KeyBuffer out) {
    for (int part = 0; part < columns.length; part++) {
      appendPart(row, part, out);
    }
  }

  /** The whole key of a row in an array of its own. */
  public byte[] key(RowImageReader row) {
    KeyBuffer out = new KeyBuffer();
    append(row, out);
    return out.toByteArray();
  }

  /** Appends one part of a row's key. */
  public void appendPart(RowImageReader row, int part, KeyBuffer out) {
    int column = columns[part];
    out.invert(descending[part]);
    if (row.isNull(column)) {
      out.write(0);
    } else {
      out.write(1);
      ColumnType type = layout.type(column);
      switch (type.family()) {
        case INTEGER, YEAR, ENUM, SET, DATE -> putLong(type, column, row.getLong(column), out);
        case FLOATING -> putDouble(type, row.getDouble(column), out);
        case DECIMAL, BIT, TIME, DATETIME ->
            out.write(row.array(), row.bytesOffset(column), row.bytesLength(column));
        case STRING ->
            putString(part, row.array(), row.bytesOffset(column), row.bytesLength(column), out);
        case NULL, JSON, GEOMETRY -> throw wrongType(type);
      }
    }
    out.invert(false);
  }

  /**
   * A sink whose "columns" are this key's parts, set in order from the first; it appends to {@code
   * out}. Values have the column's own type, as in rows. Fewer parts than all give a range's
   * bounds.
   */
  public ColumnSink sink(KeyBuffer out) {
    return new PartSink(out);
  }

  /**
   * The least byte string above all that start with {@code prefix}; empty, meaning no bound, if
   * there is none.
   */
  public static byte[] successor(byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != (byte) 0xFF) {
        byte[] next = Arrays.copyOf(prefix, i + 1);
        next[i]++;
        return next;
      }
    }
    return new byte[0];
  }

  private void putLong(ColumnType type, int column, long value, KeyBuffer out) {
    int bytes = layout.fixedLength(column);
    switch (type.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT ->
          out.putBigEndian(type.unsigned() ? value : value ^ 1L << (8 * bytes - 1), bytes);
      case YEAR -> out.write(value == 0 ? 0 : (int) (value - 1900));
      case DATE -> out.putBigEndian(TemporalPacking.packDate(value), 3);
      case ENUM, SET, BIT -> out.putBigEndian(value, bytes);
      case TIME -> {
        TemporalPacking.writeTime(zeroed(out, bytes), out.length(), value, type.decimals());
        out.filled(bytes);
      }
      case DATETIME -> {
        TemporalPacking.writeDatetime(zeroed(out, bytes), out.length(), value, type.decimals());
        out.filled(bytes);
      }
      case TIMESTAMP -> {
        TemporalPacking.writeTimestamp(zeroed(out, bytes), out.length(), value, type.decimals());
        out.filled(bytes);
      }
      default -> throw wrongType(type);
    }
  }

  private static byte[] zeroed(KeyBuffer out, int bytes) {
    int at = out.reserve(bytes);
    Arrays.fill(out.array(), at, at + bytes, (byte) 0);
    return out.array();
  }

  private static void putDouble(ColumnType type, double value, KeyBuffer out) {
    // Adding 0 turns -0 into 0: both are one key.
    if (type.type() == MySqlType.FLOAT) {
      int bits = Float.floatToIntBits((float) value + 0f);
      out.putBigEndian(bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE, 4);
    } else {
      long bits = Double.doubleToLongBits(value + 0d);
      out.putBigEndian(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE, 8);
    }
  }

  private void putString(int part, byte[] bytes, int offset, int length, KeyBuffer out) {
    ColumnType type = layout.type(columns[part]);
    int taken = length;
    if (prefixes[part] > 0) {
      taken =
          CharsetConversion.bytesOfCharacters(
              bytes, offset, length, prefixes[part], type.collation().charset());
    }
    switch (type.collation()) {
      case BINARY -> {
        if (type.type() == MySqlType.BINARY) {
          while (taken > 0 && bytes[offset + taken - 1] == 0) {
            taken--;
          }
        }
        for (int i = offset; i < offset + taken; i++) {
          out.write(bytes[i]);
          if (bytes[i] == 0) {
            out.write(0xFF);
          }
        }
        out.write(0);
        out.write(1);
      }
      case UTF8MB4_0900_AI_CI -> {
        CollationRules.of(type.collation()).appendSortKey(bytes, offset, taken, out);
        out.write(0);
        out.write(0);
      }
      case UTF8MB4_GENERAL_CI,
          UTF8MB3_GENERAL_CI,
          LATIN1_SWEDISH_CI,
          ASCII_GENERAL_CI,
          UTF8MB4_BIN,
          UTF8MB3_BIN,
          LATIN1_BIN,
          ASCII_BIN ->
          CollationRules.of(type.collation()).appendSortKey(bytes, offset, taken, out);
    }
  }

  private static InvariantViolation wrongType(ColumnType type) {
    return new InvariantViolation("a value of this kind is no key part of type " + type.type());
  }

  private final class PartSink implements ColumnSink {
    private final KeyBuffer out;

    PartSink(KeyBuffer out) {
      this.out = out;
    }

    @Override
    public void setNull(int part) {
      begin(part, 0);
      out.invert(false);
    }

    @Override
    public void setLong(int part, long value) {
      begin(part, 1);
      putLong(partType(part), columns[part], value, out);
      out.invert(false);
    }

    @Override
    public void setDouble(int part, double value) {
      begin(part, 1);
      putDouble(partType(part), value, out);
      out.invert(false);
    }

    @Override
    public void setDecimal(int part, BigDecimal value) {
      begin(part, 1);
      ColumnType type = partType(part);
      int bytes = layout.fixedLength(columns[part]);
      DecimalPacking.write(zeroed(out, bytes), out.length(), value, type.length(), type.decimals());
      out.filled(bytes);
      out.invert(false);
    }

    @Override
    public void setDecimal(int part, long unscaled) {
      begin(part, 1);
      ColumnType type = partType(part);
      int bytes = layout.fixedLength(columns[part]);
      DecimalPacking.writeLong(
          zeroed(out, bytes), out.length(), unscaled, type.length(), type.decimals());
      out.filled(bytes);
      out.invert(false);
    }

    @Override
    public void setBytes(int part, byte[] array, int offset, int length) {
      begin(part, 1);
      int stored = length;
      if (partType(part).type() == MySqlType.CHAR) {
        while (stored > 0 && array[offset + stored - 1] == ' ') {
          stored--;
        }
      }
      putString(part, array, offset, stored, out);
      out.invert(false);
    }

    private void begin(int part, int marker) {
      out.invert(descending[part]);
      out.write(marker);
    }
  }
}
