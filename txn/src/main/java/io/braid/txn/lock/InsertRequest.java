package io.braid.txn.lock;

/** Somebody who wants to write a new key into a range that another holds. */
final class InsertRequest extends LockRequest {
  final byte[] key;

  InsertRequest(LockOwner owner, byte[] key) {
    super(owner);
    this.key = key;
  }

  @Override
  WantedLock wanted() {
    return new WantedLock.ToInsert(key);
  }
}
