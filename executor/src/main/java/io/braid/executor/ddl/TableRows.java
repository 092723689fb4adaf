package io.braid.executor.ddl;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.executor.SchemaChangeContext;
import io.braid.txn.Transaction;
import java.util.List;

/** What ALTER TABLE does to the rows of a table, inside its own transaction and not streamed. */
public interface TableRows {
  /**
   * Writes the entries of new indexes.
   *
   * @throws io.braid.common.MySqlException 1062 when a unique one has duplicates
   */
  void fillIndexes(
      TableDefinition table,
      List<IndexDefinition> added,
      CatalogSnapshot catalog,
      Transaction transaction,
      SchemaChangeContext context);

  /** Removes the entries of dropped indexes. */
  void clearIndexes(
      TableDefinition table,
      List<IndexDefinition> dropped,
      CatalogSnapshot catalog,
      Transaction transaction,
      SchemaChangeContext context);

  /**
   * Copies all rows to a table of another id, converted to its columns.
   *
   * @return how many rows were copied
   */
  long copy(
      TableDefinition from,
      TableDefinition to,
      CatalogSnapshot catalog,
      Transaction transaction,
      SchemaChangeContext context);

  /** Whether a table has no rows. */
  boolean isEmpty(TableDefinition table, Transaction transaction);
}
