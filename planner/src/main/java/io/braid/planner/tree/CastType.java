package io.braid.planner.tree;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The target of CAST, CONVERT, JSON_VALUE … RETURNING.
 *
 * @param length characters, bytes, precision or fractional digits
 * @param charset of CHAR, in lower case; {@code BINARY} is CHAR with character set binary, as MySQL
 *     prints it
 * @param binaryCollation {@code CHAR … BINARY}
 */
public record CastType(
    Name name,
    OptionalLong length,
    OptionalInt decimals,
    Optional<String> charset,
    boolean binaryCollation) {

  /** The length of TIME and DATETIME that keep their argument's fractional seconds. */
  public static final long OF_ARGUMENT = -1;

  /** A type without length. */
  public static CastType of(Name name) {
    return new CastType(name, OptionalLong.empty(), OptionalInt.empty(), Optional.empty(), false);
  }

  /** What one can cast to. */
  public enum Name {
    BINARY,
    CHAR,
    NCHAR,
    SIGNED,
    UNSIGNED,
    DECIMAL,
    FLOAT,
    DOUBLE,
    DATE,
    TIME,
    DATETIME,
    YEAR,
    JSON,
    POINT,
    LINESTRING,
    POLYGON,
    MULTIPOINT,
    MULTILINESTRING,
    MULTIPOLYGON,
    GEOMETRYCOLLECTION
  }
}
