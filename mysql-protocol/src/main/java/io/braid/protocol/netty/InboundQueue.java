package io.braid.protocol.netty;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Messages on their way from the event loop to the thread of the connection. A client that sends
 * ahead of its answers is not read from any more while {@link #PAUSE_BYTES} or {@link
 * #PAUSE_MESSAGES} wait here.
 */
final class InboundQueue {
  static final int PAUSE_BYTES = 256 * 1024;
  static final int PAUSE_MESSAGES = 64;

  private final Runnable pauseReading;
  private final Runnable resumeReading;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  @GuardedBy("lock")
  private final Deque<Inbound> messages = new ArrayDeque<>();

  @GuardedBy("lock")
  private long bytes;

  @GuardedBy("lock")
  private boolean paused;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * @param pauseReading stops reading from the socket; must not block
   * @param resumeReading goes on reading; must not block
   */
  InboundQueue(Runnable pauseReading, Runnable resumeReading) {
    this.pauseReading = pauseReading;
    this.resumeReading = resumeReading;
  }

  /** Adds a message, on the event loop. */
  void add(Inbound inbound) {
    lock.lock();
    try {
      messages.add(inbound);
      bytes += size(inbound);
      if (!paused && (bytes >= PAUSE_BYTES || messages.size() >= PAUSE_MESSAGES)) {
        paused = true;
        pauseReading.run();
      }
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the queue: what waits is still delivered, then {@link Inbound.Closed} for ever. */
  void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Drops what waits and ends the queue. */
  void closeNow() {
    lock.lock();
    try {
      closed = true;
      messages.clear();
      bytes = 0;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether a message waits. */
  boolean hasMessage() {
    lock.lock();
    try {
      return !messages.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the next message, waiting for it.
   *
   * @return {@link Inbound.Closed} at the end, {@link Inbound.TimedOut} after {@code timeoutNanos}
   * @throws InterruptedException when the thread is interrupted
   */
  Inbound take(long timeoutNanos) throws InterruptedException {
    long rest = timeoutNanos;
    lock.lock();
    try {
      while (messages.isEmpty()) {
        if (closed) {
          return new Inbound.Closed();
        }
        if (rest <= 0) {
          return new Inbound.TimedOut();
        }
        rest = arrived.awaitNanos(rest);
      }
      Inbound inbound = messages.remove();
      bytes -= size(inbound);
      if (paused && bytes < PAUSE_BYTES / 2 && messages.size() < PAUSE_MESSAGES / 2) {
        paused = false;
        resumeReading.run();
      }
      return inbound;
    } finally {
      lock.unlock();
    }
  }

  private static int size(Inbound inbound) {
    return inbound instanceof Inbound.Message message ? message.payload().length : 0;
  }
}
