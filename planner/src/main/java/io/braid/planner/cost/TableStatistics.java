package io.braid.planner.cost;

import io.braid.common.catalog.TableDefinition;

/** What is known of tables' sizes; estimates only, never part of a result. */
@FunctionalInterface
public interface TableStatistics {
  /** How many rows a table of unknown size is thought to have. */
  double ROWS_UNKNOWN = 1000;

  /** Nothing is known. */
  TableStatistics UNKNOWN = table -> ROWS_UNKNOWN;

  /** An estimate of the table's rows, at least 1. */
  double rows(TableDefinition table);
}
