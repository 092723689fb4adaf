package io.braid.txn.lock;

import io.braid.txn.LockMode;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits in the queue of a key. Its links and state are guarded by the lock of the
 * stripe; the state only ever changes once, from waiting to an outcome.
 */
final class LockRequest {
  final LockOwner owner;
  final LockEntry entry;
  final LockMode mode;

  /** Whether the owner holds the key shared and wants it exclusively. */
  final boolean upgrade;

  /** The thread that waits, for the shell. */
  final Thread waiter = Thread.currentThread();

  /** Neighbours in the queue. */
  @Nullable LockRequest ahead;

  @Nullable LockRequest behind;

  /** Null while it waits. */
  volatile @Nullable LockOutcome outcome;

  LockRequest(LockOwner owner, LockEntry entry, LockMode mode, boolean upgrade) {
    this.owner = owner;
    this.entry = entry;
    this.mode = mode;
    this.upgrade = upgrade;
  }

  boolean conflictsWith(LockMode other) {
    return mode == LockMode.EXCLUSIVE || other == LockMode.EXCLUSIVE;
  }
}
