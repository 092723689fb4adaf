package io.braid.executor.expression;

import io.braid.common.type.ColumnType;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;

/** A compiled expression. It belongs to one execution of a statement and one place of its plan. */
public interface Evaluator {
  /** The type of its values. */
  ColumnType type();

  /**
   * Computes the expression for the given rows only; other places of the result are undefined. The
   * result is valid until the next call and as long as the batch is.
   */
  Vector evaluate(Batch batch, Rows rows);

  /** Whether every row of every batch gives one value. */
  default boolean isConstant() {
    return false;
  }
}
