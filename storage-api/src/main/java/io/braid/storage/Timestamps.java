package io.braid.storage;

/**
 * The 64-bit timestamps of the oracle: milliseconds since 1970 UTC shifted left by 18 bits, then a
 * counter. They are plain longs on the hot path; 0 is before everything and never issued.
 *
 * @see "DESIGN.md, section 4"
 */
public final class Timestamps {
  /** Bits of the counter. */
  public static final int COUNTER_BITS = 18;

  /** Later than every commit: reads the newest committed version. */
  public static final long NEWEST = Long.MAX_VALUE;

  private Timestamps() {}

  /** The timestamp of a millisecond and a counter. */
  public static long of(long millis, int counter) {
    return millis << COUNTER_BITS | counter;
  }

  /** Milliseconds since 1970 UTC. */
  public static long millis(long timestamp) {
    return timestamp >>> COUNTER_BITS;
  }
}
