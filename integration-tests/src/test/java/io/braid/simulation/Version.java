package io.braid.simulation;

import org.jspecify.annotations.Nullable;

/**
 * A version of a key with the header that leads to the one before.
 *
 * @param value null for a tombstone
 * @param record the transaction's first record of the key; null when there is no older version
 */
record Version(@Nullable String value, long ts, @Nullable Position record) {}
