package io.braid.frontend.show;

import io.braid.common.MySqlError;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.value.SqlValue;
import io.braid.executor.StatementContext;
import io.braid.executor.VirtualTables;
import io.braid.txn.move.ShardMoves;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The system views: definitions as MySQL has them, rows from the catalog and the running server.
 * Immutable.
 */
public final class SystemViews implements VirtualTables {
  /** Computes the rows of one view. */
  interface Source {
    /** Gives all rows that the context's session may see. */
    void read(StatementContext context, ViewRows rows);
  }

  private final Map<String, TableDefinition> definitions = SystemViewDefinitions.load();
  private final Map<String, Source> sources = new HashMap<>();

  /**
   * @param server state that is not in the catalog
   * @param moves the shards and their moves
   */
  public SystemViews(ServerView server, ShardMoves moves) {
    new CatalogViews(server, this::definitions).register(sources);
    new ConstraintViews(server).register(sources);
    new AccountViews(server).register(sources);
    new ServerViews(server).register(sources);
    new ShardViews(server, moves).register(sources);
    for (String view : sources.keySet()) {
      if (!definitions.containsKey(view)) {
        throw new IllegalStateException("no columns for " + view);
      }
    }
  }

  /** Whether {@code schema}, in any case, is one that only holds system views. */
  public static boolean isSystemSchema(String schema) {
    return schema.equalsIgnoreCase("information_schema")
        || schema.equalsIgnoreCase("performance_schema");
  }

  @Override
  public Optional<TableDefinition> definition(String schema, String table) {
    return Optional.ofNullable(definitions.get(key(schema, table)));
  }

  @Override
  public Collection<TableDefinition> definitions(String schema) {
    List<TableDefinition> found = new ArrayList<>();
    for (TableDefinition definition : definitions.values()) {
      if (definition.schema().equalsIgnoreCase(schema)) {
        found.add(definition);
      }
    }
    return found;
  }

  @Override
  public void read(
      String schema, String table, StatementContext context, Consumer<SqlValue[]> rows) {
    TableDefinition definition =
        definition(schema, table)
            .orElseThrow(() -> MySqlError.ER_UNKNOWN_TABLE.with(table, schema));
    // A view without a source is one whose objects (routines, events, triggers) cannot exist here.
    Source source = sources.getOrDefault(key(schema, table), (context1, rows1) -> {});
    source.read(context, new ViewRows(definition, rows));
  }

  private static String key(String schema, String table) {
    return (schema + "." + table).toLowerCase(Locale.ROOT);
  }
}
