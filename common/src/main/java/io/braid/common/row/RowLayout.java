package io.braid.common.row;

import io.braid.common.Invariant;
import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import java.util.ArrayList;
import java.util.List;

/**
 * How the columns of one schema version lie in a row image. Immutable; built once for each
 * TableDefinition and kept beside it.
 *
 * <p>A row image is what a WRITE_ROWS event holds for a row in which all columns are present:
 *
 * <pre>
 * offset            length              meaning
 * 0                 (columns + 7) / 8   null bitmap, bit c % 8 of byte c / 8 is column c
 * (columns + 7)/8   …                   the values of all columns that are not NULL, in order
 * </pre>
 *
 * <pre>
 * type                        value
 * TINYINT … BIGINT            1, 2, 3, 4, 8 bytes, little-endian, two's complement
 * FLOAT, DOUBLE               4, 8 bytes IEEE 754, little-endian
 * DECIMAL(p,s)                packed, see DecimalPacking
 * YEAR                        1 byte, 0 or year - 1900
 * DATE                        3 bytes little-endian, year * 512 + month * 32 + day
 * TIME(f)                     3 bytes big-endian + (f + 1) / 2 bytes of fraction
 * DATETIME(f)                 5 bytes big-endian + (f + 1) / 2 bytes of fraction
 * TIMESTAMP(f)                4 bytes big-endian seconds since 1970 UTC + fraction
 * BIT(n)                      (n + 7) / 8 bytes big-endian
 * ENUM                        1 byte, or 2 little-endian if there are 256 members or more
 * SET                         1, 2, 3, 4 or 8 bytes little-endian
 * CHAR, BINARY                length (1 byte, or 2 if the longest value has 256 bytes or more), then
 *                             the bytes without trailing spaces (CHAR) or zero bytes (BINARY)
 * VARCHAR, VARBINARY          length (1 or 2 bytes likewise), then the bytes
 * TINY…, …, LONG… BLOB/TEXT   length (1, 2, 3, 4 bytes little-endian), then the bytes
 * JSON, GEOMETRY              length (4 bytes little-endian), then the bytes
 * </pre>
 *
 * @see "MySQL Source Code Documentation, Rows_event and Table_map_event"
 */
public final class RowLayout {
  private final ColumnType[] types;
  private final byte[] fixedLengths;
  private final byte[] prefixLengths;
  private final int[] maxValueBytes;
  private final boolean allFixed;
  private final int nullBitmapBytes;
  private final byte[] tableMapTypes;
  private final byte[] tableMapMetadata;
  private final int fixedBytes;

  private RowLayout(List<ColumnType> columns) {
    int count = columns.size();
    types = columns.toArray(new ColumnType[0]);
    fixedLengths = new byte[count];
    prefixLengths = new byte[count];
    maxValueBytes = new int[count];
    nullBitmapBytes = (count + 7) / 8;
    boolean fixed = true;
    int sum = nullBitmapBytes;
    for (int c = 0; c < count; c++) {
      int length = fixedLengthOf(types[c]);
      if (length >= 0) {
        fixedLengths[c] = (byte) length;
        maxValueBytes[c] = length;
        sum += length;
      } else {
        fixed = false;
        fixedLengths[c] = -1;
        prefixLengths[c] = (byte) prefixLengthOf(types[c]);
        maxValueBytes[c] = maxBytesOf(types[c]);
      }
    }
    allFixed = fixed;
    fixedBytes = sum;
    tableMapTypes = new byte[count];
    java.io.ByteArrayOutputStream metadata = new java.io.ByteArrayOutputStream();
    for (int c = 0; c < count; c++) {
      tableMapTypes[c] = (byte) types[c].type().binlogCode();
      appendMetadata(types[c], maxValueBytes[c], metadata);
    }
    tableMapMetadata = metadata.toByteArray();
  }

  /**
   * The layout of rows with these columns.
   *
   * @throws IllegalArgumentException if a type cannot be a column's (NULL) or lacks its length
   */
  public static RowLayout of(List<ColumnType> columns) {
    return new RowLayout(columns);
  }

  /** The layout of a table's columns. */
  public static RowLayout ofColumns(List<ColumnDefinition> columns) {
    List<ColumnType> types = new ArrayList<>(columns.size());
    for (ColumnDefinition column : columns) {
      types.add(column.type());
    }
    return new RowLayout(types);
  }

  /** Number of columns. */
  public int columnCount() {
    return types.length;
  }

  /** The type of a column. */
  public ColumnType type(int column) {
    return types[column];
  }

  /** Bytes of the null bitmap. */
  public int nullBitmapBytes() {
    return nullBitmapBytes;
  }

  /** Bytes of every value of this column, or -1 if its values have a length prefix. */
  public int fixedLength(int column) {
    return fixedLengths[column];
  }

  /** Bytes of the length prefix (1 to 4), or 0 for a column of fixed length. */
  public int prefixLength(int column) {
    return prefixLengths[column];
  }

  /** The most bytes a value takes, without its length prefix. */
  public int maxValueBytes(int column) {
    return maxValueBytes[column];
  }

  /** Whether all columns have a fixed length, so that images without NULLs have one size. */
  public boolean isFixedWidth() {
    return allFixed;
  }

  /**
   * Bytes of an image without NULLs if all columns are fixed; else the least such an image takes.
   */
  public int fixedBytes() {
    return fixedBytes;
  }

  /** The type bytes of a TABLE_MAP event, one for each column; a copy. */
  public byte[] tableMapTypes() {
    return tableMapTypes.clone();
  }

  /** The metadata block of a TABLE_MAP event, without its length; a copy. */
  public byte[] tableMapMetadata() {
    return tableMapMetadata.clone();
  }

  private static int fixedLengthOf(ColumnType type) {
    return switch (type.type()) {
      case TINYINT, YEAR -> 1;
      case SMALLINT -> 2;
      case MEDIUMINT, DATE -> 3;
      case INT, FLOAT -> 4;
      case BIGINT, DOUBLE -> 8;
      case DECIMAL -> DecimalPacking.bytes(type.length(), type.decimals());
      case BIT -> (type.length() + 7) / 8;
      case TIME -> 3 + fractionBytes(type.decimals());
      case DATETIME -> 5 + fractionBytes(type.decimals());
      case TIMESTAMP -> 4 + fractionBytes(type.decimals());
      case ENUM -> type.members().size() < 256 ? 1 : 2;
      case SET -> setBytes(type.members().size());
      case CHAR,
          VARCHAR,
          BINARY,
          VARBINARY,
          TINYTEXT,
          TEXT,
          MEDIUMTEXT,
          LONGTEXT,
          TINYBLOB,
          BLOB,
          MEDIUMBLOB,
          LONGBLOB,
          JSON,
          GEOMETRY ->
          -1;
      case NULL -> throw new IllegalArgumentException("a column cannot have the type NULL");
    };
  }

  private static int prefixLengthOf(ColumnType type) {
    return switch (type.type()) {
      case CHAR, VARCHAR, BINARY, VARBINARY -> maxBytesOf(type) <= 255 ? 1 : 2;
      case TINYTEXT, TINYBLOB -> 1;
      case TEXT, BLOB -> 2;
      case MEDIUMTEXT, MEDIUMBLOB -> 3;
      case LONGTEXT, LONGBLOB, JSON, GEOMETRY -> 4;
      case NULL,
          TINYINT,
          SMALLINT,
          MEDIUMINT,
          INT,
          BIGINT,
          DECIMAL,
          FLOAT,
          DOUBLE,
          BIT,
          YEAR,
          DATE,
          TIME,
          DATETIME,
          TIMESTAMP,
          ENUM,
          SET ->
          0;
    };
  }

  private static int maxBytesOf(ColumnType type) {
    return switch (type.type()) {
      case CHAR, VARCHAR, BINARY, VARBINARY -> {
        if (type.length() < 0) {
          throw new IllegalArgumentException(type.type() + " without a length");
        }
        yield type.length() * type.collation().charset().bytesPerCharacterMax();
      }
      case TINYTEXT, TINYBLOB -> 0xFF;
      case TEXT, BLOB -> 0xFFFF;
      case MEDIUMTEXT, MEDIUMBLOB -> 0xFFFFFF;
      default -> Integer.MAX_VALUE;
    };
  }

  private static void appendMetadata(
      ColumnType type, int maxBytes, java.io.ByteArrayOutputStream out) {
    switch (type.type()) {
      case FLOAT -> out.write(4);
      case DOUBLE -> out.write(8);
      case DECIMAL -> {
        out.write(type.length());
        out.write(type.decimals());
      }
      case BIT -> {
        out.write(type.length() % 8);
        out.write(type.length() / 8);
      }
      case TIME, DATETIME, TIMESTAMP -> out.write(Math.max(0, type.decimals()));
      case VARCHAR, VARBINARY -> {
        out.write(maxBytes);
        out.write(maxBytes >>> 8);
      }
      case CHAR, BINARY -> {
        // The two high bits of a ten-bit length are hidden, inverted, in the type byte.
        out.write(MySqlType.CHAR.binlogCode() ^ ((maxBytes & 0x300) >>> 4));
        out.write(maxBytes);
      }
      case ENUM -> {
        out.write(247);
        out.write(fixedLengthOf(type));
      }
      case SET -> {
        out.write(248);
        out.write(fixedLengthOf(type));
      }
      case TINYTEXT,
          TEXT,
          MEDIUMTEXT,
          LONGTEXT,
          TINYBLOB,
          BLOB,
          MEDIUMBLOB,
          LONGBLOB,
          JSON,
          GEOMETRY ->
          out.write(prefixLengthOf(type));
      case NULL, TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR, DATE -> {}
    }
  }

  static int fractionBytes(int decimals) {
    return decimals <= 0 ? 0 : (decimals + 1) / 2;
  }

  private static int setBytes(int members) {
    int bytes = Math.max(1, (members + 7) / 8);
    Invariant.check(bytes <= 8, "a SET has at most 64 members, not %s", members);
    return bytes > 4 ? 8 : bytes;
  }
}
