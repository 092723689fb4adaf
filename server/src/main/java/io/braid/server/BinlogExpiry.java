package io.braid.server;

import io.braid.common.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes binlog files that are older than {@code binlog_expire_logs_seconds}. MySQL looks at
 * start-up and when a file ends; here a thread looks now and then, so that a quiet server forgets
 * too. The removal itself is a record of the stream.
 *
 * @see "MySQL 9.7 Reference Manual, Binary Logging Options and Variables"
 */
final class BinlogExpiry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BinlogExpiry.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  /** Removes the files that ended before a time. */
  interface Purge {
    /**
     * @param seconds since 1970 UTC
     */
    void before(long seconds);
  }

  private final LongSupplier keptSeconds;
  private final Purge purge;
  private final Clock clock;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  private BinlogExpiry(LongSupplier keptSeconds, Purge purge, Clock clock) {
    this.keptSeconds = keptSeconds;
    this.purge = purge;
    this.clock = clock;
    thread = Thread.ofPlatform().name("binlog-expiry").daemon().unstarted(this::run);
  }

  /**
   * Starts looking at once.
   *
   * @param keptSeconds how long files are kept; 0 for ever
   */
  static BinlogExpiry start(LongSupplier keptSeconds, Purge purge, Clock clock) {
    BinlogExpiry expiry = new BinlogExpiry(keptSeconds, purge, clock);
    expiry.thread.start();
    return expiry;
  }

  private void run() {
    try {
      do {
        expire();
      } while (!stop.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void expire() {
    long kept = keptSeconds.getAsLong();
    if (kept <= 0) {
      return;
    }
    try {
      purge.before(clock.wallMicros() / 1_000_000 - kept);
    } catch (RuntimeException e) {
      LOG.warn("old binlog files could not be removed, and stay until the next try", e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    stop.countDown();
    thread.join();
  }
}
