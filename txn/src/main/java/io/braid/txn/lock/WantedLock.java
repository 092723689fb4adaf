package io.braid.txn.lock;

import io.braid.storage.KeyRange;
import io.braid.txn.LockMode;

/** What a transaction waits for, in reports. */
public sealed interface WantedLock {
  /** The lock of a row, an index entry or, by its staged keys, of a large transaction. */
  record OfKey(byte[] key, LockMode mode) implements WantedLock {}

  /** A range in which others have written. */
  record OfRange(KeyRange range) implements WantedLock {}

  /** To write a key that lies in a range of another. */
  record ToInsert(byte[] key) implements WantedLock {}
}
