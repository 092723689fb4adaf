package io.braid.planner.analyze;

import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.type.MySqlType.Family;
import java.util.List;
import org.apache.calcite.rex.RexNode;

/**
 * The columns of UNION, INTERSECT and EXCEPT. MySQL stores the rows in a table, so that values take
 * the form that a column of the common type has: BINARY is filled up with zeros, BIT beside a
 * string becomes its digits (beside BLOB and TEXT its bytes), ENUM and SET become strings.
 *
 * @see "MySQL 9.7 Reference Manual, UNION Clause"
 * @see "MySQL Source Code Documentation, Item_aggregate_type::join_types"
 */
final class UnionTypes {
  private static final int BINARY_BYTES_MAX = 255;

  private UnionTypes() {}

  /**
   * The type of a column.
   *
   * @param collation of the result if it is a string
   */
  static ColumnType of(List<ColumnType> types, Collation collation) {
    ColumnType common = TypeRules.common(types, collation);
    if (common.family() == Family.ENUM || common.family() == Family.SET) {
      return TypeRules.string(TypeRules.characters(common), common.collation());
    }
    boolean anyBit = types.stream().anyMatch(t -> t.family() == Family.BIT);
    boolean binary =
        common.family() == Family.STRING && (anyBit || common.collation() == Collation.BINARY);
    if (!binary || !anyBit && common.type().isBlobOrText()) {
      return common;
    }
    long bytes = types.stream().mapToLong(UnionTypes::bytes).max().orElse(0);
    if (types.stream().anyMatch(t -> t.type().isBlobOrText() || t.family() == Family.JSON)) {
      return ColumnType.string(
          MySqlType.LONGBLOB, (int) Math.min(bytes, Integer.MAX_VALUE), Collation.BINARY);
    }
    return isFixed(types) && bytes <= BINARY_BYTES_MAX
        ? ColumnType.string(MySqlType.BINARY, (int) bytes, Collation.BINARY)
        : TypeRules.string(bytes, Collation.BINARY);
  }

  /** Whether CHAR or BINARY is among them and no string of variable length. */
  private static boolean isFixed(List<ColumnType> types) {
    boolean anyFixed = false;
    for (ColumnType type : types) {
      boolean fixed = type.type() == MySqlType.CHAR || type.type() == MySqlType.BINARY;
      boolean variable =
          switch (type.family()) {
            case STRING -> !fixed;
            case JSON, GEOMETRY -> true;
            default -> false;
          };
      if (variable) {
        return false;
      }
      anyFixed |= fixed;
    }
    return anyFixed;
  }

  private static long bytes(ColumnType type) {
    return switch (type.family()) {
      case BIT -> type.length();
      case STRING, ENUM, SET ->
          TypeRules.characters(type) * type.collation().charset().bytesPerCharacterMax();
      default -> TypeRules.characters(type);
    };
  }

  /** A value in the form that a column of the type has. */
  static RexNode stored(RexFactory rex, RexNode value, ColumnType type, boolean nullable) {
    ColumnType from = MySqlRelType.columnType(value.getType());
    boolean digits =
        from.family() == Family.BIT
            && type.family() == Family.STRING
            && !type.type().isBlobOrText();
    RexNode given = digits ? rex.convert(value, TypeRules.BIGINT_UNSIGNED) : value;
    return type.type() == MySqlType.BINARY
        ? rex.cast(given, type, nullable)
        : rex.builder().makeAbstractCast(rex.types().value(type, nullable), given);
  }
}
