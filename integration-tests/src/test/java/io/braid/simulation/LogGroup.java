package io.braid.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The replicated log of one volume, as its users see Raft: a leader in a term appends; what a
 * majority has synced is committed; a new leader keeps all of that and any part of the rest; the
 * old one is not told. What is dropped may be proposed once more by whoever sent it.
 */
final class LogGroup {
  /**
   * A place in the log.
   *
   * @param term of the leader that appended it
   */
  record Slot(long term, Entry entry) {}

  /** How long a leader may serve after a majority has answered it. */
  static final long LEASE_MICROS = 40_000;

  private final World world;
  private final int volume;
  private final Consumer<VolumeStore> seed;
  private final List<Slot> log = new ArrayList<>();
  private int committed;
  private long term;
  private Node leader;
  private boolean vacant;
  private long electedAt = -LEASE_MICROS;

  /**
   * @param seed fills a new replica's store with what is there from the beginning
   */
  LogGroup(World world, int volume, Node firstLeader, Consumer<VolumeStore> seed) {
    this.world = world;
    this.volume = volume;
    this.leader = firstLeader;
    this.seed = seed;
    this.term = 1;
  }

  int volume() {
    return volume;
  }

  long term() {
    return term;
  }

  Node leader() {
    return leader;
  }

  long electedAt() {
    return electedAt;
  }

  /** How many entries are committed. */
  int committed() {
    return committed;
  }

  Slot slot(int index) {
    return log.get(index);
  }

  void seed(VolumeStore store) {
    seed.accept(store);
  }

  /** Whether a leader of this term still has a majority behind it. */
  boolean confirms(Node node, long itsTerm) {
    return term == itsTerm && world.network().reachesMajority(node, world.nodes());
  }

  /**
   * Appends an entry.
   *
   * @return its index, or -1 when the proposer is not the leader any more and will never hear of it
   */
  int append(long proposerTerm, Entry entry) {
    if (proposerTerm != term || !leader.isUp()) {
      return -1;
    }
    log.add(new Slot(term, entry));
    int index = log.size() - 1;
    replicate(index, term, world.scheduler().between(80, 600));
    if (world.rules().breaks(Rule.R03_NOTHING_UNSYNCED_VISIBLE)) {
      Replica replica = leader.replica(volume);
      leader.after(
          0,
          () -> {
            if (log.size() > index && proposerTerm == term) {
              replica.applyTo(index + 1);
            }
          });
    }
    return index;
  }

  private void replicate(int index, long inTerm, long delayMicros) {
    world
        .scheduler()
        .after(
            delayMicros,
            () -> {
              if (term != inTerm || committed > index || !leader.isUp()) {
                return;
              }
              if (!world.network().reachesMajority(leader, world.nodes())) {
                replicate(index, inTerm, world.scheduler().between(2_000, 5_000));
                return;
              }
              commit(index + 1);
            });
  }

  private void commit(int length) {
    committed = length;
    for (Node node : world.nodes()) {
      boolean isLeader = node == leader;
      boolean slow = world.scheduler().chance(0.03);
      long most = isLeader ? 100 : slow ? 20_000 : 1_500;
      node.replica(volume).applySoon(world.scheduler().between(10, most));
    }
  }

  /** A new leader: a member that is up and reaches a majority. */
  void elect(Node newLeader) {
    term++;
    vacant = false;
    leader = newLeader;
    electedAt = world.scheduler().now();
    int kept = committed + world.scheduler().below(log.size() - committed + 1);
    List<Slot> dropped = List.copyOf(log.subList(kept, log.size()));
    log.subList(kept, log.size()).clear();
    world.truth().truncated(volume, kept);
    for (Node node : world.nodes()) {
      node.replica(volume).truncated(kept);
    }
    for (Slot slot : dropped) {
      if (world.scheduler().chance(0.5)) {
        proposeAgain(slot.entry());
      }
    }
    commit(kept);
    newLeader.lead(this, term);
  }

  /** The client of the log does not know better: the same bytes to the new leader. */
  private void proposeAgain(Entry entry) {
    world
        .scheduler()
        .after(
            world.scheduler().between(100, 2 * LEASE_MICROS),
            () -> {
              if (leader.isUp() && world.network().reachesMajority(leader, world.nodes())) {
                log.add(new Slot(term, entry));
                replicate(log.size() - 1, term, world.scheduler().between(80, 600));
              }
            });
  }

  /** The leader of a term has given up. */
  void stepDown(long itsTerm) {
    vacant |= term == itsTerm;
  }

  /** Elects a new leader if the present one is dead or cut off. */
  void watch() {
    if (!vacant && leader.isUp() && world.network().reachesMajority(leader, world.nodes())) {
      return;
    }
    List<Node> candidates = new ArrayList<>();
    for (Node node : world.nodes()) {
      if (node.isUp() && world.network().reachesMajority(node, world.nodes())) {
        candidates.add(node);
      }
    }
    if (!candidates.isEmpty()) {
      elect(world.scheduler().pick(candidates));
    }
  }

  /** Length of the log with what is not committed yet. */
  int length() {
    return log.size();
  }
}
