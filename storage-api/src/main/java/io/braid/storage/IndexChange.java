package io.braid.storage;

import org.jspecify.annotations.Nullable;

/**
 * A changed entry of a secondary index.
 *
 * @param key the entry's key; unique entries without NULL parts do not carry the row's key in it
 * @param rowKey the key of the row that the entry leads to; null removes the entry (a tombstone)
 * @param previousRowKey for a unique entry that had another owner: that owner's key, for the undo
 *     chain; else null
 * @see "PROTOCOL.md, rule 15"
 */
public record IndexChange(byte[] key, byte @Nullable [] rowKey, byte @Nullable [] previousRowKey) {}
