package io.braid.executor;

import io.braid.planner.plan.OutputColumn;
import java.math.BigDecimal;
import java.util.List;

/**
 * Takes a result set, row by row and column by column, and passes it on as it comes. A call may
 * block while the client does not read. Strings are in the column's character set; the sink
 * converts them to character_set_results.
 */
public interface ResultSink {
  /** Starts the result set. */
  void start(List<OutputColumn> columns);

  /** Starts a row; exactly one put call for each column follows, then {@link #endRow}. */
  void startRow();

  /** SQL NULL. */
  void putNull();

  /** An integer, YEAR or BIT. */
  void putLong(long value);

  /** A FLOAT or DOUBLE. */
  void putDouble(double value);

  /** A DECIMAL whose scale is the column's. */
  void putDecimal(BigDecimal value);

  /** A temporal value in the packed form of {@code SqlValue.TemporalKind}. */
  void putTemporal(long packed);

  /** A string, ENUM or SET as text, JSON as text, or geometry. */
  void putBytes(byte[] array, int offset, int length);

  /** Ends the row. */
  void endRow();
}
