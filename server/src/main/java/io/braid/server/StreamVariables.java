package io.braid.server;

import io.braid.binlog.file.BinlogService;
import io.braid.binlog.file.Published;
import io.braid.binlog.gtid.GtidSet;
import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.value.SqlValue;
import io.braid.frontend.variable.SharedVariable;
import io.braid.storage.ControlCommand;
import io.braid.txn.TransactionManager;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * The system variables that are part of the stream: a change is a record in it, so that every node
 * obeys it at the same place, and after a restart too. Each read is behind every commit that was
 * acknowledged before.
 *
 * @see "PROTOCOL.md, rules 22 and 26"
 */
final class StreamVariables {
  private static final Duration WAIT_MAX = Duration.ofSeconds(30);

  private final BinlogService binlog;
  private final TransactionManager transactions;

  StreamVariables(BinlogService binlog, TransactionManager transactions) {
    this.binlog = binlog;
    this.transactions = transactions;
  }

  /** All of them. */
  Map<String, SharedVariable> byName() {
    return Map.of(
        "gtid_executed", () -> now().executed().toString(),
        "gtid_purged", new GtidPurged(),
        "max_binlog_size", new MaxBinlogSize());
  }

  private Published now() {
    return generated(transactions.currentTimestamp());
  }

  private Published generated(long timestamp) {
    try {
      return binlog.waitUntilGenerated(timestamp, WAIT_MAX);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw MySqlError.ER_QUERY_INTERRUPTED.with();
    }
  }

  private void obeyed(ControlCommand command) {
    var unused = generated(transactions.control(command));
  }

  private final class MaxBinlogSize implements SharedVariable {
    @Override
    public String value() {
      return Long.toString(now().maxBinlogSize());
    }

    @Override
    public void change(SqlValue value) {
      if (!(value instanceof SqlValue.IntegerValue(long bytes, boolean unsigned))) {
        throw new IllegalArgumentException("max_binlog_size is " + value);
      }
      obeyed(new ControlCommand.SetVariable("max_binlog_size", Long.toString(bytes)));
    }
  }

  /**
   * {@code SET GLOBAL gtid_purged}: a whole new set, or {@code +} and what is added to the old one.
   *
   * @see "MySQL 9.7 Reference Manual, Global Transaction ID System Variables"
   */
  private final class GtidPurged implements SharedVariable {
    @Override
    public String value() {
      return now().purged().toString();
    }

    @Override
    public void change(SqlValue value) {
      if (!(value instanceof SqlValue.StringValue text)) {
        throw MySqlError.ER_WRONG_VALUE_FOR_VAR.with("gtid_purged", "NULL");
      }
      String given = new String(text.bytes(), StandardCharsets.UTF_8).strip();
      boolean adds = given.startsWith("+");
      GtidSet wanted = parse(given, adds ? 1 : 0);
      Published before = now();
      if (!adds && !wanted.containsAll(before.purged())) {
        throw refused("the new value must be a superset of the old value");
      }
      GtidSet added = adds ? wanted : wanted.subtract(before.purged());
      if (!added.intersect(before.executed()).isEmpty()) {
        throw refused("the added gtid set must not overlap with @@GLOBAL.GTID_EXECUTED");
      }
      obeyed(new ControlCommand.SetGtidPurged(added.toString()));
    }

    private static GtidSet parse(String given, int start) {
      try {
        return GtidSet.parse(given.substring(start));
      } catch (MySqlException malformed) {
        throw MySqlError.ER_WRONG_VALUE_FOR_VAR.with("gtid_purged", given);
      }
    }

    private static MySqlException refused(String why) {
      return MySqlError.ER_CANT_SET_GTID_PURGED_DUE_SETS_CONSTRAINTS.with(why);
    }
  }
}
