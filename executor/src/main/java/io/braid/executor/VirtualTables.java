package io.braid.executor;

import io.braid.common.catalog.TableDefinition;
import io.braid.common.value.SqlValue;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tables that the server computes: information_schema, and those of mysql and performance_schema.
 */
public interface VirtualTables {
  /** The definition of a virtual table; names are in any case. */
  Optional<TableDefinition> definition(String schema, String table);

  /** All virtual tables of a schema. */
  Collection<TableDefinition> definitions(String schema);

  /** Gives each row, as values of all columns, to {@code rows}. */
  void read(String schema, String table, StatementContext context, Consumer<SqlValue[]> rows);
}
