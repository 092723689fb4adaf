package io.braid.storage;

import org.jspecify.annotations.Nullable;

/**
 * A changed entry of a secondary index.
 *
 * @param key the entry's key; unique entries without NULL parts do not carry the row's key in it
 * @param rowKey the key of the row that the entry leads to; null removes the entry (a tombstone)
 * @param previousRowKey for a unique entry that had another owner: that owner's key, for the undo
 *     chain; else null
 * @param fresh whether the entry is known to have no version that anybody can still see: it carries
 *     the key of a row that is {@linkplain RowChange#fresh fresh} and on the same volume, or it was
 *     seen itself under its lock. A tombstone older than all snapshots may be there, which the new
 *     version replaces
 * @see "PROTOCOL.md, rule 15"
 */
public record IndexChange(
    byte[] key, byte @Nullable [] rowKey, byte @Nullable [] previousRowKey, boolean fresh) {
  /** A change of an entry that may have had versions. */
  public IndexChange(byte[] key, byte @Nullable [] rowKey, byte @Nullable [] previousRowKey) {
    this(key, rowKey, previousRowKey, false);
  }

  /** The entry of a new row. */
  public static IndexChange inserted(byte[] key, byte[] rowKey, boolean fresh) {
    return new IndexChange(key, rowKey, null, fresh);
  }

  /** The entry of a row on another volume, where other garbage is left. */
  public IndexChange unsure() {
    return fresh ? new IndexChange(key, rowKey, previousRowKey) : this;
  }

  /** A fresh entry is put. */
  public IndexChange {
    if (fresh && rowKey == null) {
      throw new IllegalArgumentException("a fresh index entry is removed");
    }
  }
}
