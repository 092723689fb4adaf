package io.braid.planner.analyze;

import io.braid.common.type.ColumnType;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.jspecify.annotations.Nullable;

/**
 * Makes our types for Calcite. It never converts: where Calcite asks for a common type, the
 * analysis has made the types equal before, but for nullability.
 */
final class MySqlTypeFactory extends SqlTypeFactoryImpl {
  MySqlTypeFactory() {
    super(RelDataTypeSystem.DEFAULT);
  }

  MySqlRelType value(ColumnType type, boolean nullable) {
    return one(new MySqlRelType(type, nullable, false));
  }

  /** The type of a condition: MySQL's 0 or 1, a BIGINT of one digit. */
  MySqlRelType predicate(boolean nullable) {
    return one(new MySqlRelType(TypeRules.BOOLEAN, nullable, true));
  }

  /** Calcite shares row types between statements and compares the types in them by identity. */
  private MySqlRelType one(MySqlRelType type) {
    return (MySqlRelType) canonize(type);
  }

  @Override
  public RelDataType createTypeWithNullability(RelDataType type, boolean nullable) {
    return type instanceof MySqlRelType ours
        ? one(ours.withNullability(nullable))
        : super.createTypeWithNullability(type, nullable);
  }

  @Override
  public RelDataType enforceTypeWithNullability(RelDataType type, boolean nullable) {
    return type instanceof MySqlRelType ours
        ? one(ours.withNullability(nullable))
        : super.enforceTypeWithNullability(type, nullable);
  }

  @Override
  @SuppressWarnings("NullAway") // Calcite's own override point returns null for "no common type"
  public RelDataType leastRestrictive(List<RelDataType> types, SqlTypeMappingRule rule) {
    MySqlRelType common = null;
    for (RelDataType type : types) {
      if (!(type instanceof MySqlRelType ours)) {
        return super.leastRestrictive(types, rule);
      }
      common = common == null ? ours : merged(common, ours);
      if (common == null) {
        return null;
      }
    }
    return common;
  }

  private @Nullable MySqlRelType merged(MySqlRelType a, MySqlRelType b) {
    if (!a.columnType().equals(b.columnType())) {
      return null;
    }
    return one(
        new MySqlRelType(
            a.columnType(), a.isNullable() || b.isNullable(), a.isPredicate() && b.isPredicate()));
  }
}
