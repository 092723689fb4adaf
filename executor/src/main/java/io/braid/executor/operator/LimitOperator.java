package io.braid.executor.operator;

import io.braid.common.value.SqlValue;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Evaluator;
import io.braid.executor.expression.SqlValues;
import java.util.Optional;

/** LIMIT and OFFSET. */
final class LimitOperator implements Operator {
  private final Operator input;
  private final Optional<Evaluator> offset;
  private final Optional<Evaluator> limit;
  private long toSkip;
  private long rest;

  LimitOperator(Operator input, Optional<Evaluator> offset, Optional<Evaluator> limit) {
    this.input = input;
    this.offset = offset;
    this.limit = limit;
  }

  /** The row count of a LIMIT clause; beyond 63 bits it is no limit. */
  static long count(Optional<Evaluator> expression, long absent) {
    if (expression.isEmpty()) {
      return absent;
    }
    Batch one = new Batch(new Vector[0]);
    one.finish(1);
    SqlValue value = SqlValues.read(expression.get().evaluate(one, Rows.first(1)), 0);
    return value instanceof SqlValue.IntegerValue(long bits, boolean unsigned)
        ? bits < 0 ? Long.MAX_VALUE : bits
        : absent;
  }

  @Override
  public void open() {
    toSkip = count(offset, 0);
    rest = count(limit, Long.MAX_VALUE);
    if (rest > 0) {
      boolean bounded = rest < Long.MAX_VALUE - toSkip;
      input.askAtMost(bounded ? toSkip + rest : Long.MAX_VALUE);
      input.open();
    }
  }

  @Override
  public boolean next() {
    while (rest > 0 && input.next()) {
      Batch batch = input.batch();
      Rows rows = batch.rows();
      int from = (int) Math.min(toSkip, rows.count());
      toSkip -= from;
      int to = (int) Math.min(rows.count(), from + Math.min(rest, Batch.ROWS_MAX));
      if (to > from) {
        rest -= to - from;
        batch.select(batch.size(), rows.slice(from, to));
        return true;
      }
    }
    return false;
  }

  @Override
  public Batch batch() {
    return input.batch();
  }

  @Override
  public void close() {
    input.close();
  }
}
