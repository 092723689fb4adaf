package io.braid.txn.lock;

import io.braid.storage.KeyHash;
import io.braid.storage.KeyRange;
import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The locks of rows and ranges of one volume's leader, in memory. This is the thin shell that
 * waits; what may be granted is decided by {@link LockStripe} and {@link RangeLocks}, and deadlocks
 * are found by {@link DeadlockSearch}.
 *
 * <p>Safe for use by all threads; an owner is used by one thread at a time, except {@link #cancel}.
 * The locks of stripes are leaves: nothing is waited for or called back under them. A deadlock is a
 * stable state, so it is looked for one stripe at a time by whoever begins to wait, and only a
 * suspicion is checked again under all of them.
 *
 * @see "DESIGN.md, section 4"
 */
public final class LockTable {
  private static final int STRIPES = 64;

  /** The part of the memory that ranges may use beside the keys. */
  private static final int RANGES_SHARE = 8;

  private final LockStripe[] stripes = new LockStripe[STRIPES];
  private final ReentrantLock[] guards = new ReentrantLock[STRIPES];
  private final RangeLocks ranges;
  private final ReentrantLock rangesGuard = new ReentrantLock();
  private final long hashSeed;
  private final Consumer<Deadlock> onDeadlock;
  private final LongAdder waits = new LongAdder();
  private final LongAdder timeouts = new LongAdder();
  private final LongAdder deadlocks = new LongAdder();

  /**
   * @param bytesMax memory for all locks; a request beyond it gets {@link LockOutcome#TABLE_FULL}
   * @param hashSeed chosen at random, so that nobody can choose keys that collide
   */
  public LockTable(long bytesMax, long hashSeed) {
    this(bytesMax, hashSeed, deadlock -> {});
  }

  /**
   * @param onDeadlock told of each deadlock, before the victim goes on; by the thread that found it
   */
  public LockTable(long bytesMax, long hashSeed, Consumer<Deadlock> onDeadlock) {
    this.onDeadlock = onDeadlock;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new LockStripe(bytesMax / STRIPES);
      guards[i] = new ReentrantLock();
    }
    ranges = new RangeLocks(bytesMax / RANGES_SHARE);
    this.hashSeed = hashSeed;
  }

  /**
   * Locks a key, waiting as {@code wait} says. A lock that the owner holds already is granted
   * again; a shared one is upgraded.
   *
   * @param key must not be changed afterwards
   */
  public LockOutcome lock(LockOwner owner, byte[] key, LockMode mode, LockWait wait) {
    int hash = hash(key);
    int number = stripeOf(hash);
    LockStripe stripe = stripes[number];
    KeyRequest request;
    guards[number].lock();
    try {
      switch (stripe.acquire(owner, key, hash, mode)) {
        case GRANTED -> {
          LockEntry entry = stripe.find(key, hash);
          if (entry == null) {
            throw new IllegalStateException("a granted lock without entry");
          }
          owner.held.add(entry);
          return LockOutcome.GRANTED;
        }
        case HELD_BEFORE -> {
          return LockOutcome.GRANTED;
        }
        case FULL -> {
          return LockOutcome.TABLE_FULL;
        }
        case BLOCKED -> {}
      }
      if (!(wait instanceof LockWait.UpTo)) {
        return LockOutcome.REFUSED;
      }
      if (takeCancelled(owner)) {
        return LockOutcome.CANCELLED;
      }
      KeyRequest queued = stripe.enqueue(owner, key, hash, mode);
      if (queued == null) {
        return LockOutcome.TABLE_FULL;
      }
      request = queued;
    } finally {
      guards[number].unlock();
    }
    LockOutcome outcome = await(request, wait);
    if (outcome == LockOutcome.GRANTED && !request.upgrade) {
      owner.held.add(request.entry);
    }
    return outcome;
  }

  private static boolean takeCancelled(LockOwner owner) {
    boolean cancelled = owner.cancelled;
    owner.cancelled = false;
    return cancelled;
  }

  /**
   * Keeps others from writing new keys into a range until the owner releases all its locks. Waits
   * for those who have done so and not ended; with SKIP LOCKED it does not, so that what they
   * commit may appear.
   */
  public LockOutcome lockRange(LockOwner owner, KeyRange range, LockWait wait) {
    RangeRequest request;
    rangesGuard.lock();
    try {
      List<LockOwner> blockers = new ArrayList<>(0);
      switch (ranges.acquire(owner, range, blockers)) {
        case GRANTED -> {
          return LockOutcome.GRANTED;
        }
        case FULL -> {
          return LockOutcome.TABLE_FULL;
        }
        case BLOCKED -> {}
      }
      switch (wait) {
        case LockWait.SkipLocked() -> {
          ranges.hold(owner, range);
          return LockOutcome.GRANTED;
        }
        case LockWait.NoWait() -> {
          return LockOutcome.REFUSED;
        }
        case LockWait.UpTo upTo -> {}
      }
      if (takeCancelled(owner)) {
        return LockOutcome.CANCELLED;
      }
      request = ranges.enqueue(owner, range, blockers);
    } finally {
      rangesGuard.unlock();
    }
    return await(request, wait);
  }

  /** Takes a range that the owner had before a restart. */
  public void lockRangeAgain(LockOwner owner, KeyRange range) {
    rangesGuard.lock();
    try {
      ranges.hold(owner, range);
    } finally {
      rangesGuard.unlock();
    }
  }

  /** Says where to look for what an owner has written; before its first write. */
  public void registerWrites(LockOwner owner, PendingWrites writes) {
    owner.writes = true;
    ranges.register(owner, writes);
  }

  /**
   * Waits until a new key is in no range of another. To be called before the key is where {@link
   * PendingWrites} finds it, and once more when it is there.
   */
  public LockOutcome awaitRanges(LockOwner owner, byte[] key, LockWait wait) {
    VarHandle.fullFence();
    if (!ranges.isActive()) {
      return LockOutcome.GRANTED;
    }
    InsertRequest request;
    rangesGuard.lock();
    try {
      if (ranges.isFree(owner, key)) {
        return LockOutcome.GRANTED;
      }
      if (!(wait instanceof LockWait.UpTo)) {
        return LockOutcome.REFUSED;
      }
      if (takeCancelled(owner)) {
        return LockOutcome.CANCELLED;
      }
      request = ranges.enqueue(owner, key);
    } finally {
      rangesGuard.unlock();
    }
    return await(request, wait);
  }

  /** The ranges of an owner. */
  public List<KeyRange> heldRanges(LockOwner owner) {
    rangesGuard.lock();
    try {
      return ranges.held(owner);
    } finally {
      rangesGuard.unlock();
    }
  }

  private void releaseRanges(LockOwner owner) {
    if (owner.writes) {
      ranges.unregister(owner);
      owner.writes = false;
    }
    if (!ranges.isActive()) {
      return;
    }
    List<LockRequest> woken = new ArrayList<>(2);
    rangesGuard.lock();
    try {
      ranges.release(owner, woken);
    } finally {
      rangesGuard.unlock();
    }
    wake(woken);
  }

  /** Releases a lock that this statement took; one that was held before it stays. */
  public void unlockOfStatement(LockOwner owner, byte[] key) {
    for (int i = owner.held.size() - 1; i >= owner.heldBeforeStatement; i--) {
      LockEntry entry = owner.held.get(i);
      if (Arrays.equals(entry.key, key)) {
        owner.held.remove(i);
        release(owner, entry);
        return;
      }
    }
  }

  /** Releases the locks of those keys that something else protects from now on. */
  public void releaseKeys(LockOwner owner, Predicate<byte[]> released) {
    int kept = 0;
    int keptBefore = 0;
    for (int i = 0; i < owner.held.size(); i++) {
      LockEntry entry = owner.held.get(i);
      if (released.test(entry.key)) {
        release(owner, entry);
      } else {
        keptBefore += i < owner.heldBeforeStatement ? 1 : 0;
        owner.held.set(kept++, entry);
      }
    }
    owner.held.subList(kept, owner.held.size()).clear();
    owner.heldBeforeStatement = keptBefore;
  }

  /** Releases all locks of an owner. */
  public void releaseAll(LockOwner owner) {
    for (int i = owner.held.size() - 1; i >= 0; i--) {
      release(owner, owner.held.get(i));
    }
    owner.held.clear();
    owner.heldBeforeStatement = 0;
    releaseRanges(owner);
  }

  /** A key that is locked, and how. */
  public record HeldLock(byte[] key, LockMode mode) {}

  /** The locks of an owner whose keys are asked for; called by the owner's thread. */
  public List<HeldLock> held(LockOwner owner, Predicate<byte[]> wanted) {
    List<HeldLock> held = new ArrayList<>();
    for (LockEntry entry : owner.held) {
      if (wanted.test(entry.key)) {
        ReentrantLock guard = guards[stripeOf(entry.hash)];
        guard.lock();
        try {
          held.add(new HeldLock(entry.key, entry.heldMode));
        } finally {
          guard.unlock();
        }
      }
    }
    return held;
  }

  /** Ends the present or, within the statement, the next wait of an owner. Any thread. */
  public void cancel(LockOwner owner) {
    owner.cancelled = true;
    LockRequest request = owner.waiting;
    if (request != null) {
      withdraw(request, LockOutcome.CANCELLED);
    }
  }

  /** Keys that are locked or waited for; not exact while others change it. */
  public long size() {
    long size = 0;
    for (int i = 0; i < STRIPES; i++) {
      guards[i].lock();
      try {
        size += stripes[i].size();
      } finally {
        guards[i].unlock();
      }
    }
    return size;
  }

  /** Memory of all locks by the table's own count, in bytes. */
  public long bytes() {
    long bytes = 0;
    for (int i = 0; i < STRIPES; i++) {
      guards[i].lock();
      try {
        bytes += stripes[i].bytes();
      } finally {
        guards[i].unlock();
      }
    }
    rangesGuard.lock();
    try {
      return bytes + ranges.bytes();
    } finally {
      rangesGuard.unlock();
    }
  }

  private LockOutcome await(LockRequest request, LockWait wait) {
    waits.increment();
    endDeadlocks(request);
    long millis = wait instanceof LockWait.UpTo(long upTo) ? upTo : 0;
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.max(millis, 0));
    while (true) {
      LockOutcome outcome = request.outcome;
      if (outcome != null) {
        if (outcome == LockOutcome.CANCELLED) {
          request.owner.cancelled = false;
        }
        return outcome;
      }
      long left = deadline - System.nanoTime();
      if (request.owner.cancelled || Thread.currentThread().isInterrupted()) {
        withdraw(request, LockOutcome.CANCELLED);
      } else if (left <= 0) {
        withdraw(request, LockOutcome.TIMED_OUT);
        timeouts.increment();
      } else {
        LockSupport.parkNanos(this, left);
      }
    }
  }

  /** Chooses victims until no cycle of waits goes through {@code request}. */
  private void endDeadlocks(LockRequest request) {
    while (request.outcome == null
        && !DeadlockSearch.cycleThrough(request, this::blockersGuarded).isEmpty()) {
      List<LockRequest> woken = new ArrayList<>(2);
      Optional<Deadlock> ended = Optional.empty();
      for (ReentrantLock guard : guards) {
        guard.lock();
      }
      rangesGuard.lock();
      try {
        List<LockRequest> cycle = DeadlockSearch.cycleThrough(request, this::blockers);
        if (!cycle.isEmpty()) {
          LockRequest victim = DeadlockSearch.victim(cycle);
          ended = Optional.of(describe(cycle, victim));
          withdrawGuarded(victim, LockOutcome.DEADLOCK, woken);
        }
      } finally {
        rangesGuard.unlock();
        for (ReentrantLock guard : guards) {
          guard.unlock();
        }
      }
      if (ended.isPresent()) {
        deadlocks.increment();
        onDeadlock.accept(ended.get());
      }
      wake(woken);
    }
  }

  private static Deadlock describe(List<LockRequest> cycle, LockRequest victim) {
    List<LockRequest> closedLast = new ArrayList<>(cycle.subList(1, cycle.size()));
    closedLast.add(cycle.getFirst());
    List<Deadlock.Member> members = new ArrayList<>(closedLast.size());
    LockRequest before = closedLast.getLast();
    for (LockRequest request : closedLast) {
      LockOwner owner = request.owner;
      WantedLock holds =
          before instanceof KeyRequest ofKey
              ? new WantedLock.OfKey(ofKey.entry.key, ofKey.entry.heldMode)
              : before.wanted();
      members.add(
          new Deadlock.Member(
              owner.id(), owner.connectionId(), owner.weight(), holds, request.wanted()));
      before = request;
    }
    return new Deadlock(members, closedLast.indexOf(victim));
  }

  /** What an owner has and waits for; any thread, and not exact while it goes on. */
  public OwnerLocks describe(LockOwner owner) {
    LockRequest request = owner.waiting;
    return new OwnerLocks(
        owner.heldCount(),
        heldRanges(owner).size(),
        Optional.ofNullable(request)
            .map(wait ->
                new OwnerLocks.Waiting(
                    wait.wanted(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - wait.sinceNanos))));
  }

  /** What has happened so far. */
  public LockCounters counters() {
    return new LockCounters(size(), bytes(), waits.sum(), timeouts.sum(), deadlocks.sum());
  }

  private void blockersGuarded(LockRequest request, Consumer<LockOwner> to) {
    ReentrantLock guard = guardOf(request);
    guard.lock();
    try {
      blockers(request, to);
    } finally {
      guard.unlock();
    }
  }

  private ReentrantLock guardOf(LockRequest request) {
    return request instanceof KeyRequest ofKey ? guards[stripeOf(ofKey.entry.hash)] : rangesGuard;
  }

  private void blockers(LockRequest request, Consumer<LockOwner> to) {
    if (request instanceof KeyRequest ofKey) {
      stripe(ofKey.entry).blockers(ofKey, to);
    } else {
      ranges.blockers(request, to);
    }
  }

  private void release(LockOwner owner, LockEntry entry) {
    int number = stripeOf(entry.hash);
    List<LockRequest> woken;
    guards[number].lock();
    try {
      woken = entry.first == null ? List.of() : new ArrayList<>(2);
      stripes[number].release(owner, entry, woken);
    } finally {
      guards[number].unlock();
    }
    wake(woken);
  }

  private void withdraw(LockRequest request, LockOutcome outcome) {
    List<LockRequest> woken = new ArrayList<>(2);
    ReentrantLock guard = guardOf(request);
    guard.lock();
    try {
      withdrawGuarded(request, outcome, woken);
    } finally {
      guard.unlock();
    }
    wake(woken);
  }

  private void withdrawGuarded(LockRequest request, LockOutcome outcome, List<LockRequest> woken) {
    if (request instanceof KeyRequest ofKey) {
      stripe(ofKey.entry).withdraw(ofKey, outcome, woken);
    } else {
      ranges.withdraw(request, outcome, woken);
    }
  }

  private static void wake(List<LockRequest> woken) {
    for (LockRequest request : woken) {
      LockSupport.unpark(request.waiter);
    }
  }

  private LockStripe stripe(LockEntry entry) {
    return stripes[stripeOf(entry.hash)];
  }

  /** Stripes take the upper bits of the hash, buckets the lower ones. */
  private static int stripeOf(int hash) {
    return hash >>> 26;
  }

  private int hash(byte[] key) {
    return KeyHash.of(key, hashSeed);
  }
}
