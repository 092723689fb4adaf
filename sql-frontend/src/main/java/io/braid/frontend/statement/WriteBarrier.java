package io.braid.frontend.statement;

import io.braid.common.MySqlError;
import io.braid.executor.StatementContext.Cancellation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds back writes for FLUSH TABLES WITH READ LOCK and LOCK TABLES … READ. Every statement that
 * writes, and every commit of writes, is a section between {@link #enter} and {@link #leave}; a
 * session that blocks waits until open sections have ended, and new ones wait for it.
 *
 * <p>Owners are sessions. All state is guarded by one lock.
 *
 * @see "MySQL 9.7 Reference Manual, FLUSH Statement (FLUSH TABLES WITH READ LOCK)"
 */
public final class WriteBarrier {
  private static final long CANCELLATION_POLL_MILLIS = 50;

  /** A table that a section writes or a block covers. */
  public record Table(String schema, String name) {}

  private final ReentrantLock guard = new ReentrantLock();
  private final Condition changed = guard.newCondition();
  private final Map<Object, Set<Table>> sections = new HashMap<>();
  private final Set<Object> blockingAll = new HashSet<>();
  private final Map<Object, Set<Table>> blockingTables = new HashMap<>();

  /**
   * Starts a section.
   *
   * @param tables what is written; empty for a commit, which only a block of everything holds back
   * @throws io.braid.common.MySqlException 1223 when the owner itself blocks everything, 1099 when
   *     it blocks one of the tables, 1205 after {@code waitMillis}
   */
  public void enter(Object owner, Set<Table> tables, long waitMillis, Cancellation cancellation) {
    guard.lock();
    try {
      if (blockingAll.contains(owner)) {
        throw MySqlError.ER_CANT_UPDATE_WITH_READLOCK.with();
      }
      Set<Table> own = blockingTables.getOrDefault(owner, Set.of());
      for (Table table : tables) {
        if (own.contains(table)) {
          throw MySqlError.ER_TABLE_NOT_LOCKED_FOR_WRITE.with(table.name());
        }
      }
      await(() -> !isBlocked(tables), waitMillis, cancellation);
      sections.put(owner, Set.copyOf(tables));
    } finally {
      guard.unlock();
    }
  }

  private boolean isBlocked(Set<Table> tables) {
    if (!blockingAll.isEmpty()) {
      return true;
    }
    return blockingTables.values().stream().anyMatch(b -> tables.stream().anyMatch(b::contains));
  }

  /** Ends the owner's section; does nothing when it has none. */
  public void leave(Object owner) {
    guard.lock();
    try {
      if (sections.remove(owner) != null) {
        changed.signalAll();
      }
    } finally {
      guard.unlock();
    }
  }

  /** Blocks all writes until {@link #unblock}; errors as {@link #enter}. */
  public void blockAll(Object owner, long waitMillis, Cancellation cancellation) {
    guard.lock();
    try {
      if (!blockingAll.add(owner)) {
        return;
      }
      awaitOrUndo(owner, sections::isEmpty, waitMillis, cancellation);
    } finally {
      guard.unlock();
    }
  }

  /** Blocks writes of some tables until {@link #unblock}; errors as {@link #enter}. */
  public void blockTables(
      Object owner, Set<Table> tables, long waitMillis, Cancellation cancellation) {
    guard.lock();
    try {
      blockingTables.merge(
          owner,
          Set.copyOf(tables),
          (old, more) -> {
            Set<Table> both = new HashSet<>(old);
            both.addAll(more);
            return both;
          });
      awaitOrUndo(
          owner,
          () -> sections.values().stream().noneMatch(s -> s.stream().anyMatch(tables::contains)),
          waitMillis,
          cancellation);
    } finally {
      guard.unlock();
    }
  }

  /** Whether the owner blocks anything. */
  public boolean isBlocking(Object owner) {
    guard.lock();
    try {
      return blockingAll.contains(owner) || blockingTables.containsKey(owner);
    } finally {
      guard.unlock();
    }
  }

  /** Gives back what the owner blocks. */
  public void unblock(Object owner) {
    guard.lock();
    try {
      boolean had = blockingAll.remove(owner);
      had |= blockingTables.remove(owner) != null;
      if (had) {
        changed.signalAll();
      }
    } finally {
      guard.unlock();
    }
  }

  private void awaitOrUndo(Object owner, Check check, long waitMillis, Cancellation cancellation) {
    boolean done = false;
    try {
      await(check, waitMillis, cancellation);
      done = true;
    } finally {
      if (!done) {
        blockingAll.remove(owner);
        blockingTables.remove(owner);
        changed.signalAll();
      }
    }
  }

  private interface Check {
    boolean holds();
  }

  private void await(Check check, long waitMillis, Cancellation cancellation) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    while (!check.holds()) {
      long rest = deadline - System.nanoTime();
      if (rest <= 0) {
        throw MySqlError.ER_LOCK_WAIT_TIMEOUT.with();
      }
      cancellation.check();
      try {
        long poll = TimeUnit.MILLISECONDS.toNanos(CANCELLATION_POLL_MILLIS);
        long unused = changed.awaitNanos(Math.min(rest, poll));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw MySqlError.ER_QUERY_INTERRUPTED.with();
      }
    }
  }
}
