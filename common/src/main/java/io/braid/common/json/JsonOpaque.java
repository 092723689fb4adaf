package io.braid.common.json;

import io.braid.common.InvariantViolation;
import io.braid.common.row.DecimalPacking;
import io.braid.common.value.SqlValue;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * The values of SQL types inside of JSON documents.
 *
 * <pre>
 * type code                    data
 * 246 DECIMAL                  precision, scale (a byte each), the packed DECIMAL
 * 10 DATE, 12 DATETIME,        packed as SqlValue.TemporalKind says, 8 bytes little-endian
 * 7 TIMESTAMP, 11 TIME
 * others (15 VARCHAR: binary)  the bytes
 * </pre>
 */
public final class JsonOpaque {
  /** Type code of DECIMAL. */
  public static final int DECIMAL = 246;

  /** Type code of DATE. */
  public static final int DATE = 10;

  /** Type code of TIME. */
  public static final int TIME = 11;

  /** Type code of DATETIME. */
  public static final int DATETIME = 12;

  /** Type code of TIMESTAMP. */
  public static final int TIMESTAMP = 7;

  /** Type code of VARBINARY and other binary strings. */
  public static final int VARBINARY = 15;

  private JsonOpaque() {}

  /** A DECIMAL; the scale of the number is kept. */
  public static JsonNode.OpaqueNode of(BigDecimal value) {
    int scale = Math.max(0, value.scale());
    BigDecimal scaled = value.setScale(scale);
    int precision = Math.max(1, scaled.precision() - scale) + scale;
    byte[] data = new byte[2 + DecimalPacking.bytes(precision, scale)];
    data[0] = (byte) precision;
    data[1] = (byte) scale;
    DecimalPacking.pack(data, 2, scaled, precision, scale);
    return new JsonNode.OpaqueNode(DECIMAL, data);
  }

  /** A DATE, TIME or DATETIME. */
  public static JsonNode.OpaqueNode of(SqlValue.TemporalKind kind, long packed) {
    byte[] data = new byte[8];
    for (int i = 0; i < 8; i++) {
      data[i] = (byte) (packed >>> 8 * i);
    }
    return new JsonNode.OpaqueNode(
        switch (kind) {
          case DATE -> DATE;
          case TIME -> TIME;
          case DATETIME -> DATETIME;
        },
        data);
  }

  /** Reads a DECIMAL. */
  public static BigDecimal decimal(byte[] data) {
    if (data.length < 3
        || data[1] < 0
        || data[0] < Math.max(1, data[1])
        || data[0] > 81
        || data.length != 2 + DecimalPacking.bytes(data[0], data[1])) {
      throw new InvariantViolation("an opaque JSON value is a DECIMAL: " + Arrays.toString(data));
    }
    return DecimalPacking.unpack(data, 2, data[0], data[1]);
  }

  /** Reads a packed temporal value. */
  public static long temporal(byte[] data) {
    if (data.length != 8) {
      throw new InvariantViolation("an opaque temporal JSON value has eight bytes");
    }
    long packed = 0;
    for (int i = 7; i >= 0; i--) {
      packed = packed << 8 | data[i] & 0xFF;
    }
    return packed;
  }
}
