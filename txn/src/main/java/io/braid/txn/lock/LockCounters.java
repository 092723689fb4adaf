package io.braid.txn.lock;

/**
 * What has happened since the start, and what is there now.
 *
 * @param keys that are locked or waited for
 * @param bytes memory of all locks
 * @param waits that have begun
 * @param timeouts waits that ended with error 1205
 * @param deadlocks cycles that were ended
 */
public record LockCounters(long keys, long bytes, long waits, long timeouts, long deadlocks) {}
