package io.braid.common.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The catalog as one statement sees it; immutable. Names of databases and tables keep their case.
 */
public interface CatalogSnapshot {
  /** Raised by every DDL; plan caches compare it. */
  long version();

  /** A database by its exact name. */
  Optional<SchemaDefinition> schema(String name);

  /** All databases that users made, without information_schema and the like. */
  Collection<SchemaDefinition> schemas();

  /** A base table by its exact names. */
  Optional<TableDefinition> table(String schema, String name);

  /** A view by its exact names. */
  Optional<ViewDefinition> view(String schema, String name);

  /** The base tables of a database. */
  Collection<TableDefinition> tables(String schema);

  /** The views of a database. */
  Collection<ViewDefinition> views(String schema);

  /** All accounts. */
  Collection<UserAccount> accounts();

  /**
   * A table's definition at an earlier (or the present) schema version: what rows of that version
   * are read with.
   */
  default Optional<TableDefinition> tableVersion(long tableId, int schemaVersion) {
    return Optional.empty();
  }

  /**
   * A foreign key that refers to a table.
   *
   * @param child the table that has the key
   */
  record ChildKey(TableDefinition child, ForeignKeyDefinition key) {}

  /** The foreign keys that refer to a table, also its own. */
  default List<ChildKey> childKeys(String schema, String table) {
    return List.of();
  }
}
