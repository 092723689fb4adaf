package io.braid.common.catalog;

import io.braid.common.type.ColumnType;
import io.braid.common.value.SqlValue;
import java.util.Optional;

/**
 * A column of a table.
 *
 * @param columnId stays with the column through renames and reordering; unique within the table
 * @param onUpdateNow ON UPDATE CURRENT_TIMESTAMP
 * @param generated its expression if it is a generated column
 * @param explicitCollation whether SHOW CREATE TABLE prints the column's collation although it is
 *     the table's
 */
public record ColumnDefinition(
    int columnId,
    String name,
    ColumnType type,
    boolean nullable,
    DefaultValue defaultValue,
    boolean onUpdateNow,
    boolean autoIncrement,
    Optional<Generated> generated,
    String comment,
    boolean visible,
    boolean explicitCollation) {

  /** The default of a column. */
  public sealed interface DefaultValue {
    /** No DEFAULT clause; for a nullable column NULL is implied. */
    record None() implements DefaultValue {}

    /**
     * DEFAULT with a literal, already converted to the column's type (TIMESTAMP in UTC); may be SQL
     * NULL.
     */
    record Literal(SqlValue value) implements DefaultValue {}

    /** DEFAULT CURRENT_TIMESTAMP with the column's fraction. */
    record Now() implements DefaultValue {}

    /** DEFAULT (expression), as canonical text without the parentheses. */
    record Expression(String sql) implements DefaultValue {}
  }

  /** A generated column's expression as canonical text. */
  public record Generated(String expressionSql, boolean stored) {}
}
