package io.braid.common.type;

/**
 * MySQL's column types, each with its code in binlog TABLE_MAP events and the one in result-set
 * column definitions.
 *
 * @see "MySQL 9.7 Reference Manual, Data Types; MySQL Source Code Documentation, enum_field_types"
 */
public enum MySqlType {
  NULL(6, 6, Family.NULL),
  TINYINT(1, 1, Family.INTEGER),
  SMALLINT(2, 2, Family.INTEGER),
  MEDIUMINT(9, 9, Family.INTEGER),
  INT(3, 3, Family.INTEGER),
  BIGINT(8, 8, Family.INTEGER),
  DECIMAL(246, 246, Family.DECIMAL),
  FLOAT(4, 4, Family.FLOATING),
  DOUBLE(5, 5, Family.FLOATING),
  BIT(16, 16, Family.BIT),
  YEAR(13, 13, Family.YEAR),
  DATE(10, 10, Family.DATE),
  TIME(19, 11, Family.TIME),
  DATETIME(18, 12, Family.DATETIME),
  TIMESTAMP(17, 7, Family.DATETIME),
  CHAR(254, 254, Family.STRING),
  VARCHAR(15, 253, Family.STRING),
  BINARY(254, 254, Family.STRING),
  VARBINARY(15, 253, Family.STRING),
  TINYTEXT(252, 252, Family.STRING),
  TEXT(252, 252, Family.STRING),
  MEDIUMTEXT(252, 252, Family.STRING),
  LONGTEXT(252, 252, Family.STRING),
  TINYBLOB(252, 252, Family.STRING),
  BLOB(252, 252, Family.STRING),
  MEDIUMBLOB(252, 252, Family.STRING),
  LONGBLOB(252, 252, Family.STRING),
  ENUM(254, 254, Family.ENUM),
  SET(254, 254, Family.SET),
  JSON(245, 245, Family.JSON),
  GEOMETRY(255, 255, Family.GEOMETRY);

  /** How values of a type are represented while a statement runs. */
  public enum Family {
    NULL,
    /** A {@code long}; unsigned types use all 64 bits. */
    INTEGER,
    DECIMAL,
    /** A {@code double}; FLOAT rounds when stored. */
    FLOATING,
    /** A {@code long} with all bits. */
    BIT,
    /** A {@code long}: 0 or 1901 to 2155. */
    YEAR,
    /** A packed {@code long}, see {@code io.braid.common.value.TemporalValue}. */
    DATE,
    TIME,
    DATETIME,
    /** Bytes in the character set of the type's collation. */
    STRING,
    /** A {@code long}: the member's ordinal from 1; 0 is the empty error value. */
    ENUM,
    /** A {@code long}: bit i is member i. */
    SET,
    /** MySQL's binary JSON. */
    JSON,
    /** Four bytes of SRID, then WKB, as MySQL stores it. */
    GEOMETRY
  }

  private final int binlogCode;
  private final int protocolCode;
  private final Family family;

  MySqlType(int binlogCode, int protocolCode, Family family) {
    this.binlogCode = binlogCode;
    this.protocolCode = protocolCode;
    this.family = family;
  }

  /** The type byte of a TABLE_MAP event. */
  public int binlogCode() {
    return binlogCode;
  }

  /** The type byte of a column definition packet. ENUM and SET are sent as strings (254). */
  public int protocolCode() {
    return protocolCode;
  }

  /** How values are represented at run time. */
  public Family family() {
    return family;
  }

  /**
   * Whether this is one of the TEXT or BLOB types, which keep no inline length limit of their own.
   */
  public boolean isBlobOrText() {
    return binlogCode == 252;
  }

  /** Whether values are strings in the character set {@code binary}. */
  public boolean isBinaryString() {
    return switch (this) {
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> true;
      default -> false;
    };
  }
}
