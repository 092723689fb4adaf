package io.braid.txn.lock;

import io.braid.storage.KeyRange;

/** What a transaction has written and not committed, as others may ask at any time. */
@FunctionalInterface
public interface PendingWrites {
  /**
   * Whether there is a key in a range that was put there. May be called by any thread, and must not
   * wait for locks.
   */
  boolean intoRange(KeyRange range);
}
