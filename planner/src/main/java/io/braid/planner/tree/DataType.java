package io.braid.planner.tree;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A column type as written, limits not checked yet.
 *
 * @param name synonyms united (INTEGER is INT, NUMERIC is DECIMAL)
 * @param length display width, precision, characters or bytes; fractional digits of temporal types
 * @param decimals digits after the point
 * @param unsigned also set by ZEROFILL and SERIAL
 * @param charset in lower case; {@code binary} for BYTE, {@code ascii} and {@code ucs2} for ASCII
 *     and UNICODE
 * @param binaryCollation the BINARY attribute: the {@code _bin} collation of the character set
 * @param members the values of ENUM and SET
 * @param srid of spatial types, 32 bits unsigned
 */
public record DataType(
    Name name,
    OptionalLong length,
    OptionalInt decimals,
    boolean unsigned,
    boolean zerofill,
    Optional<String> charset,
    Optional<String> collation,
    boolean binaryCollation,
    List<String> members,
    OptionalLong srid) {
  public DataType {
    members = List.copyOf(members);
  }

  /** A type without any attribute. */
  public static DataType of(Name name) {
    return new DataType(
        name,
        OptionalLong.empty(),
        OptionalInt.empty(),
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        false,
        List.of(),
        OptionalLong.empty());
  }

  /** This type with a collation of its own. */
  public DataType withCollation(String newCollation) {
    return new DataType(
        name,
        length,
        decimals,
        unsigned,
        zerofill,
        charset,
        Optional.of(newCollation),
        binaryCollation,
        members,
        srid);
  }

  /** MySQL's types by their canonical names. */
  public enum Name {
    TINYINT,
    SMALLINT,
    MEDIUMINT,
    INT,
    BIGINT,
    DECIMAL,
    FLOAT,
    DOUBLE,
    BIT,
    DATE,
    TIME,
    DATETIME,
    TIMESTAMP,
    YEAR,
    CHAR,
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
    ENUM,
    SET,
    JSON,
    VECTOR,
    GEOMETRY,
    POINT,
    LINESTRING,
    POLYGON,
    MULTIPOINT,
    MULTILINESTRING,
    MULTIPOLYGON,
    GEOMETRYCOLLECTION;

    /** As MySQL prints it. */
    public String text() {
      return this == GEOMETRYCOLLECTION ? "geomcollection" : name().toLowerCase(Locale.ROOT);
    }
  }
}
