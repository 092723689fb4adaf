package io.braid.planner.plan;

import io.braid.common.type.ColumnType;

/**
 * A column of a plan's output.
 *
 * @param name the label that a client sees
 * @param schema database of the origin column, or ""
 * @param table alias of the table in the statement, or ""
 * @param originTable name of the base table, or ""
 * @param originColumn name of the base table's column, or ""
 * @param flags of the column definition packet (NOT_NULL, PRI_KEY, AUTO_INCREMENT, …)
 */
public record OutputColumn(
    String name,
    ColumnType type,
    boolean nullable,
    String schema,
    String table,
    String originTable,
    String originColumn,
    int flags) {

  /** A computed column without an origin. */
  public static OutputColumn computed(String name, ColumnType type, boolean nullable) {
    return new OutputColumn(name, type, nullable, "", "", "", "", nullable ? 0 : 1);
  }
}
