package io.braid.txn.commit;

/**
 * Memory bounds of a node's transactions, in bytes.
 *
 * @param bufferBytesMax of one transaction's writes; what is more is staged on its volumes, and
 *     while that is under way half as much may be written
 * @param allBuffersBytesMax of the writes of all transactions; beyond it error 1197
 * @param lockBytesMax of all row locks; beyond it error 1206
 */
public record TransactionLimits(long bufferBytesMax, long allBuffersBytesMax, long lockBytesMax) {
  /** Every bound is at least a megabyte. */
  public TransactionLimits {
    if (Math.min(Math.min(bufferBytesMax, allBuffersBytesMax), lockBytesMax) < 1 << 20) {
      throw new IllegalArgumentException("limits below 1 MiB");
    }
  }

  /** A chunk that other commits of the volume hardly notice. */
  private static final long CHUNK_BYTES = 8L << 20;

  /** Shares of a heap: a quarter for all buffers, an eighth for locks. */
  public static TransactionLimits ofHeap(long heapBytes) {
    return new TransactionLimits(
        Math.max(Math.min(heapBytes / 16, CHUNK_BYTES), 1 << 20),
        Math.max(heapBytes / 4, 1 << 20),
        Math.max(heapBytes / 8, 1 << 20));
  }
}
