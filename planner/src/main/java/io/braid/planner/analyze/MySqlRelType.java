package io.braid.planner.analyze;

import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * A MySQL type inside Calcite's algebra. Two are equal when their {@link ColumnType}, nullability
 * and predicate mark are. Calcite sees predicates as BOOLEAN, which it demands of conditions, and
 * all others as OTHER, of which it assumes nothing.
 */
public final class MySqlRelType extends RelDataTypeImpl {
  private final ColumnType columnType;
  private final boolean nullable;
  private final boolean predicate;

  /**
   * @param predicate whether the value is a truth value (0, 1 or NULL), so that it can be a
   *     condition
   */
  MySqlRelType(ColumnType columnType, boolean nullable, boolean predicate) {
    this.columnType = columnType;
    this.nullable = nullable;
    this.predicate = predicate;
    computeDigest();
  }

  /**
   * The column type of an expression's Calcite type. Conditions that Calcite's rules write anew (an
   * equality of the same two operands) are BOOLEAN of its own and mean our truth values.
   */
  public static ColumnType columnType(RelDataType type) {
    return !(type instanceof MySqlRelType) && type.getSqlTypeName() == SqlTypeName.BOOLEAN
        ? TypeRules.BOOLEAN
        : of(type).columnType;
  }

  static MySqlRelType of(RelDataType type) {
    if (type instanceof MySqlRelType ours) {
      return ours;
    }
    throw new IllegalArgumentException("not a MySQL type: " + type);
  }

  /** The type without nullability. */
  public ColumnType columnType() {
    return columnType;
  }

  /** Whether this is the type of a condition. */
  public boolean isPredicate() {
    return predicate;
  }

  MySqlRelType withNullability(boolean wanted) {
    return wanted == nullable ? this : new MySqlRelType(columnType, wanted, predicate);
  }

  @Override
  public boolean isNullable() {
    return nullable;
  }

  @Override
  public SqlTypeName getSqlTypeName() {
    return predicate ? SqlTypeName.BOOLEAN : SqlTypeName.OTHER;
  }

  @Override
  protected void generateTypeString(StringBuilder out, boolean withDetail) {
    if (withDetail) {
      // No type of Calcite's own is equal.
      out.append("MySQL ");
    }
    out.append(predicate ? "TRUTH " : "").append(columnType.type().name());
    if (columnType.length() >= 0 || columnType.decimals() >= 0) {
      out.append('(').append(columnType.length()).append(',').append(columnType.decimals());
      out.append(')');
    }
    if (columnType.unsigned()) {
      out.append(columnType.zerofill() ? " ZEROFILL" : " UNSIGNED");
    }
    if (columnType.collation() != Collation.BINARY) {
      out.append(' ').append(columnType.collation().mysqlName());
    }
    if (!columnType.members().isEmpty()) {
      out.append(' ').append(columnType.members());
    }
    if (!columnType.geometry().isEmpty()) {
      out.append(' ').append(columnType.geometry()).append(columnType.srid());
    }
  }
}
