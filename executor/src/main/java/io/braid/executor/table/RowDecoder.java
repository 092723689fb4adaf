package io.braid.executor.table;

import io.braid.common.row.RowImageReader;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.Temporals;
import io.braid.executor.batch.Vector;
import java.time.ZoneId;
import java.util.Arrays;

/** Puts columns of a row image into vectors. */
public final class RowDecoder {
  private final ZoneId zone;

  /** A decoder that shows TIMESTAMP columns in a time zone. */
  public RowDecoder(ZoneId zone) {
    this.zone = zone;
  }

  /** Sets one place of a vector to a column's value; bytes are copied. */
  public void decode(RowImageReader reader, int column, Vector out, int row) {
    if (reader.isNull(column)) {
      out.setNull(row);
      return;
    }
    ColumnType type = reader.layout().type(column);
    switch (Vector.Kind.of(type)) {
      case LONG -> {
        long value = reader.getLong(column);
        out.setLong(
            row,
            type.type() == MySqlType.TIMESTAMP && value != 0
                ? Temporals.datetimeOfEpochMicros(value, zone)
                : value);
      }
      case DOUBLE -> out.setDouble(row, reader.getDouble(column));
      case DECIMAL -> out.setDecimal(row, reader.getDecimal(column));
      case BYTES -> {
        int length = reader.bytesLength(column);
        int offset = reader.bytesOffset(column);
        if (type.type() == MySqlType.BINARY && length < type.length()) {
          byte[] value = Arrays.copyOfRange(reader.array(), offset, offset + length);
          byte[] padded = Arrays.copyOf(value, type.length());
          out.setBytes(row, padded);
        } else {
          out.copyBytes(row, reader.array(), offset, length);
        }
      }
    }
  }
}
