package io.braid.planner.tree;

import java.util.List;

/**
 * {@code FOR UPDATE | SHARE [OF tables] [NOWAIT | SKIP LOCKED]}; LOCK IN SHARE MODE is FOR SHARE.
 */
public record LockingClause(Strength strength, List<TableName> tables, Wait waiting) {
  public LockingClause {
    tables = List.copyOf(tables);
  }

  /** Which lock is taken. */
  public enum Strength {
    UPDATE,
    SHARE
  }

  /** What to do about locks of others. */
  public enum Wait {
    WAIT,
    NOWAIT,
    SKIP_LOCKED
  }
}
