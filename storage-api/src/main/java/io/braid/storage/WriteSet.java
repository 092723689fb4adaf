package io.braid.storage;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that one transaction writes on one volume, before its commit timestamp is known. Rows are in
 * statement order, not net effect; the last index change of an entry wins.
 *
 * @param transaction its record, without {@code recordCount}, which the volume fills in
 * @param rows row changes; sequence numbers 1, 2, … follow this order
 * @param indexes index entries
 * @param catalog catalog objects
 * @param autoIncrements the highest AUTO_INCREMENT value used, by table id
 * @param readTs the transaction's snapshot or 0
 * @param droppedTables tables whose rows and entries nobody needs from this commit on; garbage
 *     collection removes them when it passes it
 * @param share which part this is of a transaction over several volumes; empty when it is all of it
 */
public record WriteSet(
    TransactionRecord transaction,
    List<RowChange> rows,
    List<IndexChange> indexes,
    List<CatalogChange> catalog,
    Map<Long, Long> autoIncrements,
    long readTs,
    List<Long> droppedTables,
    Optional<Share> share) {

  /** A write set that drops no table. */
  public WriteSet(
      TransactionRecord transaction,
      List<RowChange> rows,
      List<IndexChange> indexes,
      List<CatalogChange> catalog,
      Map<Long, Long> autoIncrements,
      long readTs) {
    this(transaction, rows, indexes, catalog, autoIncrements, readTs, List.of(), Optional.empty());
  }
}
