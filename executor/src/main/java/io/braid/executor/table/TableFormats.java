package io.braid.executor.table;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.TableDefinition;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps what statements need to know of how tables are stored, so that it is not made anew for
 * each. Any number of threads may use one.
 */
public final class TableFormats {
  /** More tables than this are made anew when they come again. */
  private static final int TABLES_MAX = 10_000;

  private final ConcurrentHashMap<Long, TableFormat.Shared> byTable = new ConcurrentHashMap<>();

  /**
   * The format of a table, for one statement.
   *
   * @param catalog finds the definitions of earlier versions
   */
  public TableFormat of(TableDefinition table, CatalogSnapshot catalog) {
    return new TableFormat(shared(table), catalog);
  }

  /** The keys of one of a table's indexes. */
  public IndexKeys keys(TableDefinition table, int indexId) {
    return shared(table).index(indexId);
  }

  private TableFormat.Shared shared(TableDefinition table) {
    TableFormat.Shared shared = byTable.get(table.tableId());
    if (shared == null || !shared.isOf(table)) {
      shared = new TableFormat.Shared(table);
      if (byTable.size() >= TABLES_MAX) {
        byTable.clear();
      }
      byTable.put(table.tableId(), shared);
    }
    return shared;
  }
}
