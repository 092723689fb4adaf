package io.braid.executor.table;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.row.ColumnSink;
import io.braid.common.row.KeyBuffer;
import io.braid.common.value.ColumnStore;
import io.braid.common.value.SqlValue;
import io.braid.common.value.StoreConditions;
import io.braid.common.value.StoreTarget;
import java.util.Optional;

/**
 * The keys at which SPLIT TABLE cuts: values of an index's first columns, stored as INSERT does.
 */
public final class SplitKeys {
  private final TableDefinition table;
  private final IndexKeys index;
  private final ColumnStore conversion;

  /**
   * @param indexName empty for the primary key
   * @param settings of the statement; must be strict
   * @throws MySqlException 1176 for an unknown index, 1235 when rows have no key of their own
   */
  public SplitKeys(
      TableDefinition table,
      Optional<String> indexName,
      CatalogSnapshot catalog,
      ColumnStore.Settings settings) {
    this.table = table;
    this.conversion = new ColumnStore(settings);
    TableFormat format = new TableFormat(table, catalog);
    if (indexName.isEmpty()) {
      this.index =
          format
              .primary()
              .orElseThrow(
                  () -> MySqlException.notSupported("SPLIT TABLE by rows without a primary key"));
    } else {
      IndexDefinition found =
          table
              .index(indexName.get())
              .filter(definition -> definition.kind().isMaintained())
              .orElseThrow(
                  () -> MySqlError.ER_KEY_DOES_NOT_EXITS.with(indexName.get(), table.name()));
      this.index = format.index(found.indexId());
    }
  }

  /**
   * The key where the values begin.
   *
   * @param values of the first columns of the index, at least one
   * @param number of the key in the statement, for errors
   * @throws MySqlException 1136 for too many values, and as a strict INSERT for bad ones
   */
  public byte[] key(java.util.List<SqlValue> values, int number) {
    if (values.size() > index.encoder().partCount()) {
      throw MySqlError.ER_WRONG_VALUE_COUNT_ON_ROW.with(number);
    }
    KeyBuffer key = new KeyBuffer();
    key.write(index.prefix(), 0, index.prefix().length);
    ColumnSink sink = index.encoder().sink(key);
    StoreTarget target = new StoreTarget(sink, new NoConditions(), table.name());
    for (int part = 0; part < values.size(); part++) {
      ColumnDefinition column = table.columns().get(index.definition().parts().get(part).column());
      conversion.store(
          values.get(part), target.at(part, index.encoder().partType(part), column.name(), number));
    }
    return key.toByteArray();
  }

  private static final class NoConditions implements StoreConditions {
    @Override
    public void note(MySqlError error, String message) {}

    @Override
    public void warning(MySqlError error, String message) {}
  }
}
