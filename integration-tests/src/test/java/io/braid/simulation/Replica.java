package io.braid.simulation;

import java.util.function.BiConsumer;

/** One node's replica of a volume: a store and how much of the log it has applied. */
final class Replica {
  private final Node node;
  private final LogGroup group;
  private final World world;
  private VolumeStore store;
  private int applied;
  private boolean applyScheduled;

  /** The highest resolved timestamp that this replica may use. */
  private long resolved;

  /** Told of every entry, for the leader on this node. */
  private BiConsumer<Integer, Applied> listener = (index, result) -> {};

  Replica(World world, Node node, LogGroup group) {
    this.world = world;
    this.node = node;
    this.group = group;
    this.store = new VolumeStore(group.volume(), world.rules());
    group.seed(store);
  }

  VolumeStore store() {
    return store;
  }

  Node node() {
    return node;
  }

  /** Entries applied. */
  int applied() {
    return applied;
  }

  long resolved() {
    return resolved;
  }

  void listen(BiConsumer<Integer, Applied> newListener) {
    listener = newListener;
  }

  /** Applies what is committed, after a while. */
  void applySoon(long delayMicros) {
    if (applyScheduled) {
      return;
    }
    applyScheduled = true;
    node.after(
        delayMicros,
        () -> {
          applyScheduled = false;
          if (!world.network().reachesMajority(node, world.nodes())) {
            applySoon(world.scheduler().between(1_000, 10_000));
            return;
          }
          applyTo(group.committed());
        });
  }

  /** Applies up to a length of the log, in batches of any size. */
  void applyTo(int length) {
    while (applied < length) {
      store.beginBatch();
      int end = Math.min(length, applied + 1 + world.scheduler().below(6));
      while (applied < end) {
        LogGroup.Slot slot = group.slot(applied);
        Applied result = store.apply(slot.term(), slot.entry());
        world.truth().applied(group.volume(), applied, result);
        applied++;
        listener.accept(applied - 1, result);
      }
    }
  }

  /** The process has died: memory is gone, the log is read again. */
  void restart() {
    store = new VolumeStore(group.volume(), world.rules());
    group.seed(store);
    applied = 0;
    resolved = 0;
    applyScheduled = false;
    listener = (index, result) -> {};
    applySoon(world.scheduler().between(500, 5_000));
  }

  /** The tail of the log is gone, with what was applied of it. */
  void truncated(int length) {
    if (applied > length) {
      store = new VolumeStore(group.volume(), world.rules());
      group.seed(store);
      applied = 0;
      applyTo(length);
    }
  }

  /** A message of the side channel. */
  void learnResolved(int index, long newResolved) {
    if (applied >= index || world.rules().breaks(Rule.R18_INDEX)) {
      resolved = Math.max(resolved, newResolved);
      return;
    }
    // The message waits for the entries; a later one makes it superfluous.
    node.after(
        500,
        () -> {
          if (resolved < newResolved) {
            learnResolved(index, newResolved);
          }
        });
  }
}
