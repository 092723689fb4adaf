package io.braid.protocol.packet;

import com.google.errorprone.annotations.Immutable;
import java.util.Optional;

/** The type byte of columns and parameters on the wire. */
@Immutable
public enum WireType {
  DECIMAL(0),
  TINY(1),
  SHORT(2),
  LONG(3),
  FLOAT(4),
  DOUBLE(5),
  NULL(6),
  TIMESTAMP(7),
  LONGLONG(8),
  INT24(9),
  DATE(10),
  TIME(11),
  DATETIME(12),
  YEAR(13),
  NEWDATE(14),
  VARCHAR(15),
  BIT(16),
  TIMESTAMP2(17),
  DATETIME2(18),
  TIME2(19),
  VECTOR(242),
  BOOL(244),
  JSON(245),
  NEWDECIMAL(246),
  ENUM(247),
  SET(248),
  TINY_BLOB(249),
  MEDIUM_BLOB(250),
  LONG_BLOB(251),
  BLOB(252),
  VAR_STRING(253),
  STRING(254),
  GEOMETRY(255);

  private static final WireType[] BY_CODE = new WireType[256];

  static {
    for (WireType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;

  WireType(int code) {
    this.code = code;
  }

  /** The byte on the wire, 0 to 255. */
  public int code() {
    return code;
  }

  /** The type of a byte on the wire, if there is one. */
  public static Optional<WireType> ofCode(int code) {
    return code < 0 || code > 255 ? Optional.empty() : Optional.ofNullable(BY_CODE[code]);
  }
}
