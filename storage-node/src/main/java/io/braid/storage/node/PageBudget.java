package io.braid.storage.node;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of heap the volumes of a node may spend on versions that they keep beside RocksDB,
 * and how many they do. Used by all threads.
 */
public final class PageBudget {
  private final long bytesMax;
  private final AtomicLong bytes = new AtomicLong();

  /**
   * @param bytesMax 0 when nothing is kept
   */
  public PageBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Whether anything may be kept. */
  public boolean isEnabled() {
    return bytesMax > 0;
  }

  /** Notes what was taken, or given back when it is negative. */
  public void add(long more) {
    bytes.addAndGet(more);
  }

  /** Whether more is taken than may be. */
  public boolean isExceeded() {
    return bytes.get() > bytesMax;
  }

  /** Bytes taken now. */
  public long bytes() {
    return bytes.get();
  }
}
