package io.braid.executor;

import io.braid.planner.tree.AccountStatement;
import io.braid.planner.tree.DdlStatement;

/**
 * Runs statements that change the catalog. Each is a transaction of its own, under exclusive
 * metadata locks, atomic, and one QUERY event of the stream. The caller has committed the session's
 * transaction before and has given back its metadata locks.
 */
public interface SchemaChanges {
  /**
   * Runs a DDL statement. CREATE VIEW comes with its select already checked.
   *
   * @throws io.braid.common.MySqlException with MySQL's number; nothing was changed then
   */
  DmlResult run(DdlStatement statement, SchemaChangeContext context);

  /** Runs CREATE USER, GRANT and their like. */
  DmlResult run(AccountStatement statement, SchemaChangeContext context);
}
