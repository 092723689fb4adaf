package io.braid.frontend.session;

import io.braid.common.MySqlError;
import io.braid.executor.SessionView;
import io.braid.frontend.show.ServerView;
import io.braid.frontend.statement.SessionState;
import io.braid.frontend.statement.StatementServices;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** All sessions of the node; one for the server, used by all threads. */
public final class Sessions implements StatementServices.Connections {
  private final ConcurrentHashMap<Long, Session> byId = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition removed = lock.newCondition();

  /** Adds a session after its login. */
  public void add(Session session) {
    byId.put(session.connectionId(), session);
  }

  /** Removes a session at its end. */
  public void remove(Session session) {
    byId.remove(session.connectionId(), session);
    lock.lock();
    try {
      removed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is no session any more; returns whether that came in time. */
  public boolean awaitEmpty(Duration patience) {
    long rest = patience.toNanos();
    lock.lock();
    try {
      while (!byId.isEmpty()) {
        if (rest <= 0) {
          return false;
        }
        rest = removed.awaitNanos(rest);
      }
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** A session by its connection's id. */
  public Optional<Session> find(long connectionId) {
    return Optional.ofNullable(byId.get(connectionId));
  }

  /** All sessions as of now. */
  public Collection<Session> all() {
    return List.copyOf(byId.values());
  }

  /** Number of sessions with a command in work. */
  public long busyCount() {
    return byId.values().stream().filter(Session::isBusy).count();
  }

  @Override
  public void kill(long connectionId, boolean queryOnly, SessionState by) {
    Session victim = byId.get(connectionId);
    if (victim == null) {
      throw MySqlError.ER_NO_SUCH_THREAD.with(connectionId);
    }
    boolean own = victim.currentUser().equals(by.currentUser());
    if (!own && !by.hasGlobalPrivilege("CONNECTION_ADMIN") && !by.hasGlobalPrivilege("SUPER")) {
      throw MySqlError.ER_KILL_DENIED_ERROR.with(connectionId);
    }
    victim.kill(queryOnly);
    if (victim == by) {
      throw MySqlError.ER_QUERY_INTERRUPTED.with();
    }
  }

  @Override
  public Optional<ServerView.Process> process(long connectionId) {
    return find(connectionId).map(Session::process);
  }

  /** The sessions that {@code viewer} may see: with PROCESS all, else those of its own user. */
  public List<ServerView.Process> processes(SessionView viewer) {
    boolean all = viewer instanceof SessionState state && state.hasGlobalPrivilege("PROCESS");
    return byId.values().stream()
        .filter(session -> all || session.currentUser().equals(viewer.currentUser()))
        .map(Session::process)
        .sorted(Comparator.comparingLong(ServerView.Process::id))
        .toList();
  }
}
