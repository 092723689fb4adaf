package io.braid.storage.node.mvcc;

import io.braid.common.Invariant;
import io.braid.common.MySqlError;
import io.braid.common.time.Clock;
import io.braid.storage.KeyRange;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys of commits under way on this volume's leader, in key order, and from them the resolved
 * timestamp.
 *
 * <p>A commit enters <em>before</em> it asks the oracle for its timestamp C and leaves after it was
 * applied. A reader at snapshot S looks here <em>before</em> it reads RocksDB: whoever is not in
 * the map then, and has not been applied, will get a C above S; whoever is in it with C at or below
 * S, or unknown, is waited for.
 *
 * @see "PROTOCOL.md, rules 1, 2 and 18"
 */
public final class InCommitMap {
  /** A commit under way. */
  public static final class Entry {
    /** In key order. */
    private final List<byte[]> keys;

    private final boolean holdsResolved;
    private final boolean tracked;
    private final long floor;
    private final CountDownLatch stamped = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile long commitTs;

    /** The commit's timestamp will be above this. */
    public long floor() {
      return floor;
    }

    private Entry(List<byte[]> keys, boolean holdsResolved, long floor, boolean tracked) {
      this.keys = keys;
      this.tracked = tracked;
      this.holdsResolved = holdsResolved;
      this.floor = floor;
    }

    private boolean isLarge() {
      return keys.size() > SMALL_KEYS_MAX;
    }

    private boolean has(byte[] key) {
      return Collections.binarySearch(keys, key, Arrays::compareUnsigned) >= 0;
    }

    private boolean hasIn(KeyRange range) {
      int found = Collections.binarySearch(keys, range.start(), Arrays::compareUnsigned);
      int first = found < 0 ? -found - 1 : found;
      return first < keys.size() && range.contains(keys.get(first));
    }
  }

  /** Never blocks a reader: housekeeping that changes nothing a valid snapshot can see. */
  private static final long INVISIBLE = Long.MAX_VALUE;

  /** Entries with more keys are looked through, so that their keys need not all be put in. */
  private static final int SMALL_KEYS_MAX = 16;

  private final Clock clock;
  private final long waitNanosMax;

  /** The keys of small entries. */
  private final ConcurrentSkipListMap<byte[], Entry> keys =
      new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

  /** The large entries: few at a time, since each is in the log soon. */
  private final List<Entry> large = new CopyOnWriteArrayList<>();

  /** Held while an entry looks for others in its way and enters. */
  private final ReentrantLock entering = new ReentrantLock();

  private final Set<Entry> commits = ConcurrentHashMap.newKeySet();
  private final List<KeyTracker> trackers = new CopyOnWriteArrayList<>();

  /** The highest timestamp that this leader has seen or published: the floor of new commits. */
  private final AtomicLong highestSeen = new AtomicLong();

  /** The highest resolved timestamp given out; it never goes back. */
  private final AtomicLong resolved = new AtomicLong();

  /**
   * @param waitNanosMax how long a reader or writer waits for a commit before error 1205
   */
  public InCommitMap(Clock clock, long waitNanosMax) {
    this.clock = clock;
    this.waitNanosMax = waitNanosMax;
  }

  /**
   * Enters a commit's keys. They are locked by its transaction, so that only housekeeping can be in
   * its way; that is waited for.
   *
   * @param commitKeys the keys without duplicates in key order, not changed any more
   */
  public Entry enter(List<byte[]> commitKeys) {
    Entry entry = new Entry(commitKeys, true, highestSeen.get(), true);
    commits.add(entry);
    enterKeys(entry);
    return entry;
  }

  /**
   * Enters the keys of a part that was held before a restart, in key order.
   *
   * @param floor of the hold: nothing at or below it was ever promised to lack this commit
   */
  public Entry enterHeld(List<byte[]> commitKeys, long floor) {
    seen(floor);
    Entry entry = new Entry(commitKeys, true, floor, true);
    commits.add(entry);
    enterKeys(entry);
    return entry;
  }

  /**
   * Enters keys, in their order, for housekeeping: writers wait for them, readers and the resolved
   * timestamp do not.
   */
  public Entry enterHousekeeping(List<byte[]> housekeepingKeys) {
    return enterHousekeeping(housekeepingKeys, false);
  }

  /** As {@link #enterHousekeeping(Collection)}, for keys that trackers note: they are folded. */
  public Entry enterFolding(List<byte[]> foldedKeys) {
    return enterHousekeeping(foldedKeys, true);
  }

  private Entry enterHousekeeping(List<byte[]> housekeepingKeys, boolean tracked) {
    Entry entry = new Entry(housekeepingKeys, false, 0, tracked);
    entry.commitTs = INVISIBLE;
    entry.stamped.countDown();
    enterKeys(entry);
    return entry;
  }

  private void enterKeys(Entry entry) {
    long deadline = clock.monotonicNanos() + waitNanosMax;
    try {
      @Nullable Entry other = tryEnter(entry);
      while (other != null) {
        await(other.done, deadline);
        other = tryEnter(entry);
      }
    } catch (RuntimeException failure) {
      leave(entry);
      throw failure;
    }
  }

  /** Enters all keys, or none and tells who is in the way. */
  private @Nullable Entry tryEnter(Entry entry) {
    entering.lock();
    try {
      Entry other = inTheWayOf(entry);
      if (other == null && entry.isLarge()) {
        large.add(entry);
      } else if (other == null) {
        for (byte[] key : entry.keys) {
          keys.put(key, entry);
        }
      }
      return other;
    } finally {
      entering.unlock();
    }
  }

  private @Nullable Entry inTheWayOf(Entry entry) {
    for (Entry other : large) {
      boolean fewer = entry.keys.size() < other.keys.size();
      Entry looked = fewer ? entry : other;
      Entry through = fewer ? other : entry;
      for (byte[] key : looked.keys) {
        if (through.has(key)) {
          return other;
        }
      }
    }
    if (keys.isEmpty()) {
      return null;
    }
    for (byte[] key : entry.keys) {
      Entry other = keys.get(key);
      if (other != null) {
        return other;
      }
    }
    return null;
  }

  /**
   * Tells the commit timestamp, as soon as the oracle gave it.
   *
   * @throws io.braid.common.InvariantViolation when it is not above what was read from the oracle
   *     before, and perhaps published as resolved
   */
  public void stamp(Entry entry, long commitTs) {
    Invariant.check(
        commitTs > entry.floor,
        "the oracle gave %s for a commit, after %s had been seen",
        commitTs,
        entry.floor);
    entry.commitTs = commitTs;
    entry.stamped.countDown();
    highestSeen.accumulateAndGet(commitTs, Math::max);
  }

  /** The commit was applied, or will never be. */
  public void leave(Entry entry) {
    if (entry.tracked) {
      for (KeyTracker tracker : trackers) {
        tracker.note(entry.keys);
      }
    }
    if (entry.isLarge()) {
      large.remove(entry);
    } else {
      for (byte[] key : entry.keys) {
        keys.remove(key, entry);
      }
    }
    if (entry.holdsResolved) {
      commits.remove(entry);
    }
    entry.stamped.countDown();
    entry.done.countDown();
  }

  /** Notes from now on the keys of a range that commits have written when they leave. */
  KeyTracker track(KeyRange range, int keysMax) {
    KeyTracker tracker = new KeyTracker(this, range, keysMax);
    trackers.add(tracker);
    return tracker;
  }

  void stopTracking(KeyTracker tracker) {
    trackers.remove(tracker);
  }

  /**
   * Waits until no commit at or below {@code readTs} is under way for the key.
   *
   * @throws io.braid.common.MySqlException ER_LOCK_WAIT_TIMEOUT (1205) at the deadline
   */
  public void awaitKey(byte[] key, long readTs) {
    @Nullable Entry entry = find(key);
    if (entry != null) {
      awaitBefore(entry, readTs, clock.monotonicNanos() + waitNanosMax);
    }
  }

  /** Whether {@link #awaitKey} would have to wait. */
  public boolean holds(byte[] key, long readTs) {
    @Nullable Entry entry = find(key);
    return entry != null && isBefore(entry, readTs);
  }

  /**
   * Waits until no commit of a key is under way, whatever its timestamp, for one who holds the
   * key's lock: only a commit whose outcome its transaction did not learn can be there.
   *
   * @throws io.braid.common.MySqlException ER_LOCK_WAIT_TIMEOUT (1205) at the deadline
   */
  public void awaitCommit(byte[] key) {
    awaitKey(key, INVISIBLE - 1);
  }

  /** Whether {@link #awaitCommit} would have to wait. */
  public boolean holdsCommit(byte[] key) {
    return holds(key, INVISIBLE - 1);
  }

  private @Nullable Entry find(byte[] key) {
    for (Entry entry : large) {
      if (entry.has(key)) {
        return entry;
      }
    }
    return keys.isEmpty() ? null : keys.get(key);
  }

  /** Whether a commit may be at or before a snapshot, as far as is known without a wait. */
  private static boolean isBefore(Entry entry, long readTs) {
    long commitTs = entry.commitTs;
    return commitTs == 0 ? !entry.holdsResolved || readTs > entry.floor : commitTs <= readTs;
  }

  /** As {@link #awaitKey}, for all keys of a range. */
  public void awaitRange(KeyRange range, long readTs) {
    long deadline = clock.monotonicNanos() + waitNanosMax;
    for (Entry entry : large) {
      if (entry.hasIn(range)) {
        awaitBefore(entry, readTs, deadline);
      }
    }
    if (!keys.isEmpty()) {
      for (Entry entry : inRange(range)) {
        awaitBefore(entry, readTs, deadline);
      }
    }
  }

  /** Whether {@link #awaitRange} would have to wait. */
  public boolean holds(KeyRange range, long readTs) {
    for (Entry entry : large) {
      if (isBefore(entry, readTs) && entry.hasIn(range)) {
        return true;
      }
    }
    if (!keys.isEmpty()) {
      for (Entry entry : inRange(range)) {
        if (isBefore(entry, readTs)) {
          return true;
        }
      }
    }
    return false;
  }

  private Collection<Entry> inRange(KeyRange range) {
    ConcurrentNavigableMap<byte[], Entry> inRange = keys.tailMap(range.start(), true);
    if (range.end().length == 0) {
      return inRange.values();
    }
    return Arrays.compareUnsigned(range.start(), range.end()) >= 0
        ? List.of()
        : inRange.headMap(range.end(), false).values();
  }

  /** As {@link #awaitKey}, for a commit that is known. */
  void awaitEntry(Entry entry, long readTs) {
    awaitBefore(entry, readTs, clock.monotonicNanos() + waitNanosMax);
  }

  private void awaitBefore(Entry entry, long readTs, long deadline) {
    if (entry.commitTs == 0) {
      if (entry.holdsResolved && readTs <= entry.floor) {
        return;
      }
      await(entry.stamped, deadline);
    }
    // Still 0 when it left without a timestamp; then it is done.
    if (entry.commitTs <= readTs) {
      await(entry.done, deadline);
    }
  }

  private void await(CountDownLatch latch, long deadline) {
    try {
      if (!latch.await(deadline - clock.monotonicNanos(), TimeUnit.NANOSECONDS)) {
        throw MySqlError.ER_LOCK_WAIT_TIMEOUT.with();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw MySqlError.ER_QUERY_INTERRUPTED.with();
    }
  }

  /**
   * The highest timestamp at or below which no commit can appear any more.
   *
   * @param oracleNow read from the oracle before this call
   */
  public long resolved(long oracleNow) {
    highestSeen.accumulateAndGet(oracleNow, Math::max);
    long lowest = oracleNow;
    for (Entry entry : commits) {
      long commitTs = entry.commitTs;
      lowest = Math.min(lowest, commitTs == 0 ? entry.floor : commitTs - 1);
    }
    return resolved.accumulateAndGet(lowest, Math::max);
  }

  /** A timestamp that was found in the files: commits must be above it. */
  public void seen(long timestamp) {
    highestSeen.accumulateAndGet(timestamp, Math::max);
  }
}
