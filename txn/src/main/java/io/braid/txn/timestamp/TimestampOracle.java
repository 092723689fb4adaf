package io.braid.txn.timestamp;

/**
 * Issues the cluster's timestamps. Safe for use by all threads.
 *
 * @see "DESIGN.md, section 4; PROTOCOL.md, rule 12"
 */
public interface TimestampOracle {
  /**
   * A timestamp greater than all that were issued before, also before a restart. Blocks only while
   * the persisted ceiling is being moved.
   */
  long next();

  /** The last timestamp issued; no I/O and never blocks. */
  long last();
}
