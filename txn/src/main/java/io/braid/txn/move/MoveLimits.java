package io.braid.txn.move;

import java.time.Duration;

/**
 * Bounds of a move.
 *
 * @param trackedKeysMax keys that are noted at most; beyond it the range is copied once more
 * @param copiesMax how often a range is copied before the move fails
 * @param closeAtKeys how few noted keys there must be before commits are made to wait
 * @param gatePatience how long commits in the range wait at most, in one attempt, for those that
 *     are inside already
 * @param retryPause between two looks at what is waited for
 * @param restShare pause after each batch as a share of the time it took, so that others get at the
 *     disk
 */
public record MoveLimits(
    int trackedKeysMax,
    int copiesMax,
    int closeAtKeys,
    Duration gatePatience,
    Duration retryPause,
    double restShare) {
  /** What a node uses. */
  public static MoveLimits defaults() {
    return new MoveLimits(200_000, 8, 256, Duration.ofSeconds(1), Duration.ofMillis(100), 1.0);
  }
}
