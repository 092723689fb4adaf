package io.braid.txn;

/** What a statement does when a lock is held by another transaction. */
public sealed interface LockWait {
  /** What MySQL waits when nothing else was set. */
  LockWait DEFAULT = new UpTo(50_000);

  /**
   * Waits up to {@code millis}, then error 1205.
   *
   * @param millis innodb_lock_wait_timeout in milliseconds
   */
  record UpTo(long millis) implements LockWait {}

  /** NOWAIT: error 3572 at once. */
  record NoWait() implements LockWait {}

  /** SKIP LOCKED: the row is passed over. */
  record SkipLocked() implements LockWait {}
}
