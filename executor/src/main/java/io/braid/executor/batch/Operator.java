package io.braid.executor.batch;

/**
 * A running operator: gives batches until there are no more. It may be opened again after its end
 * or in the middle, and then starts anew with the outer rows bound at that time.
 */
public interface Operator extends AutoCloseable {
  /** Starts, or starts again. */
  void open();

  /**
   * Says before opening that no more than so many rows will be asked for, so that a table reads,
   * and locks, no more than it must.
   */
  default void askAtMost(long rows) {}

  /** Moves to the next batch, which has at least one row; false at the end. */
  boolean next();

  /** The present batch. */
  Batch batch();

  /** Frees what the operator holds. */
  @Override
  void close();
}
