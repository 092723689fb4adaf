package io.braid.txn.commit;

import org.jspecify.annotations.Nullable;

/**
 * What a transaction wrote at one key, linked to what it wrote there before.
 *
 * @param position counts the versions of the transaction from 0
 * @param value null when the key was deleted
 */
record OwnVersion(
    byte[] key,
    int position,
    int schemaVersion,
    byte @Nullable [] value,
    @Nullable OwnVersion older) {

  /** The newest version below a position; null if there was none yet. */
  @Nullable OwnVersion asOf(int end) {
    OwnVersion version = this;
    while (version != null && version.position >= end) {
      version = version.older;
    }
    return version;
  }
}
