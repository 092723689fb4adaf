package io.braid.txn.timestamp;

/**
 * Keeps the oracle's ceiling: a timestamp at or above which none was ever issued. An oracle that
 * starts again begins there.
 */
public interface CeilingStore {
  /**
   * The ceiling of the last {@link #store}, or 0 if there was none.
   *
   * @throws java.io.UncheckedIOException when it cannot be read or is damaged
   */
  long load();

  /**
   * Makes a ceiling durable before it returns.
   *
   * @throws java.io.UncheckedIOException when it cannot; the old ceiling then still holds
   */
  void store(long ceiling);
}
