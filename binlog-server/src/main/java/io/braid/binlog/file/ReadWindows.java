package io.braid.binlog.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory through which files are read, outside of the heap: every reader has a small window,
 * and those who have much to read share a bounded number of large ones. Readers without a large one
 * only need more calls of the operating system. Safe for use by several threads.
 */
final class ReadWindows {
  /** A reader's own window: what one transaction at the end of the stream mostly needs. */
  static final int SMALL_BYTES = 1 << 14;

  /** What is read by one call while there is much to read. */
  static final int LARGE_BYTES = 1 << 18;

  /** Large windows of all readers: 8 MiB. */
  private static final int LARGE_COUNT_MAX = 32;

  /** Small windows that are kept for the readers to come. */
  private static final int SMALL_KEPT_MAX = 64;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Deque<ByteBuffer> small = new ArrayDeque<>();

  @GuardedBy("lock")
  private final Deque<ByteBuffer> large = new ArrayDeque<>();

  @GuardedBy("lock")
  private int largeCount;

  /** A small window; given back with {@link #give}. */
  ByteBuffer takeSmall() {
    lock.lock();
    try {
      if (!small.isEmpty()) {
        return small.pop();
      }
    } finally {
      lock.unlock();
    }
    return allocate(SMALL_BYTES);
  }

  /** Gives a small window back for a large one, if there is one left; else returns it. */
  ByteBuffer exchange(ByteBuffer window) {
    lock.lock();
    try {
      if (large.isEmpty()) {
        if (largeCount == LARGE_COUNT_MAX) {
          return window;
        }
        largeCount++;
        large.push(allocate(LARGE_BYTES));
      }
      keep(window);
      return large.pop();
    } finally {
      lock.unlock();
    }
  }

  /** Takes a window back. */
  void give(ByteBuffer window) {
    lock.lock();
    try {
      keep(window);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void keep(ByteBuffer window) {
    if (window.capacity() == LARGE_BYTES) {
      large.push(window);
    } else if (small.size() < SMALL_KEPT_MAX) {
      small.push(window);
    }
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
