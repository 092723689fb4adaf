package io.braid.storage.node.mvcc;

import io.braid.common.MySqlError;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the calls that are inside RocksDB, so that closing waits for them: a native object that is
 * freed under a reader takes the process down.
 */
final class ReadGate {
  private static final long CLOSED = Long.MIN_VALUE;
  private static final long CLOSE_POLL_NANOS = 100_000;

  private final AtomicLong users = new AtomicLong();

  /**
   * Enters; {@link #leave} must follow.
   *
   * @throws io.braid.common.MySqlException ER_SERVER_SHUTDOWN (1053) after {@link #close}
   */
  void enter() {
    if (!tryEnter()) {
      throw MySqlError.ER_SERVER_SHUTDOWN.with();
    }
  }

  /** As {@link #enter}, but false after {@link #close}. */
  boolean tryEnter() {
    if (users.incrementAndGet() < 0) {
      users.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave() {
    users.decrementAndGet();
  }

  boolean isClosed() {
    return users.get() < 0;
  }

  /** Lets nobody in any more and waits until all have left. False if it was closed before. */
  boolean close() {
    long before = users.getAndUpdate(count -> count < 0 ? count : count + CLOSED);
    if (before < 0) {
      return false;
    }
    while (users.get() != CLOSED) {
      LockSupport.parkNanos(CLOSE_POLL_NANOS);
    }
    return true;
  }
}
