package io.braid.common.type;

import java.util.List;

/**
 * The full type of a column or expression; nullability is kept beside it.
 *
 * @param type the base type
 * @param unsigned for numbers only
 * @param zerofill for numbers only; implies {@code unsigned}
 * @param length characters for CHAR and VARCHAR, bytes for BINARY, VARBINARY and the BLOB and TEXT
 *     families (their maximum), precision for DECIMAL, bits for BIT, display width for integers; -1
 *     where the type has none
 * @param decimals scale of DECIMAL, fractional second digits (0 to 6) of temporal types, digits
 *     after the point for FLOAT(m,d) and DOUBLE(m,d); -1 where not given
 * @param collation collation of strings, ENUM and SET; {@code binary} for all others
 * @param members of ENUM and SET, else empty
 * @param geometry for GEOMETRY: the subtype's name in lower case ("geometry", "point", …); else ""
 * @param srid for GEOMETRY: the column's SRID attribute or -1
 */
public record ColumnType(
    MySqlType type,
    boolean unsigned,
    boolean zerofill,
    int length,
    int decimals,
    Collation collation,
    List<String> members,
    String geometry,
    long srid) {

  /** Copies the members and checks what every type must hold. */
  public ColumnType {
    members = List.copyOf(members);
    if (type == MySqlType.DECIMAL && (length < 1 || length > 65 || decimals < 0 || decimals > 30)) {
      throw new IllegalArgumentException("DECIMAL(" + length + "," + decimals + ")");
    }
  }

  /** A type without length, scale or members in the collation {@code binary}. */
  public static ColumnType of(MySqlType type) {
    return new ColumnType(type, false, false, -1, -1, Collation.BINARY, List.of(), "", -1);
  }

  /** An integer type. */
  public static ColumnType integer(MySqlType type, boolean unsigned) {
    return new ColumnType(type, unsigned, false, -1, 0, Collation.BINARY, List.of(), "", -1);
  }

  /** DECIMAL(precision, scale): precision 1 to 65, scale 0 to 30. */
  public static ColumnType decimal(int precision, int scale, boolean unsigned) {
    return new ColumnType(
        MySqlType.DECIMAL, unsigned, false, precision, scale, Collation.BINARY, List.of(), "", -1);
  }

  /** A temporal type with {@code fraction} digits (0 to 6) of fractional seconds. */
  public static ColumnType temporal(MySqlType type, int fraction) {
    return new ColumnType(type, false, false, -1, fraction, Collation.BINARY, List.of(), "", -1);
  }

  /** A string type with a length as {@link #length()} defines it. */
  public static ColumnType string(MySqlType type, int length, Collation collation) {
    return new ColumnType(type, false, false, length, -1, collation, List.of(), "", -1);
  }

  /** The run-time representation. */
  public MySqlType.Family family() {
    return type.family();
  }

  /** This type with another collation. */
  public ColumnType withCollation(Collation other) {
    return new ColumnType(
        type, unsigned, zerofill, length, decimals, other, members, geometry, srid);
  }
}
