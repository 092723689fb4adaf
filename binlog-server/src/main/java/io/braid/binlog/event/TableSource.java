package io.braid.binlog.event;

import io.braid.common.catalog.TableDefinition;

/** Finds what described a row when it was committed. */
public interface TableSource {
  /**
   * The definition of a table at a schema version.
   *
   * @throws io.braid.common.InvariantViolation when it is not known, which the stream rules out
   */
  TableDefinition table(long tableId, int schemaVersion);
}
