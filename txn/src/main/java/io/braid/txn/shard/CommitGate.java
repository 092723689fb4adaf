package io.braid.txn.shard;

import io.braid.common.MySqlError;
import io.braid.storage.KeyRange;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets commits pass while the ranges that they write to stay where they are. A commit enters before
 * it looks up where its keys go and leaves when it is applied everywhere; the mover of a shard
 * closes the gate for the range, and then nothing in it is under way.
 *
 * <p>A commit that finds its range closed waits; one that is inside is waited for. Whoever closes
 * must open again soon. Without a move the cost is one entry in a concurrent set.
 */
public final class CommitGate {
  /** What a commit writes to; asked by the thread of a mover, too, while the commit is inside. */
  @FunctionalInterface
  public interface Writes {
    /** Whether anything of it lies in a range. */
    boolean touch(KeyRange range);
  }

  /** A commit that is inside. */
  public final class Passage {
    private final Writes writes;

    private Passage(Writes writes) {
      this.writes = writes;
    }

    /** The commit is applied everywhere, or will never be. May be called twice. */
    public void leave() {
      if (inside.remove(this) && !closed.isEmpty()) {
        signal();
      }
    }
  }

  private final Set<Passage> inside = ConcurrentHashMap.newKeySet();
  private final List<KeyRange> closed = new CopyOnWriteArrayList<>();
  private final ReentrantLock guard = new ReentrantLock();
  private final Condition changed = guard.newCondition();

  /**
   * Enters, and waits while a range that {@code writes} touches is closed.
   *
   * @throws io.braid.common.MySqlException ER_QUERY_INTERRUPTED (1317) when the thread is
   *     interrupted while it waits
   */
  public Passage enter(Writes writes) {
    Passage passage = new Passage(writes);
    while (true) {
      inside.add(passage);
      // The mover writes "closed" and then reads "inside": one of the two sees the other.
      VarHandle.fullFence();
      if (closed.isEmpty() || !isClosed(writes)) {
        return passage;
      }
      passage.leave();
      awaitOpen(writes);
    }
  }

  private boolean isClosed(Writes writes) {
    for (KeyRange range : closed) {
      if (writes.touch(range)) {
        return true;
      }
    }
    return false;
  }

  private void awaitOpen(Writes writes) {
    guard.lock();
    try {
      while (isClosed(writes)) {
        changed.await();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw MySqlError.ER_QUERY_INTERRUPTED.with();
    } finally {
      guard.unlock();
    }
  }

  /**
   * Waits, without closing anything, for those that are inside now: a large transaction may stay
   * long, and nobody shall wait for it with the gate closed.
   *
   * @return false when one of them is still inside
   */
  public boolean awaitInside(KeyRange range, Duration patience) throws InterruptedException {
    return awaitEmpty(range, patience.toNanos());
  }

  /**
   * Closes a range and waits for the commits in it. {@link #open} must follow when it was closed.
   *
   * @param patience how long it waits
   * @return false when a commit is still inside; the range is open again
   */
  public boolean close(KeyRange range, Duration patience) throws InterruptedException {
    closed.add(range);
    VarHandle.fullFence();
    boolean empty = false;
    try {
      empty = awaitEmpty(range, patience.toNanos());
    } finally {
      if (!empty) {
        open(range);
      }
    }
    return empty;
  }

  private boolean awaitEmpty(KeyRange range, long nanos) throws InterruptedException {
    List<Passage> before = inside.stream().filter(passage -> passage.writes.touch(range)).toList();
    long deadline = System.nanoTime() + nanos;
    guard.lock();
    try {
      for (Passage passage : before) {
        while (inside.contains(passage)) {
          long rest = deadline - System.nanoTime();
          if (rest <= 0) {
            return false;
          }
          changed.awaitNanos(Math.min(rest, TimeUnit.MILLISECONDS.toNanos(10)));
        }
      }
      return true;
    } finally {
      guard.unlock();
    }
  }

  /** Opens a range that was closed. */
  public void open(KeyRange range) {
    closed.remove(range);
    signal();
  }

  private void signal() {
    guard.lock();
    try {
      changed.signalAll();
    } finally {
      guard.unlock();
    }
  }
}
