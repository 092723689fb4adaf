package io.braid.simulation;

import java.util.function.LongConsumer;

/**
 * Automatic numbers: counted in memory by the leader of the table's first shard. Rows of other
 * volumes get numbers below a ceiling that is persisted ahead.
 *
 * @see "PROTOCOL.md, rule 32"
 */
final class Counters {
  private static final long AHEAD = 8;

  private final World world;
  private final VolumeLeader leader;
  private long next;

  Counters(World world, VolumeLeader leader) {
    this.world = world;
    this.leader = leader;
    VolumeStore store = leader.store();
    String start = Shards.start(Shards.COUNTER);
    String end = Shards.end(Shards.COUNTER);
    long highest = 0;
    for (String key : store.keys(start, end)) {
      highest = Math.max(highest, number(key));
    }
    // A prepared row has its number as surely as a committed one.
    for (VolumeStore.Prepared part : store.prepared.values()) {
      for (Resolved resolved : part.writes()) {
        if (Shards.of(resolved.write().key()) == Shards.COUNTER) {
          highest = Math.max(highest, number(resolved.write().key()));
        }
      }
    }
    if (world.rules().holds(Rule.R32_CEILING)) {
      highest = Math.max(highest, store.counterCeiling);
    }
    next = highest + 1;
  }

  private static long number(String key) {
    return Long.parseLong(key.substring(2)) - 100_000;
  }

  /**
   * The next number. One for a row here counts in this term only: a new leader may draw it again,
   * and then the transaction that has it must end.
   */
  private void draw(long transaction, boolean elsewhere, LongConsumer reply) {
    if (!leader.mayServe()) {
      return;
    }
    long number = next++;
    if (!elsewhere) {
      leader.lastHeard.put(transaction, world.scheduler().now());
    }
    if (!elsewhere || number <= leader.store().counterCeiling) {
      reply.accept(number);
      return;
    }
    leader.propose(
        new Entry.CounterCeiling(leader.term(), number + AHEAD), applied -> reply.accept(number));
  }

  /** A number for a session; the session fails when there is none. */
  static void draw(World world, Session session, boolean elsewhere, LongConsumer then) {
    Node node = session.node();
    int volume = node.replica(0).store().placement.get(Shards.COUNTER).volume();
    Node target = node.leaderOf(volume);
    long[] term = {0};
    world
        .network()
        .<Long>call(
            node,
            target,
            20_000,
            reply ->
                target
                    .leader(volume)
                    .ifPresentOrElse(
                        leader -> {
                          term[0] = leader.term();
                          leader.counters().draw(session.record().id, elsewhere, reply::accept);
                        },
                        () -> reply.accept(0L)),
            number -> {
              if (number == null || number == 0) {
                node.forgetLeader(volume);
                session.fail();
              } else {
                if (!elsewhere) {
                  session.holdsAt(volume, term[0]);
                }
                then.accept(number);
              }
            });
  }
}
