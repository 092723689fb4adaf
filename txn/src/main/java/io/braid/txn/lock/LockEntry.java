package io.braid.txn.lock;

import io.braid.txn.LockMode;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A locked key: who holds it and who waits. Guarded by the lock of its stripe.
 *
 * <p>Either one owner holds it exclusively, or any number hold it shared. The queue is first come,
 * first served, except that a holder who wants to upgrade goes to its front, since nobody else can
 * get the key before that holder is served or gone.
 */
final class LockEntry {
  final byte[] key;
  final int hash;

  /** The next entry of the same bucket. */
  @Nullable LockEntry nextInBucket;

  LockMode heldMode = LockMode.SHARED;

  /** The only holder, or the first of several. */
  @Nullable LockOwner holder;

  /** Further shared holders. */
  @Nullable ArrayList<LockOwner> moreHolders;

  @Nullable KeyRequest first;
  @Nullable KeyRequest last;

  LockEntry(byte[] key, int hash) {
    this.key = key;
    this.hash = hash;
  }

  boolean isUnused() {
    return holder == null && first == null;
  }

  boolean isHeldBy(LockOwner owner) {
    return holder == owner || (moreHolders != null && moreHolders.contains(owner));
  }

  boolean isHeldOnlyBy(LockOwner owner) {
    return holder == owner && (moreHolders == null || moreHolders.isEmpty());
  }

  void addHolder(LockOwner owner, LockMode mode) {
    heldMode = mode;
    if (holder == null) {
      holder = owner;
      return;
    }
    if (moreHolders == null) {
      moreHolders = new ArrayList<>(2);
    }
    moreHolders.add(owner);
  }

  void removeHolder(LockOwner owner) {
    if (moreHolders != null && moreHolders.remove(owner)) {
      return;
    }
    holder = moreHolders == null || moreHolders.isEmpty() ? null : moreHolders.removeLast();
  }

  /** Puts a request at the end of the queue, or at its front. */
  void enqueue(KeyRequest request, boolean front) {
    if (first == null || last == null) {
      first = request;
      last = request;
    } else if (front) {
      request.behind = first;
      first.ahead = request;
      first = request;
    } else {
      request.ahead = last;
      last.behind = request;
      last = request;
    }
  }

  void dequeue(KeyRequest request) {
    KeyRequest ahead = request.ahead;
    KeyRequest behind = request.behind;
    if (ahead == null) {
      first = behind;
    } else {
      ahead.behind = behind;
    }
    if (behind == null) {
      last = ahead;
    } else {
      behind.ahead = ahead;
    }
    request.ahead = null;
    request.behind = null;
  }
}
