package io.braid.protocol.netty;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the bytes of one connection that the socket has not yet taken: the thread that produces
 * rows waits here while the client is slow.
 */
final class OutboundGate {
  /** Bytes on their way to the socket; one larger buffer may pass when nothing else is. */
  static final int BYTES_MAX = 256 * 1024;

  /** How an attempt to pass ended. */
  enum Passage {
    OPEN,
    CLOSED,
    TIMED_OUT
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition drained = lock.newCondition();

  @GuardedBy("lock")
  private long pendingBytes;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * Waits until {@code bytes} may be written and counts them.
   *
   * @param stallNanosMax how long the client may take no byte at all
   */
  Passage enter(int bytes, long stallNanosMax) throws InterruptedException {
    lock.lock();
    try {
      long rest = stallNanosMax;
      while (!closed && pendingBytes > 0 && pendingBytes + bytes > BYTES_MAX) {
        long before = pendingBytes;
        rest = drained.awaitNanos(rest);
        if (pendingBytes < before) {
          rest = stallNanosMax;
        } else if (rest <= 0) {
          return Passage.TIMED_OUT;
        }
      }
      if (closed) {
        return Passage.CLOSED;
      }
      pendingBytes += bytes;
      return Passage.OPEN;
    } finally {
      lock.unlock();
    }
  }

  /** The socket has taken {@code bytes}; on the event loop. */
  void leave(int bytes) {
    lock.lock();
    try {
      pendingBytes -= bytes;
      drained.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Nobody passes any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      drained.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes on their way. */
  long pendingBytes() {
    lock.lock();
    try {
      return pendingBytes;
    } finally {
      lock.unlock();
    }
  }
}
