package io.braid.common.catalog;

import java.util.List;

/**
 * A foreign key, kept with its child table. Columns are named, because the parent may be made later
 * (foreign_key_checks=0).
 */
public record ForeignKeyDefinition(
    String name,
    List<String> columns,
    String parentSchema,
    String parentTable,
    List<String> parentColumns,
    Action onDelete,
    Action onUpdate) {

  /** Copies the lists. */
  public ForeignKeyDefinition {
    columns = List.copyOf(columns);
    parentColumns = List.copyOf(parentColumns);
  }

  /** Referential actions; NO_ACTION is what nothing given means and acts as RESTRICT. */
  public enum Action {
    NO_ACTION,
    RESTRICT,
    CASCADE,
    SET_NULL,
    SET_DEFAULT
  }
}
