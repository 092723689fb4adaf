package io.braid.txn.lock;

import io.braid.txn.LockMode;
import org.jspecify.annotations.Nullable;

/** A request that waits in the queue of a key. */
final class KeyRequest extends LockRequest {
  final LockEntry entry;
  final LockMode mode;

  /** Whether the owner holds the key shared and wants it exclusively. */
  final boolean upgrade;

  /** Neighbours in the queue. */
  @Nullable KeyRequest ahead;

  @Nullable KeyRequest behind;

  KeyRequest(LockOwner owner, LockEntry entry, LockMode mode, boolean upgrade) {
    super(owner);
    this.entry = entry;
    this.mode = mode;
    this.upgrade = upgrade;
  }

  @Override
  WantedLock wanted() {
    return new WantedLock.OfKey(entry.key, mode);
  }

  boolean conflictsWith(LockMode other) {
    return mode == LockMode.EXCLUSIVE || other == LockMode.EXCLUSIVE;
  }
}
