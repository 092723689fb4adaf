package io.braid.txn.lock;

import java.util.Optional;

/**
 * The locks of an owner at a moment, for reports.
 *
 * @param keys how many it has locked
 * @param ranges how many it has
 */
public record OwnerLocks(int keys, int ranges, Optional<Waiting> waiting) {
  /** A wait that lasts. */
  public record Waiting(WantedLock lock, long millis) {}
}
