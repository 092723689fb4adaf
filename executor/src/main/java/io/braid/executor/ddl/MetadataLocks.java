package io.braid.executor.ddl;

import io.braid.common.MySqlError;
import io.braid.executor.StatementContext;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Locks on names of tables and databases: transactions share them until they end, DDL excludes. A
 * waiting exclusive request stops new shared ones, so that DDL is not starved, except those of
 * owners that hold the lock already. All state is guarded by one lock; waits are rare.
 *
 * @see "MySQL 9.7 Reference Manual, Metadata Locking"
 */
public final class MetadataLocks {
  private static final long CANCELLATION_POLL_MILLIS = 50;

  private final ReentrantLock guard = new ReentrantLock();
  private final BriefReads briefReads = new BriefReads();

  private final Map<Name, Entry> entries = new HashMap<>();

  /**
   * What a lock is on.
   *
   * @param table "" for the database itself
   */
  public record Name(String schema, String table) {
    /** The order in which a statement takes several locks. */
    static final Comparator<Name> ORDER =
        Comparator.comparing(Name::schema).thenComparing(Name::table);
  }

  private final class Entry {
    final Condition changed = guard.newCondition();
    final Set<Owner> sharers = new HashSet<>();
    @Nullable Owner excluder;
    final ArrayDeque<Owner> exclusiveWaiters = new ArrayDeque<>();

    boolean isFree() {
      return sharers.isEmpty() && excluder == null && exclusiveWaiters.isEmpty();
    }
  }

  /** Holds the locks of one session or DDL statement; used by one thread at a time. */
  public final class Owner {
    private final Set<Name> held = new HashSet<>();

    private @Nullable Name waitsFor;

    private boolean waitsExclusively;

    /** Whether it keeps brief reads out. */
    private boolean excludes;

    private Owner() {}

    /**
     * Takes shared locks until {@link #releaseAll}, if that needs no wait.
     *
     * @return false, with those that could be had taken, when one could not
     */
    public boolean tryShare(List<Name> names) {
      for (Name name : names) {
        if (!held.contains(name) && !trySharing(name)) {
          return false;
        }
      }
      return true;
    }

    private boolean trySharing(Name name) {
      guard.lock();
      try {
        Entry entry = entries.computeIfAbsent(name, n -> new Entry());
        if (!granted(entry, false)) {
          return false;
        }
        entry.sharers.add(this);
        held.add(name);
        return true;
      } finally {
        guard.unlock();
      }
    }

    /**
     * Takes shared locks until {@link #releaseAll}.
     *
     * @throws io.braid.common.MySqlException 1205 after {@code waitSeconds}, 1213 on a deadlock
     */
    public void share(
        List<Name> names, long waitSeconds, StatementContext.Cancellation cancellation) {
      for (Name name : names) {
        acquire(name, false, waitSeconds, cancellation);
      }
    }

    /** Takes exclusive locks, in one order for all statements; errors as {@link #share}. */
    public void exclude(
        List<Name> names, long waitSeconds, StatementContext.Cancellation cancellation) {
      if (!names.isEmpty() && !excludes) {
        excludes = true;
        briefReads.stop();
      }
      for (Name name : names.stream().distinct().sorted(Name.ORDER).toList()) {
        acquire(name, true, waitSeconds, cancellation);
      }
    }

    private void acquire(
        Name name,
        boolean exclusive,
        long waitSeconds,
        StatementContext.Cancellation cancellation) {
      if (!exclusive && held.contains(name)) {
        return;
      }
      guard.lock();
      Entry entry = entries.computeIfAbsent(name, n -> new Entry());
      boolean queued = false;
      try {
        if (held.contains(name) && (!exclusive || entry.excluder == this)) {
          return;
        }
        long deadline =
            System.nanoTime() + TimeUnit.SECONDS.toNanos(Math.min(waitSeconds, 1L << 30));
        while (!granted(entry, exclusive)) {
          if (exclusive && !queued) {
            entry.exclusiveWaiters.add(this);
            queued = true;
          }
          waitsFor = name;
          waitsExclusively = exclusive;
          if (closesCycle()) {
            throw MySqlError.ER_LOCK_DEADLOCK.with();
          }
          long rest = deadline - System.nanoTime();
          if (rest <= 0) {
            throw MySqlError.ER_LOCK_WAIT_TIMEOUT.with();
          }
          cancellation.check();
          entry.changed.awaitNanos(
              Math.min(rest, TimeUnit.MILLISECONDS.toNanos(CANCELLATION_POLL_MILLIS)));
        }
        if (exclusive) {
          entry.sharers.remove(this);
          entry.excluder = this;
        } else {
          entry.sharers.add(this);
        }
        held.add(name);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw MySqlError.ER_QUERY_INTERRUPTED.with();
      } finally {
        waitsFor = null;
        if (queued) {
          entry.exclusiveWaiters.remove(this);
          entry.changed.signalAll();
        }
        if (entry.isFree()) {
          entries.remove(name);
        }
        guard.unlock();
      }
    }

    private boolean granted(Entry entry, boolean exclusive) {
      boolean othersShare = entry.sharers.size() > (entry.sharers.contains(this) ? 1 : 0);
      if (exclusive) {
        return entry.excluder == null && !othersShare;
      }
      return entry.excluder == null && entry.exclusiveWaiters.isEmpty();
    }

    /** Whether this owner, which is about to wait, is waited for by one that it waits for. */
    private boolean closesCycle() {
      Set<Owner> seen = new HashSet<>();
      ArrayDeque<Owner> open = new ArrayDeque<>(blockers());
      while (!open.isEmpty()) {
        Owner owner = open.remove();
        if (owner == this) {
          return true;
        }
        if (seen.add(owner)) {
          open.addAll(owner.blockers());
        }
      }
      return false;
    }

    private Set<Owner> blockers() {
      Entry entry = waitsFor == null ? null : entries.get(waitsFor);
      if (entry == null) {
        return Set.of();
      }
      Set<Owner> blockers = new HashSet<>(entry.sharers);
      if (entry.excluder != null) {
        blockers.add(entry.excluder);
      }
      if (!waitsExclusively) {
        blockers.addAll(entry.exclusiveWaiters);
      }
      blockers.remove(this);
      return blockers;
    }

    /** Gives all locks, which must be shared ones, to a new owner: a branch that was prepared. */
    public Owner handOver() {
      Owner heir = new Owner();
      guard.lock();
      try {
        for (Name name : held) {
          Entry entry = entries.get(name);
          if (entry != null && entry.sharers.remove(this)) {
            entry.sharers.add(heir);
            heir.held.add(name);
          }
        }
        held.clear();
      } finally {
        guard.unlock();
      }
      return heir;
    }

    /** Gives back all locks: the end of the transaction or statement. */
    public void releaseAll() {
      if (excludes) {
        excludes = false;
        briefReads.resume();
      }
      if (held.isEmpty()) {
        return;
      }
      guard.lock();
      try {
        for (Name name : held) {
          Entry entry = entries.get(name);
          if (entry != null) {
            entry.sharers.remove(this);
            if (entry.excluder == this) {
              entry.excluder = null;
            }
            entry.changed.signalAll();
            if (entry.isFree()) {
              entries.remove(name);
            }
          }
        }
        held.clear();
      } finally {
        guard.unlock();
      }
    }
  }

  /**
   * Begins a read of a single statement that waits for nothing: it stands for shared locks on all
   * names until {@link #endBriefRead}, which must follow on the same thread.
   *
   * @return false while somebody holds or wants an exclusive lock: then take shared ones
   */
  public boolean beginBriefRead() {
    return briefReads.begin();
  }

  /** Ends what {@link #beginBriefRead} began. */
  public void endBriefRead() {
    briefReads.end();
  }

  /** A new holder of locks, one for each session. */
  public Owner owner() {
    return new Owner();
  }
}
