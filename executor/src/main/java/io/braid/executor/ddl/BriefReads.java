package io.braid.executor.ddl;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads of microseconds that take no lock: they are counted, and who excludes others first keeps
 * new ones out and then waits until the count of those that are in has been zero.
 *
 * <p>A read counts itself before it looks whether it is kept out, and who keeps out says so before
 * it looks at the counts; so one of the two sees the other. The counts are spread over cache lines,
 * because every point read of every thread comes here.
 */
final class BriefReads {
  private static final int STRIPES = 16;
  private static final int STRIDE = 16;
  private static final long POLL_NANOS = 20_000;

  private final AtomicIntegerArray reading = new AtomicIntegerArray(STRIPES * STRIDE);
  private final AtomicInteger stops = new AtomicInteger();

  boolean begin() {
    if (stops.get() > 0) {
      return false;
    }
    int stripe = stripe();
    reading.incrementAndGet(stripe);
    if (stops.get() > 0) {
      reading.decrementAndGet(stripe);
      return false;
    }
    return true;
  }

  void end() {
    reading.decrementAndGet(stripe());
  }

  /** Keeps new reads out, and returns when those that were in have ended. */
  void stop() {
    stops.incrementAndGet();
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      while (reading.get(stripe * STRIDE) > 0) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  void resume() {
    stops.decrementAndGet();
  }

  private static int stripe() {
    return (int) (Thread.currentThread().threadId() & (STRIPES - 1)) * STRIDE;
  }
}
