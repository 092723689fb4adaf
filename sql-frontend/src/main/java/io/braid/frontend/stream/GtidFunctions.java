package io.braid.frontend.stream;

import io.braid.binlog.file.BinlogService;
import io.braid.binlog.gtid.GtidSet;
import io.braid.common.MySqlError;
import io.braid.executor.expression.Arguments;
import io.braid.executor.expression.FunctionSet;
import io.braid.executor.expression.Result;
import java.time.Duration;

/**
 * GTID_SUBSET, GTID_SUBTRACT and WAIT_FOR_EXECUTED_GTID_SET.
 *
 * @see "MySQL 9.7 Reference Manual, Functions Used with Global Transaction Identifiers (GTIDs)"
 */
public final class GtidFunctions implements FunctionSet.Library {
  private static final Duration NO_LIMIT = Duration.ofDays(365);

  private final BinlogService binlog;

  public GtidFunctions(BinlogService binlog) {
    this.binlog = binlog;
  }

  @Override
  public void addTo(FunctionSet.Builder builder) {
    builder
        .strict(
            "gtid_subset",
            (in, out) ->
                out.setBoolean(
                    GtidSet.parse(in.asText(1)).containsAll(GtidSet.parse(in.asText(0)))))
        .strict(
            "gtid_subtract",
            (in, out) ->
                out.setText(
                    GtidSet.parse(in.asText(0)).subtract(GtidSet.parse(in.asText(1))).toString()))
        .strict("wait_for_executed_gtid_set", this::waitFor);
  }

  private void waitFor(Arguments in, Result out) {
    GtidSet wanted = GtidSet.parse(in.asText(0));
    double seconds = in.count() > 1 ? in.asDouble(1) : 0;
    if (seconds < 0) {
      throw MySqlError.ER_WRONG_ARGUMENTS.with("WAIT_FOR_EXECUTED_GTID_SET.");
    }
    Duration limit =
        seconds == 0 || seconds > NO_LIMIT.toSeconds()
            ? NO_LIMIT
            : Duration.ofNanos((long) (seconds * 1e9));
    try {
      boolean reached = binlog.waitForExecuted(wanted, limit, () -> isCancelled(in));
      in.context().statement().cancellation().check();
      out.setLong(reached ? 0 : 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw MySqlError.ER_QUERY_INTERRUPTED.with();
    }
  }

  private static boolean isCancelled(Arguments in) {
    try {
      in.context().statement().cancellation().check();
      return false;
    } catch (io.braid.common.MySqlException killed) {
      return true;
    }
  }
}
