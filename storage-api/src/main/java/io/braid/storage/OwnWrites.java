package io.braid.storage;

/**
 * The staged writes of a large transaction that a read of its own sees above its snapshot.
 *
 * @param transactionId whose
 * @param sequenceMax later writes are not seen, so that a statement can change what it scans
 * @see "PROTOCOL.md, rule 31"
 */
public record OwnWrites(long transactionId, int sequenceMax) {}
