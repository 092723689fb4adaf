package io.braid.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Shared and exclusive locks on keys and ranges of one volume leader, first come, first served. */
final class Locks {
  private record Lock(long owner, String from, String to, boolean exclusive) {
    boolean conflictsWith(Lock other) {
      return owner != other.owner
          && (exclusive || other.exclusive)
          && from.compareTo(other.to) < 0
          && other.from.compareTo(to) < 0;
    }

    boolean covers(Lock other) {
      return owner == other.owner
          && (exclusive || !other.exclusive)
          && from.compareTo(other.from) <= 0
          && other.to.compareTo(to) <= 0;
    }
  }

  private record Waiter(Lock lock, Consumer<Boolean> onResult) {}

  private final List<Lock> held = new ArrayList<>();
  private final List<Waiter> queue = new ArrayList<>();

  /** The end of the range that holds one key. */
  static String after(String key) {
    return key + "\0";
  }

  /**
   * Takes a lock now or later.
   *
   * @param onResult true when it is held, false when the owner was released meanwhile
   * @return withdraws the request, if it still waits
   */
  Runnable acquire(
      long owner, String from, String to, boolean exclusive, Consumer<Boolean> onResult) {
    Lock lock = new Lock(owner, from, to, exclusive);
    if (held.stream().anyMatch(other -> other.covers(lock))) {
      onResult.accept(true);
      return () -> {};
    }
    boolean upgrade = held.stream().anyMatch(other -> other.owner == owner);
    boolean free =
        held.stream().noneMatch(lock::conflictsWith)
            && (upgrade || queue.stream().noneMatch(other -> lock.conflictsWith(other.lock())));
    if (free) {
      held.add(lock);
      onResult.accept(true);
      return () -> {};
    }
    Waiter waiter = new Waiter(lock, onResult);
    queue.add(waiter);
    return () -> {
      if (queue.remove(waiter)) {
        onResult.accept(false);
        grant();
      }
    };
  }

  /** Takes an exclusive lock that was held before a leader change. */
  void restore(long owner, String key) {
    held.add(new Lock(owner, key, after(key), true));
  }

  void release(long owner) {
    held.removeIf(lock -> lock.owner == owner);
    List<Waiter> withdrawn = new ArrayList<>();
    queue.removeIf(waiter -> {
      if (waiter.lock().owner != owner) {
        return false;
      }
      withdrawn.add(waiter);
      return true;
    });
    withdrawn.forEach(waiter -> waiter.onResult().accept(false));
    grant();
  }

  private void grant() {
    List<Waiter> granted = new ArrayList<>();
    List<Lock> ahead = new ArrayList<>();
    for (Waiter waiter : queue) {
      Lock lock = waiter.lock();
      if (held.stream().noneMatch(lock::conflictsWith)
          && ahead.stream().noneMatch(lock::conflictsWith)) {
        held.add(lock);
        granted.add(waiter);
      } else {
        ahead.add(lock);
      }
    }
    queue.removeAll(granted);
    granted.forEach(waiter -> waiter.onResult().accept(true));
  }
}
