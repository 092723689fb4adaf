package io.braid.planner.analyze;

import io.braid.common.type.ColumnType;
import io.braid.planner.plan.OutputColumn;

/**
 * A column that a name in a query block can mean.
 *
 * @param field its position in the row of the FROM clause
 * @param schema of its table, or ""
 * @param table alias of its table
 * @param originTable base table, or ""
 * @param originColumn base column, or ""
 * @param fixedLabel whether results are labelled by its name as it is, not as the query writes it:
 *     MySQL puts the columns of a view in the place of those that name them
 * @param visible whether {@code *} includes it
 * @param flags of the column definition packet
 * @param derivation how it holds its collation
 */
record ScopeColumn(
    String name,
    int field,
    ColumnType type,
    boolean nullable,
    String schema,
    String table,
    String originTable,
    String originColumn,
    boolean visible,
    int flags,
    boolean fixedLabel,
    Derivation derivation) {

  /** A column that results show under the name by which it was asked for. */
  ScopeColumn(
      String name,
      int field,
      ColumnType type,
      boolean nullable,
      String schema,
      String table,
      String originTable,
      String originColumn,
      boolean visible,
      int flags) {
    this(
        name,
        field,
        type,
        nullable,
        schema,
        table,
        originTable,
        originColumn,
        visible,
        flags,
        false,
        Derivation.COLUMN);
  }

  ScopeColumn shifted(int by) {
    return with(field + by, nullable, flags, fixedLabel);
  }

  /** The column of a view. */
  ScopeColumn withFixedLabel() {
    return with(field, nullable, flags, true);
  }

  /** The column on the inner side of an outer join. */
  ScopeColumn asNullable() {
    return nullable ? this : with(field, true, flags & ~TableColumns.NOT_NULL, fixedLabel);
  }

  private ScopeColumn with(int newField, boolean newNullable, int newFlags, boolean newFixedLabel) {
    return new ScopeColumn(
        name,
        newField,
        type,
        newNullable,
        schema,
        table,
        originTable,
        originColumn,
        visible,
        newFlags,
        newFixedLabel,
        derivation);
  }

  OutputColumn output(String label) {
    return new OutputColumn(label, type, nullable, schema, table, originTable, originColumn, flags);
  }

  /** As errors name it: {@code schema.table.column}. */
  String qualifiedName() {
    StringBuilder out = new StringBuilder();
    if (!schema.isEmpty()) {
      out.append(schema).append('.');
    }
    if (!table.isEmpty()) {
      out.append(table).append('.');
    }
    return out.append(name).toString();
  }
}
