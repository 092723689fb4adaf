package io.braid.simulation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a volume's leader proposes to its log. */
sealed interface Entry {
  /** The term of the leader that made it. */
  long stamp();

  /** A transaction on one volume, whole. */
  record Commit(
      long stamp, long transaction, long commitTs, List<Resolved> writes, TransactionHead head)
      implements Entry {}

  /**
   * A part of a transaction over several volumes.
   *
   * @param head on the primary, else null
   * @param attempt 0 for a branch that is only prepared, else the number of the hold
   */
  record Prepare(
      long stamp,
      long transaction,
      int primary,
      List<Resolved> writes,
      @Nullable TransactionHead head,
      boolean xa,
      int attempt,
      long floor)
      implements Entry {}

  /** Writes of a large transaction, which are its locks too. */
  record Chunk(long stamp, long transaction, int primary, List<Resolved> writes) implements Entry {}

  /**
   * A prepared branch, or a large transaction, is being committed.
   *
   * @param head of a large transaction, on its primary, else null
   * @param dead sequences of a large transaction's rolled-back statements
   */
  record Hold(
      long stamp,
      long transaction,
      int attempt,
      long floor,
      @Nullable TransactionHead head,
      Set<Integer> dead)
      implements Entry {}

  /** The attempt is over without a decision; the branch is prepared as before. */
  record Unhold(long stamp, long transaction, int attempt) implements Entry {}

  /** The decision; on the primary it makes the transaction committed. */
  record CommitPrepared(long stamp, long transaction, int attempt, long commitTs)
      implements Entry {}

  /** The transaction is aborted, unless it has been decided before. */
  record Fence(long stamp, long transaction) implements Entry {}

  /** The oracle issues nothing above it. */
  record Ceiling(long stamp, long ceiling) implements Entry {}

  /** Everything below a point is dropped, tombstones first. */
  record Collect(long stamp, long point, Map<String, Long> tombstones) implements Entry {}

  /** A shard leaves: nothing above the timestamp is taken or served any more. */
  record MoveOut(long stamp, int shard, long epoch, long flipTs) implements Entry {}

  /** A shard comes with its newest versions; what was before is read where it was. */
  record MoveIn(long stamp, int shard, long epoch, long flipTs, Map<String, Version> current)
      implements Entry {}

  /** A shard that has left is dropped when nobody can read below this timestamp any more. */
  record Leave(long stamp, int shard, long epoch, long removeTs) implements Entry {}

  /** A new volume commits above this only. */
  record Activated(long stamp, long activationTs) implements Entry {}

  /** Writes of this table need at least this schema version. */
  record MinimumSchema(long stamp, String table, int version) implements Entry {}

  /** Auto-increment values up to this one may be in use on other volumes. */
  record CounterCeiling(long stamp, long ceiling) implements Entry {}
}
