package io.braid.server;

/**
 * How a node's memory is divided. The heap was fixed by the launcher when Java started; the rest is
 * divided here. Metaspace, compiled code and thread stacks live in what is left over.
 *
 * @param totalBytes what the user allowed, at least {@link #TOTAL_BYTES_MIN}
 * @param heapBytes Java objects
 * @param storageBytes RocksDB's block cache and memtables together
 * @param directBytes network buffers
 */
public record MemoryPlan(long totalBytes, long heapBytes, long storageBytes, long directBytes) {
  /** Below this a node does not start. */
  public static final long TOTAL_BYTES_MIN = 512L << 20;

  private static final long PAGE_SHARE = 16;
  private static final long DIRECT_SHARE = 10;
  private static final long DIRECT_BYTES_MIN = 64L << 20;
  private static final long STORAGE_BYTES_MIN = 64L << 20;
  private static final long JAVA_ITSELF_BYTES = 160L << 20;

  public MemoryPlan {
    if (totalBytes < TOTAL_BYTES_MIN) {
      throw new IllegalArgumentException(
          "--memory must be at least " + new ByteSize(TOTAL_BYTES_MIN));
    }
    if (heapBytes <= 0 || storageBytes < STORAGE_BYTES_MIN || directBytes < DIRECT_BYTES_MIN) {
      throw new IllegalArgumentException(
          "--memory "
              + new ByteSize(totalBytes)
              + " leaves no room beside a heap of "
              + new ByteSize(heapBytes));
    }
  }

  /**
   * Divides {@code totalBytes} beside a heap of {@code heapBytes}.
   *
   * @param cacheBytes what the user gave RocksDB, or 0 for its share of the total
   * @throws IllegalArgumentException when the parts do not fit; the text names the option
   */
  static MemoryPlan divide(long totalBytes, long heapBytes, long cacheBytes) {
    long direct = Math.max(DIRECT_BYTES_MIN, totalBytes / DIRECT_SHARE);
    long left = totalBytes - heapBytes - direct - JAVA_ITSELF_BYTES;
    if (cacheBytes > left) {
      throw new IllegalArgumentException(
          "--cache "
              + new ByteSize(cacheBytes)
              + " does not fit: --memory "
              + new ByteSize(totalBytes)
              + " leaves "
              + new ByteSize(Math.max(0, left))
              + " beside heap and buffers");
    }
    return new MemoryPlan(totalBytes, heapBytes, cacheBytes > 0 ? cacheBytes : left, direct);
  }

  /**
   * As {@link #divide} when nobody fixed the total: a larger cache than its share makes it grow.
   *
   * @param cacheBytes what the user gave RocksDB, or 0 for its share of the total
   */
  static MemoryPlan around(long usualTotalBytes, long heapBytes, long cacheBytes) {
    MemoryPlan usual = divide(usualTotalBytes, heapBytes, 0);
    return cacheBytes <= usual.storageBytes
        ? divide(usualTotalBytes, heapBytes, cacheBytes)
        : new MemoryPlan(
            usualTotalBytes + cacheBytes - usual.storageBytes,
            heapBytes,
            cacheBytes,
            usual.directBytes);
  }

  /** What of the heap may hold rows in ranges that are read often. */
  long pageBytes() {
    return heapBytes / PAGE_SHARE;
  }

  /** One line for the start message. */
  String describe() {
    return "memory "
        + new ByteSize(totalBytes)
        + ": heap "
        + new ByteSize(heapBytes)
        + ", storage cache "
        + new ByteSize(storageBytes)
        + ", buffers "
        + new ByteSize(directBytes);
  }
}
