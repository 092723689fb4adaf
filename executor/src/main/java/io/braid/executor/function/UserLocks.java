package io.braid.executor.function;

import io.braid.common.MySqlError;
import io.braid.executor.StatementContext.Cancellation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The named locks of GET_LOCK(), held by connections until they are released or the connection
 * ends. A connection may hold several, and one several times. Names are in any case, 1 to 64
 * characters. All state is guarded by one lock.
 *
 * @see "MySQL 9.7 Reference Manual, Locking Functions"
 */
public final class UserLocks {
  private static final int NAME_CHARACTERS_MAX = 64;
  private static final long CANCELLATION_POLL_MILLIS = 50;

  private final ReentrantLock guard = new ReentrantLock();
  private final Condition released = guard.newCondition();
  private final Map<String, Holder> holders = new HashMap<>();
  private final Map<Long, String> waiting = new HashMap<>();

  private static final class Holder {
    final long connection;
    long count = 1;

    Holder(long connection) {
      this.connection = connection;
    }
  }

  /**
   * Takes a lock.
   *
   * @param seconds how long to wait; negative waits without limit
   * @return whether it was taken in time
   * @throws io.braid.common.MySqlException 3057 for a bad name, 3058 for a deadlock, 1317 when
   *     cancelled
   */
  public boolean acquire(long connection, String name, double seconds, Cancellation cancellation) {
    String key = key(name);
    long waitNanos =
        seconds < 0 || seconds > 1e9 ? Long.MAX_VALUE / 2 : (long) (seconds * 1_000_000_000L);
    long deadline = System.nanoTime() + waitNanos;
    guard.lock();
    try {
      while (true) {
        Holder holder = holders.get(key);
        if (holder == null) {
          holders.put(key, new Holder(connection));
          return true;
        }
        if (holder.connection == connection) {
          holder.count++;
          return true;
        }
        waiting.put(connection, key);
        if (closesCycle(connection)) {
          throw MySqlError.ER_USER_LOCK_DEADLOCK.with();
        }
        long rest = deadline - System.nanoTime();
        if (rest <= 0) {
          return false;
        }
        cancellation.check();
        long poll = TimeUnit.MILLISECONDS.toNanos(CANCELLATION_POLL_MILLIS);
        long unused = released.awaitNanos(Math.min(rest, poll));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw MySqlError.ER_QUERY_INTERRUPTED.with();
    } finally {
      waiting.remove(connection);
      guard.unlock();
    }
  }

  /** Whether the connection, through those it waits for, waits for itself. */
  private boolean closesCycle(long connection) {
    Set<Long> seen = new HashSet<>();
    long at = connection;
    while (seen.add(at)) {
      String wanted = waiting.get(at);
      Holder holder = wanted == null ? null : holders.get(wanted);
      if (holder == null) {
        return false;
      }
      at = holder.connection;
    }
    return at == connection;
  }

  /**
   * Releases a lock once.
   *
   * @return empty if nobody holds it, false if another connection does
   */
  public Optional<Boolean> release(long connection, String name) {
    String key = key(name);
    guard.lock();
    try {
      Holder holder = holders.get(key);
      if (holder == null) {
        return Optional.empty();
      }
      if (holder.connection != connection) {
        return Optional.of(false);
      }
      if (--holder.count == 0) {
        holders.remove(key);
        released.signalAll();
      }
      return Optional.of(true);
    } finally {
      guard.unlock();
    }
  }

  /** Releases all locks of a connection and returns how often they were held in sum. */
  public long releaseAll(long connection) {
    guard.lock();
    try {
      long count = 0;
      for (Holder holder : holders.values()) {
        count += holder.connection == connection ? holder.count : 0;
      }
      if (holders.values().removeIf(holder -> holder.connection == connection)) {
        released.signalAll();
      }
      return count;
    } finally {
      guard.unlock();
    }
  }

  /** The connection that holds a lock. */
  public Optional<Long> holder(String name) {
    String key = key(name);
    guard.lock();
    try {
      return Optional.ofNullable(holders.get(key)).map(holder -> holder.connection);
    } finally {
      guard.unlock();
    }
  }

  private static String key(String name) {
    if (name.isEmpty() || name.codePointCount(0, name.length()) > NAME_CHARACTERS_MAX) {
      throw MySqlError.ER_USER_LOCK_WRONG_NAME.with(name);
    }
    return name.toLowerCase(Locale.ROOT);
  }
}
