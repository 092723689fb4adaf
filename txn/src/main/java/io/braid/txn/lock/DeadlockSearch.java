package io.braid.txn.lock;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the shortest cycle of waits through one request, breadth first. The shortest one has no
 * bystanders who merely stand in a queue between two members, so a victim always helps.
 */
final class DeadlockSearch {
  private DeadlockSearch() {}

  /**
   * The requests of a cycle that begins with {@code start}; empty if there is none.
   *
   * @param blockers passes on whom a request waits for
   */
  static List<LockRequest> cycleThrough(
      LockRequest start, BiConsumer<LockRequest, Consumer<LockOwner>> blockers) {
    Map<LockRequest, LockRequest> reachedFrom = new IdentityHashMap<>();
    ArrayDeque<LockRequest> toVisit = new ArrayDeque<>();
    ArrayList<LockOwner> found = new ArrayList<>();
    toVisit.add(start);
    while (!toVisit.isEmpty()) {
      LockRequest request = toVisit.remove();
      found.clear();
      blockers.accept(request, found::add);
      for (LockOwner owner : found) {
        if (owner == start.owner) {
          return path(start, request, reachedFrom);
        }
        LockRequest waiting = owner.waiting;
        if (waiting != null
            && waiting != start
            && reachedFrom.putIfAbsent(waiting, request) == null) {
          toVisit.add(waiting);
        }
      }
    }
    return List.of();
  }

  /** The lightest member; the start of the cycle, who closed it, when several are. */
  static LockRequest victim(List<LockRequest> cycle) {
    LockRequest victim = cycle.getFirst();
    for (LockRequest request : cycle) {
      if (request.owner.weight() < victim.owner.weight()) {
        victim = request;
      }
    }
    return victim;
  }

  private static List<LockRequest> path(
      LockRequest start, LockRequest end, Map<LockRequest, LockRequest> reachedFrom) {
    ArrayList<LockRequest> path = new ArrayList<>();
    @Nullable LockRequest at = end;
    while (at != null && at != start) {
      path.add(at);
      at = reachedFrom.get(at);
    }
    path.add(start);
    Collections.reverse(path);
    return path;
  }
}
