package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;

/** Statements about binary logs and replication. The old words MASTER and SLAVE are read too. */
public sealed interface ReplicationStatement extends Statement {
  /** {@code CHANGE REPLICATION SOURCE TO … [FOR CHANNEL …]}. */
  record ChangeSource(List<SourceOption> options, Optional<String> channel)
      implements ReplicationStatement {
    public ChangeSource {
      options = List.copyOf(options);
    }
  }

  /**
   * One option.
   *
   * @param name upper case, by its new name ({@code SOURCE_HOST})
   * @param value a literal, NULL, a {@code Word}, or a row of integers for IGNORE_SERVER_IDS
   */
  record SourceOption(String name, OptionValue value) {}

  /** The value of an option. */
  sealed interface OptionValue {
    /** A string. */
    record Text(String text) implements OptionValue {}

    /** A number. */
    record Number(String digits) implements OptionValue {}

    /** {@code NULL}, {@code ON}, {@code OFF}, {@code LOCAL}, … in upper case. */
    record Word(String word) implements OptionValue {}

    /** {@code (1, 2)}. */
    record ServerIds(List<Long> ids) implements OptionValue {
      public ServerIds {
        ids = List.copyOf(ids);
      }
    }

    /** An account of PRIVILEGE_CHECKS_USER. */
    record User(Account account) implements OptionValue {}
  }

  /** {@code CHANGE REPLICATION FILTER …}. */
  record ChangeFilter(List<Filter> filters, Optional<String> channel)
      implements ReplicationStatement {
    public ChangeFilter {
      filters = List.copyOf(filters);
    }

    /** One rule with its names, patterns, or {@code from -> to} pairs. */
    public record Filter(String name, List<String> values) {
      public Filter {
        values = List.copyOf(values);
      }
    }
  }

  /** {@code START REPLICA …}. */
  record StartReplica(
      boolean receiver,
      boolean applier,
      Optional<Until> until,
      List<SourceOption> connection,
      Optional<String> channel)
      implements ReplicationStatement {
    public StartReplica {
      connection = List.copyOf(connection);
    }
  }

  /** UNTIL of START REPLICA. */
  sealed interface Until {
    /** {@code SQL_BEFORE_GTIDS}, {@code SQL_AFTER_GTIDS}. */
    record Gtids(boolean before, String gtids) implements Until {}

    /** {@code SOURCE_LOG_FILE, SOURCE_LOG_POS} or the relay log's. */
    record Position(boolean relayLog, String file, long position) implements Until {}

    /** {@code SQL_AFTER_MTS_GAPS}. */
    record AfterGaps() implements Until {}
  }

  /** {@code STOP REPLICA …}. */
  record StopReplica(boolean receiver, boolean applier, Optional<String> channel)
      implements ReplicationStatement {}

  /** {@code RESET REPLICA [ALL]}. */
  record ResetReplica(boolean all, Optional<String> channel) implements ReplicationStatement {}

  /** {@code RESET BINARY LOGS AND GTIDS [TO n]}. */
  record ResetBinaryLogs(Optional<Long> firstFile) implements ReplicationStatement {}

  /**
   * {@code RESET} of several things, one after the other.
   *
   * @param targets {@link ResetReplica} and {@link ResetBinaryLogs}
   */
  record Reset(List<ReplicationStatement> targets) implements ReplicationStatement {
    /** Keeps the targets. */
    public Reset {
      targets = List.copyOf(targets);
    }
  }

  /** {@code PURGE BINARY LOGS TO 'file'}. */
  record PurgeLogsTo(String file) implements ReplicationStatement {}

  /** {@code PURGE BINARY LOGS BEFORE datetime}. */
  record PurgeLogsBefore(Expression time) implements ReplicationStatement {}

  /** {@code BINLOG 'base64'}, as mysqlbinlog writes it. */
  record BinlogEvent(String base64) implements ReplicationStatement {}

  /** {@code START | STOP GROUP_REPLICATION}. */
  record GroupReplication(boolean started) implements ReplicationStatement {}
}
