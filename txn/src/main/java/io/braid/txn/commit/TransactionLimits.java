package io.braid.txn.commit;

/**
 * Memory bounds of a node's transactions, in bytes.
 *
 * @param bufferBytesMax of one transaction's writes; beyond it error 1197
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

  /** Shares of a heap: a quarter for all buffers, half of that for one, an eighth for locks. */
  public static TransactionLimits ofHeap(long heapBytes) {
    return new TransactionLimits(
        Math.max(heapBytes / 8, 1 << 20),
        Math.max(heapBytes / 4, 1 << 20),
        Math.max(heapBytes / 8, 1 << 20));
  }
}
