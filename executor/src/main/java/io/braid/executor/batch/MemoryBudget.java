package io.braid.executor.batch;

import io.braid.common.MySqlError;

/** Counts what a statement's operators hold. Used by one thread. */
public final class MemoryBudget {
  private final long bytesMax;
  private long bytesUsed;

  /** A budget of so many bytes. */
  public MemoryBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Takes bytes if there are enough. */
  public boolean tryReserve(long bytes) {
    if (bytesUsed + bytes > bytesMax) {
      return false;
    }
    bytesUsed += bytes;
    return true;
  }

  /**
   * Takes bytes.
   *
   * @throws io.braid.common.MySqlException 3170 when the statement would hold too much
   */
  public void reserve(long bytes, String what) {
    if (!tryReserve(bytes)) {
      throw MySqlError.ER_CAPACITY_EXCEEDED.with(
          bytesMax, what, "The statement needs more memory than its limit.");
    }
  }

  /** Gives bytes back. */
  public void release(long bytes) {
    bytesUsed -= bytes;
  }

  /** Bytes in use. */
  public long bytesUsed() {
    return bytesUsed;
  }
}
