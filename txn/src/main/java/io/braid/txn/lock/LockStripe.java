package io.braid.txn.lock;

import io.braid.txn.LockMode;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One part of the lock table: a state machine without threads, clock or I/O. The shell calls it
 * under one lock and wakes the requests that it returns.
 *
 * <p>Entries are chained in buckets, so that a look-up allocates nothing and a held lock costs one
 * object.
 */
final class LockStripe {
  /** What an entry with its holder costs beside the key, in bytes. */
  static final int ENTRY_BYTES = 96;

  /** What a waiting request or a further holder costs, in bytes. */
  static final int REQUEST_BYTES = 64;

  private static final int BUCKETS_MIN = 16;

  private final long bytesMax;
  private @Nullable LockEntry[] buckets = new @Nullable LockEntry[BUCKETS_MIN];
  private int size;
  private long bytes;

  LockStripe(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** What {@link #acquire} found. */
  enum Attempt {
    /** It is held now and was not before: the caller notes the entry. */
    GRANTED,
    /** It was held in this or a stronger mode, or has been upgraded. */
    HELD_BEFORE,
    BLOCKED,
    FULL
  }

  /** The entry of a key that somebody holds or waits for. */
  @Nullable LockEntry find(byte[] key, int hash) {
    LockEntry entry = buckets[hash & buckets.length - 1];
    while (entry != null && (entry.hash != hash || !Arrays.equals(entry.key, key))) {
      entry = entry.nextInBucket;
    }
    return entry;
  }

  /** Takes a lock if that needs no wait. */
  Attempt acquire(LockOwner owner, byte[] key, int hash, LockMode mode) {
    LockEntry entry = find(key, hash);
    if (entry == null) {
      if (bytes + ENTRY_BYTES + key.length > bytesMax) {
        return Attempt.FULL;
      }
      add(key, hash).addHolder(owner, mode);
      return Attempt.GRANTED;
    }
    if (entry.isHeldBy(owner)) {
      if (mode == LockMode.SHARED || entry.heldMode == LockMode.EXCLUSIVE) {
        return Attempt.HELD_BEFORE;
      }
      if (!entry.isHeldOnlyBy(owner)) {
        return Attempt.BLOCKED;
      }
      entry.heldMode = LockMode.EXCLUSIVE;
      return Attempt.HELD_BEFORE;
    }
    if (entry.first != null || conflicts(entry, mode)) {
      return Attempt.BLOCKED;
    }
    if (bytes + REQUEST_BYTES > bytesMax) {
      return Attempt.FULL;
    }
    bytes += REQUEST_BYTES;
    entry.addHolder(owner, mode);
    return Attempt.GRANTED;
  }

  /** Queues a request that {@link #acquire} found blocked; null when memory is used up. */
  @Nullable KeyRequest enqueue(LockOwner owner, byte[] key, int hash, LockMode mode) {
    if (bytes + REQUEST_BYTES > bytesMax) {
      return null;
    }
    LockEntry entry = find(key, hash);
    if (entry == null) {
      throw new IllegalStateException("a wait for a key that nobody holds");
    }
    KeyRequest request = new KeyRequest(owner, entry, mode, entry.isHeldBy(owner));
    bytes += REQUEST_BYTES;
    entry.enqueue(request, request.upgrade);
    owner.waiting = request;
    return request;
  }

  /** Ends an owner's hold and collects the requests that are granted by it. */
  void release(LockOwner owner, LockEntry entry, List<LockRequest> woken) {
    if (!entry.isHeldOnlyBy(owner)) {
      bytes -= REQUEST_BYTES;
    }
    entry.removeHolder(owner);
    grantWaiting(entry, woken);
    removeIfUnused(entry);
  }

  /** Ends a wait with an outcome, unless it has one. */
  void withdraw(KeyRequest request, LockOutcome outcome, List<LockRequest> woken) {
    if (request.outcome != null) {
      return;
    }
    LockEntry entry = request.entry;
    finish(request, outcome);
    woken.add(request);
    grantWaiting(entry, woken);
    removeIfUnused(entry);
  }

  /**
   * Passes on the owners that a waiting request waits for: conflicting holders, and conflicting
   * requests ahead of it back to the nearest exclusive one, which in its turn waits for all ahead
   * of itself.
   */
  void blockers(KeyRequest request, Consumer<LockOwner> to) {
    LockEntry entry = request.entry;
    if (request.outcome != null) {
      return;
    }
    if (request.conflictsWith(entry.heldMode)) {
      if (entry.holder != null && entry.holder != request.owner) {
        to.accept(entry.holder);
      }
      if (entry.moreHolders != null) {
        for (LockOwner holder : entry.moreHolders) {
          if (holder != request.owner) {
            to.accept(holder);
          }
        }
      }
    }
    KeyRequest ahead = request.ahead;
    while (ahead != null) {
      if (request.conflictsWith(ahead.mode)) {
        to.accept(ahead.owner);
      }
      if (ahead.mode == LockMode.EXCLUSIVE) {
        return;
      }
      ahead = ahead.ahead;
    }
  }

  /** Keys that are held or waited for. */
  int size() {
    return size;
  }

  /** Memory in use by its own count. */
  long bytes() {
    return bytes;
  }

  private static boolean conflicts(LockEntry entry, LockMode mode) {
    return entry.holder != null
        && (mode == LockMode.EXCLUSIVE || entry.heldMode == LockMode.EXCLUSIVE);
  }

  private void grantWaiting(LockEntry entry, List<LockRequest> woken) {
    KeyRequest next = entry.first;
    while (next != null) {
      if (next.upgrade ? !entry.isHeldOnlyBy(next.owner) : conflicts(entry, next.mode)) {
        return;
      }
      finish(next, LockOutcome.GRANTED);
      if (next.upgrade) {
        entry.heldMode = LockMode.EXCLUSIVE;
      } else {
        if (entry.holder != null) {
          bytes += REQUEST_BYTES;
        }
        entry.addHolder(next.owner, next.mode);
      }
      woken.add(next);
      next = entry.first;
    }
  }

  private void finish(KeyRequest request, LockOutcome outcome) {
    request.entry.dequeue(request);
    request.owner.waiting = null;
    request.outcome = outcome;
    bytes -= REQUEST_BYTES;
  }

  private LockEntry add(byte[] key, int hash) {
    LockEntry entry = new LockEntry(key, hash);
    if (size >= buckets.length / 4 * 3) {
      resize(buckets.length * 2);
    }
    int bucket = hash & buckets.length - 1;
    entry.nextInBucket = buckets[bucket];
    buckets[bucket] = entry;
    size++;
    bytes += ENTRY_BYTES + key.length;
    return entry;
  }

  private void removeIfUnused(LockEntry entry) {
    if (!entry.isUnused()) {
      return;
    }
    int bucket = entry.hash & buckets.length - 1;
    LockEntry before = buckets[bucket];
    if (before == entry) {
      buckets[bucket] = entry.nextInBucket;
    } else {
      while (before != null && before.nextInBucket != entry) {
        before = before.nextInBucket;
      }
      if (before == null) {
        throw new IllegalStateException("a lock entry outside of its bucket");
      }
      before.nextInBucket = entry.nextInBucket;
    }
    size--;
    bytes -= ENTRY_BYTES + entry.key.length;
    if (buckets.length > BUCKETS_MIN && size < buckets.length / 8) {
      resize(buckets.length / 2);
    }
  }

  private void resize(int length) {
    @Nullable LockEntry[] old = buckets;
    @Nullable LockEntry[] wider = new @Nullable LockEntry[length];
    for (LockEntry chain : old) {
      LockEntry entry = chain;
      while (entry != null) {
        LockEntry next = entry.nextInBucket;
        int bucket = entry.hash & length - 1;
        entry.nextInBucket = wider[bucket];
        wider[bucket] = entry;
        entry = next;
      }
    }
    buckets = wider;
  }
}
