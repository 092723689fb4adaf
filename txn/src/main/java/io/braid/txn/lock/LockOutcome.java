package io.braid.txn.lock;

/** How a request for a lock ended. */
public enum LockOutcome {
  /** The owner holds the key in the wanted mode, or did so before. */
  GRANTED,
  /** Another owner holds it, and the request was not to wait. */
  REFUSED,
  /** Another owner held it for the whole waiting time. */
  TIMED_OUT,
  /** The owner was chosen to end a deadlock; it must release all its locks. */
  DEADLOCK,
  /** {@link LockTable#cancel} was called, or the thread was interrupted. */
  CANCELLED,
  /** The table's memory is used up. */
  TABLE_FULL
}
