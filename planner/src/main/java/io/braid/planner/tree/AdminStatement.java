package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;

/** Statements of the administrator. */
public sealed interface AdminStatement extends Statement {
  /** {@code FLUSH TABLES [names] [WITH READ LOCK | FOR EXPORT]}. */
  record FlushTables(List<TableName> tables, Lock lock, boolean noWriteToBinlog)
      implements AdminStatement {
    public FlushTables {
      tables = List.copyOf(tables);
    }

    /** What is held afterwards. */
    public enum Lock {
      NONE,
      READ,
      EXPORT
    }
  }

  /** {@code FLUSH PRIVILEGES, STATUS, BINARY LOGS, …}. */
  record Flush(List<Target> targets, boolean noWriteToBinlog) implements AdminStatement {
    public Flush {
      targets = List.copyOf(targets);
    }

    /** What can be flushed. */
    public enum Target {
      LOGS,
      BINARY_LOGS,
      ENGINE_LOGS,
      ERROR_LOGS,
      GENERAL_LOGS,
      SLOW_LOGS,
      RELAY_LOGS,
      PRIVILEGES,
      STATUS,
      USER_RESOURCES,
      OPTIMIZER_COSTS
    }
  }

  /** {@code KILL [CONNECTION | QUERY] id}. */
  record Kill(boolean queryOnly, Expression id) implements AdminStatement {}

  /** {@code ANALYZE | CHECK | CHECKSUM | OPTIMIZE | REPAIR TABLE}. */
  record TableMaintenance(
      Action action, List<TableName> tables, List<String> options, boolean noWriteToBinlog)
      implements AdminStatement {
    public TableMaintenance {
      tables = List.copyOf(tables);
      options = List.copyOf(options);
    }

    /** Which of them. */
    public enum Action {
      ANALYZE,
      CHECK,
      CHECKSUM,
      OPTIMIZE,
      REPAIR
    }
  }

  /** {@code ANALYZE TABLE t UPDATE | DROP HISTOGRAM ON columns …}. */
  record AnalyzeHistogram(
      TableName table, boolean dropped, List<String> columns, boolean noWriteToBinlog)
      implements AdminStatement {
    public AnalyzeHistogram {
      columns = List.copyOf(columns);
    }
  }

  /** {@code RESET PERSIST [[IF EXISTS] name]}. */
  record ResetPersist(boolean ifExists, Optional<String> name) implements AdminStatement {}

  /**
   * {@code SPLIT TABLE t [INDEX name] BY (values), …}; not MySQL's.
   *
   * @param index empty for the primary key
   * @param keys values of the first columns of the index
   */
  record SplitTable(TableName table, Optional<String> index, List<List<Expression>> keys)
      implements AdminStatement {
    public SplitTable {
      keys = keys.stream().map(List::copyOf).toList();
    }
  }

  /** {@code MOVE SHARD id TO VOLUME id [WAIT]}; not MySQL's. */
  record MoveShard(long shard, long volume, boolean waits) implements AdminStatement {}

  /** {@code CANCEL OPERATOR id}; not MySQL's. */
  record CancelOperator(long operator) implements AdminStatement {}

  /** {@code SHUTDOWN}. */
  record Shutdown() implements AdminStatement {}

  /** {@code RESTART}. */
  record Restart() implements AdminStatement {}
}
