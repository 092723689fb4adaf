package io.braid.simulation;

import java.util.Map;

/** Answers of a volume leader. */
final class Reply {
  private Reply() {}

  /** To a read or a locking read. */
  sealed interface Rows {}

  /**
   * @param versions the rows that exist
   * @param term of the leader
   */
  record Found(Map<String, Version> versions, long term) implements Rows {}

  /** Ask again, somewhere else perhaps. */
  record Retry() implements Rows {}

  /** The snapshot is below the collection point: 1412. */
  record TooOld() implements Rows {}

  /** The lock was not had in time, or the transaction's locks are lost: 1205, 1213. */
  record NotLocked() implements Rows {}

  /** To a commit, a prewrite, a hold or an inquiry. */
  sealed interface Decision {}

  record Committed(long commitTs) implements Decision {}

  record Held(long floor) implements Decision {}

  record Aborted() implements Decision {}

  /** The branch is prepared; this attempt to commit it will not succeed. */
  record Unheld() implements Decision {}

  /** Its coordinator is alive. */
  record Pending() implements Decision {}

  /** Not a leader that can answer. */
  record Elsewhere() implements Decision {}
}
