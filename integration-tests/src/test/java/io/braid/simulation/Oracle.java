package io.braid.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The timestamp oracle on the leader of volume 0. */
final class Oracle {
  /** How far the ceiling is ahead. */
  private static final long WINDOW_MICROS = 150_000;

  private static final long CALL_TIMEOUT_MICROS = 8_000;

  private final World world;
  private final VolumeLeader leader;
  private final Deque<Consumer<Long>> waiting = new ArrayDeque<>();
  private long last;
  private long ceiling;
  private boolean raising;

  Oracle(World world, VolumeLeader leader) {
    this.world = world;
    this.leader = leader;
    this.last = world.rules().holds(Rule.R12_ORACLE_CEILING) ? leader.store().ceiling : 0;
  }

  /** Asks the oracle over the network, a few times; null when it does not answer. */
  static void ask(World world, Node from, int attempts, Consumer<@Nullable Long> onResult) {
    if (attempts == 0) {
      onResult.accept(null);
      return;
    }
    Node target = from.leaderOf(0);
    world
        .network()
        .<Long>call(
            from,
            target,
            CALL_TIMEOUT_MICROS,
            reply ->
                target
                    .leader(0)
                    .ifPresentOrElse(
                        leader -> leader.oracle().issue(reply), () -> reply.accept(0L)),
            timestamp -> {
              if (timestamp != null && timestamp > 0) {
                onResult.accept(timestamp);
                return;
              }
              from.forgetLeader(0);
              from.after(
                  world.scheduler().between(500, 4_000),
                  () -> ask(world, from, attempts - 1, onResult));
            });
  }

  private void issue(Consumer<Long> reply) {
    if (!leader.mayIssue()) {
      reply.accept(0L);
      return;
    }
    long next = Math.max(last + 1, leader.node().clockMicros());
    if (next <= ceiling) {
      last = next;
      reply.accept(next);
      return;
    }
    waiting.add(reply);
    if (raising) {
      return;
    }
    raising = true;
    long raised = next + WINDOW_MICROS;
    leader.propose(
        new Entry.Ceiling(leader.term(), raised),
        applied -> {
          raising = false;
          ceiling = raised;
          Deque<Consumer<Long>> served = new ArrayDeque<>(waiting);
          waiting.clear();
          served.forEach(this::issue);
        });
  }
}
