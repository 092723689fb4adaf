package io.braid.txn.lock;

import org.jspecify.annotations.Nullable;

/**
 * A request that waits. Guarded by the lock of the stripe of its key, or by that of the ranges; its
 * outcome only ever changes once, from none.
 */
abstract sealed class LockRequest permits KeyRequest, RangeRequest, InsertRequest {
  final LockOwner owner;

  /** The thread that waits, for the shell. */
  final Thread waiter = Thread.currentThread();

  /** When it began, {@link System#nanoTime}. */
  final long sinceNanos = System.nanoTime();

  /** Null while it waits. */
  volatile @Nullable LockOutcome outcome;

  LockRequest(LockOwner owner) {
    this.owner = owner;
  }

  /** What it waits for. */
  abstract WantedLock wanted();
}
