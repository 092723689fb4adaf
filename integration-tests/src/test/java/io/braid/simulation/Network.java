package io.braid.simulation;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages between nodes: late, lost, repeated, out of order, and cut off in one or both
 * directions.
 */
final class Network {
  private final Scheduler scheduler;
  private final boolean[][] cut;
  private boolean faulty = true;

  Network(Scheduler scheduler, int nodes) {
    this.scheduler = scheduler;
    this.cut = new boolean[nodes][nodes];
  }

  /** No more losses, repetitions and cuts. */
  void heal() {
    faulty = false;
    for (boolean[] row : cut) {
      java.util.Arrays.fill(row, false);
    }
  }

  void setCut(int from, int to, boolean isCut) {
    cut[from][to] = isCut;
  }

  /** Whether messages pass both ways. */
  boolean connects(Node left, Node right) {
    return left.isUp()
        && right.isUp()
        && !cut[left.id()][right.id()]
        && !cut[right.id()][left.id()];
  }

  /** Whether a node reaches a majority, itself included. */
  boolean reachesMajority(Node node, java.util.List<Node> members) {
    int reached = 0;
    for (Node member : members) {
      if (connects(node, member)) {
        reached++;
      }
    }
    return reached * 2 > members.size();
  }

  /** One message. It does not arrive when the target is down at its arrival. */
  void send(Node from, Node to, Runnable atTarget) {
    int copies = 1;
    if (from != to && faulty) {
      copies = scheduler.chance(0.005) ? 0 : scheduler.chance(0.01) ? 2 : 1;
    }
    for (int copy = 0; copy < copies; copy++) {
      scheduler.after(
          delay(from, to),
          () -> {
            if (to.isUp() && !cut[from.id()][to.id()]) {
              atTarget.run();
            }
          });
    }
  }

  /**
   * A request with a reply.
   *
   * @param handler runs at the target, perhaps twice
   * @param onResult runs once at the caller unless that restarts; null when no reply came in time
   */
  <R> void call(
      Node from,
      Node to,
      long timeoutMicros,
      Consumer<Consumer<R>> handler,
      Consumer<@Nullable R> onResult) {
    boolean[] done = {false};
    int incarnation = from.incarnation();
    Consumer<@Nullable R> once =
        result -> {
          if (!done[0] && from.isUp() && from.incarnation() == incarnation) {
            done[0] = true;
            onResult.accept(result);
          }
        };
    send(from, to, () -> handler.accept(reply -> send(to, from, () -> once.accept(reply))));
    from.after(timeoutMicros, () -> once.accept(null));
  }

  private long delay(Node from, Node to) {
    if (from == to) {
      return scheduler.between(1, 20);
    }
    if (faulty && scheduler.chance(0.02)) {
      return scheduler.between(500, 15_000);
    }
    return scheduler.between(40, 400);
  }
}
