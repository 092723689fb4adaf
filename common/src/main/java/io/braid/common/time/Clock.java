package io.braid.common.time;

/** The source of time; a constructor argument everywhere, so that a simulation can step it. */
public interface Clock {
  /** Microseconds since 1970-01-01 UTC; may go back when the system's clock is set. */
  long wallMicros();

  /** Nanoseconds of a monotone clock with an arbitrary start. */
  long monotonicNanos();

  /** The machine's clock. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
