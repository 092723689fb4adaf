package io.braid.simulation;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Garbage collection of one volume: asks every node for the oldest snapshot that it reads and for
 * its binlog's checkpoint, then drops what is below all of them. A node that does not answer does
 * not count; now and then snapshots do not either, as when the cap on their age is reached.
 *
 * @see "PROTOCOL.md, rule 16"
 */
final class Collector {
  private final World world;
  private final VolumeLeader leader;

  Collector(World world, VolumeLeader leader) {
    this.world = world;
    this.leader = leader;
  }

  void run() {
    boolean capReached = world.scheduler().chance(0.3);
    long[] point = {Long.MAX_VALUE};
    int[] answers = {0};
    Node node = leader.node();
    LongConsumer collect =
        mark -> {
          point[0] = Math.min(point[0], mark);
          answers[0]++;
        };
    for (Node other : world.nodes()) {
      world
          .network()
          .<Long>call(
              node,
              other,
              10_000,
              reply -> {
                long checkpoint = other.binlog().checkpointTs();
                reply.accept(
                    capReached ? checkpoint : Math.min(checkpoint, other.oldestSnapshot()));
              },
              mark -> {
                if (mark != null) {
                  collect.accept(mark);
                }
              });
    }
    node.after(
        12_000,
        () -> {
          if (leader.mayServe() && answers[0] > 0 && point[0] < Long.MAX_VALUE) {
            drop(point[0]);
          }
        });
  }

  private void drop(long point) {
    VolumeStore store = leader.store();
    if (point <= store.collectedBelow) {
      return;
    }
    Map<String, Long> tombstones = new TreeMap<>();
    for (Map.Entry<Position, Change> entry :
        store.changes.subMap(new Position(0, 0), new Position(point + 1, 0)).entrySet()) {
      if (entry.getValue() instanceof Change.Row row && row.write().value() == null) {
        tombstones.put(row.write().key(), entry.getKey().ts());
      } else if (entry.getValue() instanceof Change.Reference reference) {
        for (Change chunk :
            store
                .changes
                .subMap(
                    new Position(-reference.transaction(), 0),
                    new Position(-reference.transaction(), Integer.MAX_VALUE))
                .values()) {
          if (chunk instanceof Change.Row row && row.write().value() == null) {
            tombstones.put(row.write().key(), entry.getKey().ts());
          }
        }
      }
    }
    leader.propose(new Entry.Collect(leader.term(), point, tombstones), applied -> {});
  }
}
