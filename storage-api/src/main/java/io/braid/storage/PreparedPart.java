package io.braid.storage;

/**
 * A durable part of a transaction that has not been decided here.
 *
 * @param writes what it would write
 * @param held false while it only blocks writers (prepared); true once it holds the resolved
 *     timestamp and readers above the floor (committing)
 * @param floor the highest timestamp that the volume had seen when it was held; 0 before
 * @see "PROTOCOL.md, rule 8"
 */
public record PreparedPart(WriteSet writes, Participation participation, boolean held, long floor) {
  /** The transaction's id. */
  public long transactionId() {
    return writes.transaction().transactionId().value();
  }
}
