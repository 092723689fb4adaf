package io.braid.txn;

import io.braid.storage.StoredVersion;
import java.util.Optional;

/** Keys of one index that a statement wants to write anew. Cheapest when they come in key order. */
public interface NewKeys {
  /**
   * Waits until no other transaction holds a range around a key, locks it exclusively and tells
   * what it has, own writes included.
   *
   * @return a version, which is a tombstone when its value is null; empty when the key has nothing,
   *     which is what {@link io.braid.storage.RowChange#fresh} means
   * @throws io.braid.common.MySqlException as {@link Transaction#getForUpdate}
   */
  Optional<StoredVersion> claim(byte[] key, LockWait wait);
}
