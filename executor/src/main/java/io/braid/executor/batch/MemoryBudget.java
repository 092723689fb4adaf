package io.braid.executor.batch;

import io.braid.common.MySqlError;
import java.util.Optional;

/** Counts what a statement's operators hold. Used by one thread. */
public final class MemoryBudget {
  private final long bytesMax;
  private final Optional<SpillSpace> spillSpace;
  private long bytesUsed;

  /** A budget of so many bytes, beyond which statements fail. */
  public MemoryBudget(long bytesMax) {
    this(bytesMax, Optional.empty());
  }

  /** A budget of so many bytes, beyond which rows go to files where an operator can do so. */
  public MemoryBudget(long bytesMax, Optional<SpillSpace> spillSpace) {
    this.bytesMax = bytesMax;
    this.spillSpace = spillSpace;
  }

  /** Where rows go that do not fit; empty if they may not. */
  public Optional<SpillSpace> spillSpace() {
    return spillSpace;
  }

  /**
   * Whether one who can put rows into files should do so before it takes {@code more} bytes: when
   * none are left, or when it has its share, because the operators around it need some too.
   *
   * @param held what the operator holds
   * @param part the share: one part in so many
   */
  public boolean isShort(long held, long more, int part) {
    return spillSpace.isPresent() && (held + more > bytesMax / part || bytesUsed + more > bytesMax);
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

  /** The most bytes. */
  public long bytesMax() {
    return bytesMax;
  }

  /** Bytes in use. */
  public long bytesUsed() {
    return bytesUsed;
  }
}
