package io.braid.txn.move;

/** Learns of every step of every move; tests stop moves there. */
@FunctionalInterface
public interface MoveObserver {
  /** The steps of a move, in their order. What is named is done. */
  enum Step {
    /** The operator is recorded; nothing was copied. */
    RECORDED,
    /** The target has nothing in the range. */
    CLEARED,
    /** Commits are being noted. */
    TRACKED,
    /** One more batch is on the target. */
    BATCH_COPIED,
    /** All was copied once. */
    COPIED,
    /** Few noted keys are left. */
    CAUGHT_UP,
    /** No commit is inside the range. */
    CLOSED,
    /** The target has all. */
    DRAINED,
    /** The record says that the shard is on the target; the map does not yet. */
    SWITCHED,
    /** The map says it; commits still wait. */
    PUBLISHED,
    /** Commits go to the target. */
    OPENED,
    /** The source will remove its data. */
    MARKED,
    /** The operator's end is recorded. */
    ENDED
  }

  /** A step was taken. */
  void reached(Step step, MoveOperator operator);
}
