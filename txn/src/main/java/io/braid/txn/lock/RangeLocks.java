package io.braid.txn.lock;

import io.braid.storage.KeyRange;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Ranges that transactions keep free of others' new keys: a state machine without threads, clock or
 * I/O of its own, called under one lock by the shell, except where it says otherwise.
 *
 * <p>Ranges do not conflict with each other, only with new keys. Both sides look before they go on:
 *
 * <pre>
 *   who wants a range                            who writes a new key
 *   1. announces it: isActive()                  1. isActive()? then waits for the ranges of others
 *   2. looks at what others have written:        2. puts the key where 2. on the left finds it
 *      waits for their end                       3. isActive()? then waits as in 1.
 * </pre>
 *
 * <p>One of the two sees the other, since there is a full fence between the steps of each. A writer
 * for whose end a range is waited for already is not held up by it. While nobody has a range, a
 * writer's cost is two looks at {@link #isActive}.
 *
 * @see "DESIGN.md, section 4"
 */
final class RangeLocks {
  /** What a range costs beside its two keys, in bytes. */
  static final int RANGE_BYTES = 160;

  private final long bytesMax;

  /** The writers, by owner; of any thread. */
  private final Map<LockOwner, PendingWrites> writers = new ConcurrentHashMap<>();

  /** Disjoint ranges of each owner: start to end. */
  private final Map<LockOwner, TreeMap<byte[], byte[]>> held = new LinkedHashMap<>();

  private final Set<LockRequest> waiting = new LinkedHashSet<>();
  private long bytes;
  private volatile boolean active;

  RangeLocks(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Whether anybody has a range or waits for one. Any thread, without the lock. */
  boolean isActive() {
    return active;
  }

  /** Registers a writer before its first write. Any thread, without the lock. */
  void register(LockOwner owner, PendingWrites writes) {
    writers.put(owner, writes);
  }

  /** Forgets a writer whose writes are committed or dropped. Any thread, without the lock. */
  void unregister(LockOwner owner) {
    writers.remove(owner);
    VarHandle.fullFence();
  }

  /** What {@link #acquire} found. */
  enum Attempt {
    GRANTED,
    BLOCKED,
    FULL
  }

  /**
   * Takes a range if that needs no wait.
   *
   * @param blockers gets the writers that are in the way
   */
  Attempt acquire(LockOwner owner, KeyRange range, Collection<LockOwner> blockers) {
    TreeMap<byte[], byte[]> own = held.get(owner);
    if (own != null && covers(own, range)) {
      return Attempt.GRANTED;
    }
    if (bytes + cost(range) > bytesMax) {
      return Attempt.FULL;
    }
    active = true;
    VarHandle.fullFence();
    writers.forEach((writer, writes) -> {
      if (writer != owner && writes.intoRange(range)) {
        blockers.add(writer);
      }
    });
    if (blockers.isEmpty()) {
      hold(owner, range);
      return Attempt.GRANTED;
    }
    noteActive();
    return Attempt.BLOCKED;
  }

  /** Takes a range whatever others have written in it: SKIP LOCKED, and what a restart takes. */
  void hold(LockOwner owner, KeyRange range) {
    add(held.computeIfAbsent(owner, none -> new TreeMap<>(Arrays::compareUnsigned)), range);
    active = true;
  }

  /** Waits for writers that {@link #acquire} found. */
  RangeRequest enqueue(LockOwner owner, KeyRange range, Collection<LockOwner> blockers) {
    RangeRequest request = new RangeRequest(owner, range, new HashSet<>(blockers));
    waiting.add(request);
    owner.waiting = request;
    active = true;
    return request;
  }

  /** Whether a new key of an owner is in nobody's way. */
  boolean isFree(LockOwner owner, byte[] key) {
    List<LockOwner> found = new ArrayList<>(0);
    blockers(owner, key, found::add);
    return found.isEmpty();
  }

  /** Waits until {@link #isFree}. */
  InsertRequest enqueue(LockOwner owner, byte[] key) {
    InsertRequest request = new InsertRequest(owner, key);
    waiting.add(request);
    owner.waiting = request;
    return request;
  }

  /** Passes on whom a request waits for. */
  void blockers(LockRequest request, Consumer<LockOwner> to) {
    if (request.outcome != null) {
      return;
    }
    switch (request) {
      case RangeRequest wanted -> wanted.writers.forEach(to);
      case InsertRequest insert -> blockers(insert.owner, insert.key, to);
      case KeyRequest other -> throw new IllegalArgumentException("of a key: " + other.owner);
    }
  }

  private void blockers(LockOwner owner, byte[] key, Consumer<LockOwner> to) {
    held.forEach((holder, ranges) -> {
      if (holder != owner && contains(ranges, key)) {
        to.accept(holder);
      }
    });
    for (LockRequest request : waiting) {
      if (request instanceof RangeRequest wanted
          && wanted.owner != owner
          && !wanted.writers.contains(owner)
          && wanted.range.contains(key)) {
        to.accept(wanted.owner);
      }
    }
  }

  /**
   * An owner has ended, after {@link #unregister}; collects the requests that are granted by it.
   */
  void release(LockOwner owner, List<LockRequest> woken) {
    TreeMap<byte[], byte[]> ranges = held.remove(owner);
    if (ranges != null) {
      ranges.forEach((start, end) -> bytes -= cost(start, end));
    }
    for (LockRequest request : List.copyOf(waiting)) {
      if (request instanceof RangeRequest wanted
          && wanted.writers.remove(owner)
          && wanted.writers.isEmpty()) {
        hold(wanted.owner, wanted.range);
        finish(wanted, LockOutcome.GRANTED, woken);
      }
    }
    grantInserts(woken);
    noteActive();
  }

  /** Ends a wait with an outcome, unless it has one. */
  void withdraw(LockRequest request, LockOutcome outcome, List<LockRequest> woken) {
    if (request.outcome == null) {
      finish(request, outcome, woken);
      grantInserts(woken);
      noteActive();
    }
  }

  /** The ranges of an owner. */
  List<KeyRange> held(LockOwner owner) {
    List<KeyRange> found = new ArrayList<>();
    TreeMap<byte[], byte[]> ranges = held.get(owner);
    if (ranges != null) {
      ranges.forEach((start, end) -> found.add(new KeyRange(start, end)));
    }
    return found;
  }

  /** Memory in use by its own count. */
  long bytes() {
    return bytes;
  }

  private void grantInserts(List<LockRequest> woken) {
    for (LockRequest request : List.copyOf(waiting)) {
      if (request instanceof InsertRequest insert && isFree(insert.owner, insert.key)) {
        finish(insert, LockOutcome.GRANTED, woken);
      }
    }
  }

  private void finish(LockRequest request, LockOutcome outcome, List<LockRequest> woken) {
    waiting.remove(request);
    request.owner.waiting = null;
    request.outcome = outcome;
    woken.add(request);
  }

  private void noteActive() {
    active = !held.isEmpty() || waiting.stream().anyMatch(RangeRequest.class::isInstance);
  }

  private void add(NavigableMap<byte[], byte[]> ranges, KeyRange range) {
    byte[] start = range.start();
    byte[] end = range.end();
    Map.Entry<byte[], byte[]> before = ranges.floorEntry(start);
    if (before != null && reaches(before.getValue(), start)) {
      start = before.getKey();
      end = later(end, before.getValue());
      remove(ranges, before);
    }
    Map.Entry<byte[], byte[]> behind = ranges.ceilingEntry(start);
    while (behind != null && reaches(end, behind.getKey())) {
      end = later(end, behind.getValue());
      remove(ranges, behind);
      behind = ranges.ceilingEntry(start);
    }
    ranges.put(start, end);
    bytes += cost(start, end);
  }

  private void remove(NavigableMap<byte[], byte[]> ranges, Map.Entry<byte[], byte[]> range) {
    ranges.remove(range.getKey());
    bytes -= cost(range.getKey(), range.getValue());
  }

  private static boolean covers(NavigableMap<byte[], byte[]> ranges, KeyRange range) {
    Map.Entry<byte[], byte[]> before = ranges.floorEntry(range.start());
    return before != null
        && Arrays.equals(later(before.getValue(), range.end()), before.getValue());
  }

  private static boolean contains(NavigableMap<byte[], byte[]> ranges, byte[] key) {
    Map.Entry<byte[], byte[]> before = ranges.floorEntry(key);
    return before != null && new KeyRange(before.getKey(), before.getValue()).contains(key);
  }

  /** Whether a range that ends there meets or overlaps what begins at a key. */
  private static boolean reaches(byte[] end, byte[] key) {
    return end.length == 0 || Arrays.compareUnsigned(end, key) >= 0;
  }

  /** The later of two ends. */
  private static byte[] later(byte[] one, byte[] other) {
    if (one.length == 0 || other.length == 0) {
      return new byte[0];
    }
    return Arrays.compareUnsigned(one, other) >= 0 ? one : other;
  }

  private static long cost(KeyRange range) {
    return cost(range.start(), range.end());
  }

  private static long cost(byte[] start, byte[] end) {
    return RANGE_BYTES + (long) start.length + end.length;
  }
}
