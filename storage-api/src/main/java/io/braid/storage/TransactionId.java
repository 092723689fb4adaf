package io.braid.storage;

/** Names a transaction for ever: a timestamp of the oracle that no other transaction got. */
public record TransactionId(long value) {}
