package io.braid.txn.lock;

import io.braid.storage.KeyRange;
import java.util.Set;

/**
 * A request for a range in which others have written keys that are not committed yet. Those who
 * want to write there afterwards wait behind it.
 */
final class RangeRequest extends LockRequest {
  final KeyRange range;

  /** Whose end it waits for. */
  final Set<LockOwner> writers;

  RangeRequest(LockOwner owner, KeyRange range, Set<LockOwner> writers) {
    super(owner);
    this.range = range;
    this.writers = writers;
  }

  @Override
  WantedLock wanted() {
    return new WantedLock.OfRange(range);
  }
}
