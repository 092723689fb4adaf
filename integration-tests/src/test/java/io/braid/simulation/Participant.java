package io.braid.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The commits of one volume leader: on one volume, parts of larger ones, inquiries, and recovery of
 * what a coordinator has left behind.
 *
 * @see "PROTOCOL.md, rules 1, 8 to 11"
 */
final class Participant {
  /** After so long without a word from its coordinator, a held part is recovered. */
  private static final long COORDINATOR_EXPIRY_MICROS = 80_000;

  private final World world;
  private final VolumeLeader leader;
  private final VolumeStore store;

  Participant(World world, VolumeLeader leader) {
    this.world = world;
    this.leader = leader;
    this.store = leader.store();
  }

  static Set<String> keys(List<Resolved> writes) {
    Set<String> keys = new HashSet<>();
    for (Resolved resolved : writes) {
      keys.add(resolved.write().key());
    }
    return keys;
  }

  private boolean mayCommit(Part part) {
    if (!leader.keepsAll(part.epochs())) {
      return false;
    }
    if (world.rules().breaks(Rule.R11_TERM_CHECKED)) {
      return true;
    }
    return part.term() == leader.term() && leader.lastHeard.containsKey(part.transaction());
  }

  /** Whether the locks of a transaction have been held here all the time. */
  boolean validate(Part part) {
    return leader.mayServe() && mayCommit(part);
  }

  /** A previous answer, or null. */
  private Reply.@Nullable Decision known(long transaction) {
    Long outcome = store.outcomes.get(transaction);
    if (outcome == null) {
      return null;
    }
    return outcome == VolumeStore.ABORTED ? new Reply.Aborted() : new Reply.Committed(outcome);
  }

  // ---- on one volume

  void commitHere(Part part, Consumer<Reply.Decision> reply) {
    long transaction = part.transaction();
    if (!leader.mayServe()) {
      reply.accept(new Reply.Elsewhere());
      return;
    }
    Reply.Decision before = known(transaction);
    if (before != null) {
      reply.accept(before);
      return;
    }
    if (leader.inCommit.containsKey(transaction)) {
      return;
    }
    if (!mayCommit(part)) {
      // For good: a second copy of the request must not find it otherwise.
      leader.forget(transaction);
      reply.accept(new Reply.Aborted());
      return;
    }
    Set<String> keys = new HashSet<>();
    part.writes().forEach(write -> keys.add(write.key()));
    long floor = leader.highestSeen();
    boolean registered = world.rules().holds(Rule.R01_IN_COMMIT_BEFORE_TIMESTAMP);
    if (registered) {
      leader.inCommit.put(transaction, new VolumeLeader.InCommit(keys, floor, 0));
    }
    Oracle.ask(
        world,
        leader.node(),
        3,
        commitTs -> {
          if (commitTs == null || !leader.mayServe()) {
            leader.inCommit.remove(transaction);
            leader.forget(transaction);
            reply.accept(new Reply.Aborted());
            return;
          }
          if (!registered) {
            leader
                .node()
                .after(
                    world.scheduler().between(0, 3_000),
                    () -> proposeCommit(part, keys, floor, commitTs, reply));
            return;
          }
          proposeCommit(part, keys, floor, commitTs, reply);
        });
  }

  private void proposeCommit(
      Part part, Set<String> keys, long floor, long commitTs, Consumer<Reply.Decision> reply) {
    long transaction = part.transaction();
    if (commitTs <= store.activationTs && world.rules().holds(Rule.R19_ACTIVATION)) {
      leader.inCommit.remove(transaction);
      reply.accept(new Reply.Aborted());
      return;
    }
    leader.inCommit.put(transaction, new VolumeLeader.InCommit(keys, floor, commitTs));
    leader.propose(
        new Entry.Commit(leader.term(), transaction, commitTs, resolve(part.writes()), part.head()),
        applied -> {
          leader.inCommit.remove(transaction);
          leader.forget(transaction);
          Reply.Decision outcome = known(transaction);
          reply.accept(outcome == null ? new Reply.Aborted() : outcome);
        });
  }

  /** Looks up the previous versions, under the transaction's locks. */
  private List<Resolved> resolve(List<Write> writes) {
    List<Resolved> resolved = new ArrayList<>();
    Map<String, Version> own = new HashMap<>();
    for (Write write : writes) {
      String key = write.key();
      Version previous = own.containsKey(key) ? own.get(key) : store.newest(key);
      resolved.add(new Resolved(write, previous));
      Version committed = store.newest(key);
      own.put(
          key,
          new Version(
              write.value(),
              committed == null ? 0 : committed.ts(),
              committed == null ? null : committed.record()));
    }
    return resolved;
  }

  // ---- parts of larger transactions

  /**
   * Makes a part durable.
   *
   * @param attempt above 0 to hold it too
   */
  void prepare(Part part, boolean xa, int attempt, Consumer<Reply.Decision> reply) {
    long transaction = part.transaction();
    if (!leader.mayServe()) {
      reply.accept(new Reply.Elsewhere());
      return;
    }
    if (known(transaction) != null) {
      reply.accept(new Reply.Aborted());
      return;
    }
    if (store.activationTs == Long.MAX_VALUE) {
      reply.accept(new Reply.Aborted());
      return;
    }
    VolumeStore.Prepared before = store.prepared.get(transaction);
    if (before != null) {
      reply.accept(new Reply.Held(before.floor()));
      return;
    }
    if (leader.inCommit.containsKey(transaction)) {
      return;
    }
    if (!mayCommit(part)) {
      // For good: a second copy of the request must not find it otherwise.
      leader.forget(transaction);
      reply.accept(new Reply.Aborted());
      return;
    }
    List<Resolved> writes = resolve(part.writes());
    long floor = leader.highestSeen();
    leader.inCommit.put(transaction, new VolumeLeader.InCommit(keys(writes), floor, 0));
    leader.propose(
        new Entry.Prepare(
            leader.term(), transaction, part.primary(), writes, part.head(), xa, attempt, floor),
        applied -> {
          leader.inCommit.remove(transaction);
          if (!applied.done()) {
            leader.forget(transaction);
          }
          reply.accept(applied.done() ? new Reply.Held(floor) : new Reply.Aborted());
        });
  }

  /** Makes writes of a large transaction durable while it runs. */
  void chunk(Part part, Consumer<Reply.Decision> reply) {
    if (!leader.mayServe()) {
      reply.accept(new Reply.Elsewhere());
      return;
    }
    if (known(part.transaction()) != null || !mayCommit(part)) {
      reply.accept(new Reply.Aborted());
      return;
    }
    List<Resolved> writes = resolve(part.writes());
    leader.chunksUnderWay.put(part.transaction(), keys(writes));
    leader.propose(
        new Entry.Chunk(leader.term(), part.transaction(), part.primary(), writes),
        applied -> {
          leader.chunksUnderWay.remove(part.transaction());
          reply.accept(applied.done() ? new Reply.Held(0) : new Reply.Aborted());
        });
  }

  /**
   * Begins an attempt to commit a prepared branch or a large transaction.
   *
   * @param head of a large transaction's primary
   */
  void hold(
      long transaction,
      int attempt,
      @Nullable TransactionHead head,
      Set<Integer> dead,
      Consumer<Reply.Decision> reply) {
    VolumeStore.Prepared part = store.prepared.get(transaction);
    if (!leader.mayServe()) {
      reply.accept(new Reply.Elsewhere());
      return;
    }
    if (part == null) {
      reply.accept(new Reply.Aborted());
      return;
    }
    if (part.attempt() == attempt) {
      reply.accept(new Reply.Held(part.floor()));
      return;
    }
    if (part.isHeld() || leader.inCommit.containsKey(transaction)) {
      reply.accept(new Reply.Unheld());
      return;
    }
    long floor = leader.highestSeen();
    leader.lastHeard.put(transaction, world.scheduler().now());
    leader.inCommit.put(transaction, new VolumeLeader.InCommit(keys(part.writes()), floor, 0));
    leader.propose(
        new Entry.Hold(leader.term(), transaction, attempt, floor, head, dead),
        applied -> {
          leader.inCommit.remove(transaction);
          reply.accept(applied.done() ? new Reply.Held(floor) : new Reply.Unheld());
        });
  }

  /** Applies a decision. */
  void commitPrepared(
      long transaction, int attempt, long commitTs, Consumer<Reply.Decision> reply) {
    if (!leader.mayServe()) {
      reply.accept(new Reply.Elsewhere());
      return;
    }
    leader.propose(
        new Entry.CommitPrepared(leader.term(), transaction, attempt, commitTs),
        applied -> {
          if (applied.done()) {
            leader.forget(transaction);
          }
          reply.accept(applied.done() ? new Reply.Committed(commitTs) : new Reply.Aborted());
        });
  }

  /** Drops a part; of a branch, ends an attempt. */
  void abort(long transaction, boolean xa, int attempt) {
    if (!leader.mayServe()) {
      return;
    }
    if (xa && attempt > 0) {
      leader.propose(new Entry.Unhold(leader.term(), transaction, attempt), applied -> {});
    } else {
      fence(transaction, outcome -> {});
    }
  }

  private void fence(long transaction, Consumer<Reply.Decision> then) {
    leader.propose(
        new Entry.Fence(leader.term(), transaction),
        applied -> {
          Reply.Decision outcome = known(transaction);
          if (outcome == null) {
            // Only when outcomes are forgotten.
            outcome = new Reply.Aborted();
          }
          if (outcome instanceof Reply.Aborted) {
            leader.inCommit.remove(transaction);
          }
          leader.forget(transaction);
          then.accept(outcome);
        });
  }

  /**
   * What became of a transaction, for whom this is the primary.
   *
   * @param byCoordinator who knows that it will not write the decision any more
   */
  void inquire(
      long transaction,
      boolean xa,
      int attempt,
      boolean byCoordinator,
      Consumer<Reply.Decision> reply) {
    if (!leader.mayServe()) {
      reply.accept(new Reply.Elsewhere());
      return;
    }
    Reply.Decision outcome = known(transaction);
    if (outcome != null) {
      reply.accept(outcome);
      return;
    }
    VolumeStore.Prepared part = store.prepared.get(transaction);
    if (xa && attempt == 0 && part != null) {
      // A prepared branch waits for its owner, however long that takes.
      reply.accept(new Reply.Pending());
      return;
    }
    boolean mine = part != null && part.attempt() == attempt;
    if (mine && !byCoordinator && !expired(transaction)) {
      reply.accept(new Reply.Pending());
      return;
    }
    if (world.rules().breaks(Rule.R10_FENCE)) {
      reply.accept(xa && attempt > 0 ? new Reply.Unheld() : new Reply.Aborted());
      return;
    }
    if (xa && attempt > 0 && part != null) {
      leader.propose(
          new Entry.Unhold(leader.term(), transaction, attempt),
          applied -> {
            Reply.Decision now = known(transaction);
            reply.accept(now == null ? new Reply.Unheld() : now);
          });
      return;
    }
    fence(transaction, reply);
  }

  private boolean expired(long transaction) {
    return leader.lastHeard.getOrDefault(transaction, 0L)
        < world.scheduler().now() - COORDINATOR_EXPIRY_MICROS;
  }

  // ---- recovery

  /** Looks after parts whose coordinator is silent. */
  void recover() {
    if (!leader.mayServe()) {
      return;
    }
    for (VolumeStore.Prepared part : List.copyOf(store.prepared.values())) {
      long transaction = part.transaction();
      leader.lastHeard.putIfAbsent(transaction, world.scheduler().now());
      if (!expired(transaction)) {
        continue;
      }
      if (part.primary() == leader.volume()) {
        if (part.isHeld() && part.xa()) {
          abort(transaction, true, part.attempt());
        } else if (part.isHeld() || part.chunked()) {
          fence(transaction, outcome -> {});
        }
      } else {
        askPrimary(part);
      }
    }
  }

  private void askPrimary(VolumeStore.Prepared part) {
    Node from = leader.node();
    Node target = from.leaderOf(part.primary());
    world
        .network()
        .<Reply.Decision>call(
            from,
            target,
            20_000,
            reply ->
                target
                    .leader(part.primary())
                    .ifPresentOrElse(
                        primary ->
                            primary
                                .participant()
                                .inquire(
                                    part.transaction(), part.xa(), part.attempt(), false, reply),
                        () -> reply.accept(new Reply.Elsewhere())),
            answer -> {
              if (!leader.mayServe() || answer == null) {
                return;
              }
              follow(part, answer);
            });
  }

  private void follow(VolumeStore.Prepared part, Reply.Decision answer) {
    switch (answer) {
      case Reply.Committed committed ->
          commitPrepared(part.transaction(), part.attempt(), committed.commitTs(), outcome -> {});
      case Reply.Aborted aborted -> fence(part.transaction(), outcome -> {});
      case Reply.Unheld unheld -> abort(part.transaction(), true, part.attempt());
      case Reply.Pending pending ->
          leader.lastHeard.put(part.transaction(), world.scheduler().now());
      case Reply.Elsewhere elsewhere -> leader.node().forgetLeader(part.primary());
      case Reply.Held held -> throw new IllegalStateException("an inquiry holds nothing");
    }
  }

  /** The commit timestamp of a finished transaction, for a client that asks again. */
  OptionalLong outcome(long transaction) {
    Long outcome = store.outcomes.get(transaction);
    return outcome == null ? OptionalLong.empty() : OptionalLong.of(outcome);
  }

  /** What is prepared here and waits for its owner: XA RECOVER. */
  Map<Long, Integer> recoverable() {
    Map<Long, Integer> found = new TreeMap<>();
    store.prepared.forEach((transaction, part) -> {
      if (part.xa() && !part.isHeld()) {
        found.put(transaction, part.lastAttempt());
      }
    });
    return found;
  }
}
