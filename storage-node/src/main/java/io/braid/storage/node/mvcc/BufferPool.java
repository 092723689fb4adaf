package io.braid.storage.node.mvcc;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A few byte arrays that point reads borrow, because a get into a reused array costs a quarter less
 * than one that makes a new array. Arrays above {@link #KEPT_BYTES_MAX} are not kept.
 */
final class BufferPool {
  private static final int SLOTS = 16;
  private static final int FIRST_BYTES = 4 * 1024;
  private static final int KEPT_BYTES_MAX = 64 * 1024;

  private final AtomicReferenceArray<byte @Nullable []> slots = new AtomicReferenceArray<>(SLOTS);

  byte[] borrow() {
    byte @Nullable [] buffer = slots.getAndSet(slot(), null);
    return buffer == null ? new byte[FIRST_BYTES] : buffer;
  }

  void giveBack(byte[] buffer) {
    if (buffer.length <= KEPT_BYTES_MAX) {
      slots.lazySet(slot(), buffer);
    }
  }

  private static int slot() {
    return (int) (Thread.currentThread().threadId() & (SLOTS - 1));
  }
}
