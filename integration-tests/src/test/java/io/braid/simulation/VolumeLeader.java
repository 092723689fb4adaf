package io.braid.simulation;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What the leader of a volume has in memory, for one term: locks, the in-commit map, its lease, the
 * highest timestamp it has seen. Reads and locks are here, commits in {@link Participant}.
 *
 * @see "PROTOCOL.md, rules 1 to 4, 8, 11, 12, 16, 18"
 */
final class VolumeLeader {
  /** The snapshot of a read that wants the newest versions. */
  static final long NEWEST = Long.MAX_VALUE;

  private static final long READ_WAIT_MICROS = 60_000;
  private static final long LOCK_EXPIRY_MICROS = 120_000;

  /**
   * Keys whose commit is under way.
   *
   * @param floor the commit timestamp will be above it
   * @param commitTs 0 while it is not known
   */
  record InCommit(Set<String> keys, long floor, long commitTs) {}

  private record Proposal(Entry entry, Consumer<Applied> onApplied) {}

  private final World world;
  private final Node node;
  private final LogGroup group;
  private final long term;
  private final Replica replica;
  private final VolumeStore store;
  private final Locks locks = new Locks();
  private final Oracle oracle;
  private final Participant participant;
  private final Counters counters;
  private final Map<Integer, Proposal> whenApplied = new HashMap<>();
  final Map<Long, InCommit> inCommit = new LinkedHashMap<>();

  /** When each transaction with locks here was last heard of. */
  final Map<Long, Long> lastHeard = new LinkedHashMap<>();

  /** Transactions that are over here: a repeated message must not begin them again. */
  final Set<Long> ended = new HashSet<>();

  /** Keys of chunks that are proposed and not yet applied. */
  final Map<Long, Set<String>> chunksUnderWay = new LinkedHashMap<>();

  /** Shards that are about to leave. */
  private final Set<Integer> closing = new HashSet<>();

  private long highestSeen;
  private long leaseUntil;
  private boolean serving;
  private boolean closed;

  VolumeLeader(World world, Node node, LogGroup group, long term) {
    this.world = world;
    this.node = node;
    this.group = group;
    this.term = term;
    this.replica = node.replica(group.volume());
    this.store = replica.store();
    this.oracle = new Oracle(world, this);
    this.participant = new Participant(world, this);
    this.counters = new Counters(world, this);
  }

  int volume() {
    return group.volume();
  }

  long term() {
    return term;
  }

  Node node() {
    return node;
  }

  VolumeStore store() {
    return store;
  }

  Oracle oracle() {
    return oracle;
  }

  Participant participant() {
    return participant;
  }

  Counters counters() {
    return counters;
  }

  Locks locks() {
    return locks;
  }

  long highestSeen() {
    return highestSeen;
  }

  boolean isClosed() {
    return closed;
  }

  void start() {
    replica.listen((index, result) -> {
      Proposal proposal = whenApplied.remove(index);
      // After a leader change another entry may have taken the place.
      if (proposal != null
          && !closed
          && group.slot(index).equals(new LogGroup.Slot(term, proposal.entry()))) {
        proposal.onApplied().accept(result);
      }
    });
    for (VolumeStore.Prepared part : store.prepared.values()) {
      for (Resolved resolved : part.writes()) {
        locks.restore(part.transaction(), resolved.write().key());
      }
      lastHeard.put(part.transaction(), world.scheduler().now());
    }
    renewLease();
    boolean waits = world.rules().holds(Rule.R12_NEW_LEADER_WAITS);
    long ready = group.electedAt() + LogGroup.LEASE_MICROS + 2_000;
    node.after(waits ? ready - world.scheduler().now() : 0, this::serve);
    every(8_000, this::renewLease);
    node.after(world.scheduler().between(1_000, 4_000), this::publishAgain);
    every(15_000, this::expireLocks);
    every(15_000, participant::recover);
    every(40_000, () -> new Collector(world, this).run());
  }

  private void serve() {
    if (closed) {
      return;
    }
    serving = true;
    for (Node other : world.nodes()) {
      world.network().send(node, other, () -> other.learnLeader(volume(), node));
    }
  }

  private void every(long periodMicros, Runnable action) {
    node.after(
        world.scheduler().between(periodMicros / 2, periodMicros * 3 / 2),
        () -> {
          if (!closed) {
            action.run();
            every(periodMicros, action);
          }
        });
  }

  private void renewLease() {
    if (group.confirms(node, term)) {
      leaseUntil = world.scheduler().now() + LogGroup.LEASE_MICROS;
    } else if (world.scheduler().now() > leaseUntil) {
      close();
      node.stopLeading(this);
      group.stepDown(term);
    }
  }

  void close() {
    closed = true;
  }

  /** Whether it may read and register commits now. */
  boolean mayServe() {
    return serving && !closed && world.scheduler().now() <= leaseUntil;
  }

  /** Whether the oracle may issue. */
  boolean mayIssue() {
    boolean waited = serving || world.rules().breaks(Rule.R12_ORACLE_WAITS);
    return waited && !closed && world.scheduler().now() <= leaseUntil;
  }

  void propose(Entry entry, Consumer<Applied> onApplied) {
    int index = group.append(term, entry);
    if (index >= 0) {
      whenApplied.put(index, new Proposal(entry, onApplied));
    }
  }

  void saw(long timestamp) {
    highestSeen = Math.max(highestSeen, timestamp);
  }

  // ---- shards

  boolean serves(int shard, long epoch, long snapshot) {
    VolumeStore.Ownership ownership = store.owned.get(shard);
    return ownership != null
        && ownership.epoch() == epoch
        && (ownership.serves(snapshot)
            || world.rules().breaks(Rule.R19_FLIP)
            || (world.rules().breaks(Rule.R14_FORMER_VOLUME_READ)
                && snapshot <= ownership.flipTs()));
  }

  /** Whether all shards are here, and not about to leave. */
  boolean keepsAll(Map<Integer, Long> epochs) {
    for (Map.Entry<Integer, Long> shard : epochs.entrySet()) {
      if (!serves(shard.getKey(), shard.getValue(), NEWEST)) {
        return false;
      }
      if (closing.contains(shard.getKey()) && world.rules().holds(Rule.R19_FLIP)) {
        return false;
      }
    }
    return true;
  }

  /** Ends a shard's time here: no commit above the flip's timestamp. */
  void moveOut(int shard, long epoch, int attempts, Consumer<Entry.MoveIn> onContent) {
    VolumeStore.Ownership ownership = store.owned.get(shard);
    if (!mayServe() || ownership == null || ownership.epoch() != epoch) {
      return;
    }
    if (ownership.flipTs() != NEWEST) {
      onContent.accept(content(shard, epoch, ownership.flipTs()));
      return;
    }
    if (!closing.add(shard)) {
      // Another copy of this request is at it, and opens the shard again when it fails.
      return;
    }
    awaitEmpty(shard, attempts, () -> flip(shard, epoch, onContent));
  }

  private void awaitEmpty(int shard, int attempts, Runnable then) {
    if (!isBusy(shard)) {
      then.run();
    } else if (attempts == 0) {
      closing.remove(shard);
    } else {
      node.after(1_000, () -> awaitEmpty(shard, attempts - 1, then));
    }
  }

  /** Whether something is under way that will be written to a shard here. */
  private boolean isBusy(int shard) {
    for (VolumeStore.Prepared part : store.prepared.values()) {
      if (touches(Participant.keys(part.writes()), shard) && stays(part)) {
        return true;
      }
    }
    boolean chunks =
        world.rules().holds(Rule.R14_MOVE_AWAITS_CHUNKS)
            && chunksUnderWay.values().stream().anyMatch(keys -> touches(keys, shard));
    return chunks || inCommit.values().stream().anyMatch(commit -> touches(commit.keys(), shard));
  }

  /** Whether a move waits for a part. */
  private boolean stays(VolumeStore.Prepared part) {
    if (part.chunked()) {
      world.history().count("moves that met a large transaction");
      return world.rules().holds(Rule.R14_MOVE_AWAITS_CHUNKS);
    }
    if (part.xa() && !part.isHeld()) {
      world.history().count("moves that met a prepared branch");
      return world.rules().holds(Rule.R14_MOVE_AWAITS_BRANCHES);
    }
    return true;
  }

  private void flip(int shard, long epoch, Consumer<Entry.MoveIn> onContent) {
    Oracle.ask(
        world,
        node,
        3,
        flipTs -> {
          if (flipTs == null || !mayServe()) {
            closing.remove(shard);
            return;
          }
          propose(
              new Entry.MoveOut(term, shard, epoch, flipTs),
              applied -> {
                closing.remove(shard);
                if (applied.done()) {
                  onContent.accept(content(shard, epoch, flipTs));
                }
              });
        });
  }

  /** The newest rows. Their history stays here, and so do tombstones, which only it needs. */
  private Entry.MoveIn content(int shard, long epoch, long flipTs) {
    TreeMap<String, Version> rows = new TreeMap<>();
    store
        .current
        .subMap(Shards.start(shard), Shards.end(shard))
        .forEach((key, version) -> {
          if (version.value() != null) {
            rows.put(key, new Version(version.value(), version.ts(), null));
          }
        });
    return new Entry.MoveIn(0, shard, epoch + 1, flipTs, rows);
  }

  /** Notes that the shard is known to be elsewhere. */
  void leave(int shard, long epoch, long removeTs, Runnable then) {
    VolumeStore.Ownership ownership = store.owned.get(shard);
    if (!mayServe()) {
      return;
    }
    if (ownership == null || ownership.epoch() != epoch) {
      then.run();
      return;
    }
    propose(new Entry.Leave(term, shard, epoch, removeTs), applied -> then.run());
  }

  private static boolean touches(Collection<String> keys, int shard) {
    return keys.stream().anyMatch(key -> Shards.of(key) == shard);
  }

  // ---- reads

  /**
   * Reads a range at a snapshot.
   *
   * @param keys exactly these, or all in the shard when empty
   */
  void read(long snapshot, int shard, long epoch, List<String> keys, Consumer<Reply.Rows> reply) {
    long giveUp = world.scheduler().now() + READ_WAIT_MICROS;
    if (world.rules().breaks(Rule.R02_CONSULT_BEFORE_READ)) {
      if (!mayServe() || !serves(shard, epoch, snapshot)) {
        reply.accept(new Reply.Retry());
        return;
      }
      Reply.Rows rows = readNow(snapshot, shard, epoch, keys, store.collectedBelow);
      node.after(
          world.scheduler().between(0, 3_000),
          () -> consult(snapshot, shard, epoch, keys, giveUp, () -> reply.accept(rows), reply));
      return;
    }
    consult(
        snapshot,
        shard,
        epoch,
        keys,
        giveUp,
        () -> {
          long collected = store.collectedBelow;
          long pause = world.scheduler().chance(0.3) ? world.scheduler().between(0, 3_000) : 0;
          boolean early = world.rules().breaks(Rule.R16_CHECK_AFTER_READING);
          if (early && world.scheduler().chance(0.1)) {
            pause = world.scheduler().between(0, 60_000);
          }
          node.after(pause, () -> reply.accept(readNow(snapshot, shard, epoch, keys, collected)));
        },
        reply);
  }

  /** Waits for the keys in commit that the snapshot may have to see. */
  private void consult(
      long snapshot,
      int shard,
      long epoch,
      List<String> keys,
      long giveUp,
      Runnable then,
      Consumer<Reply.Rows> reply) {
    if (!mayServe() || !serves(shard, epoch, snapshot)) {
      reply.accept(new Reply.Retry());
      return;
    }
    if (snapshot != NEWEST) {
      saw(snapshot);
    }
    boolean alone = snapshot == NEWEST && world.rules().breaks(Rule.R04_NEWEST_CONSULTS);
    if (alone || !waitsFor(snapshot, shard, keys)) {
      then.run();
      return;
    }
    if (world.scheduler().now() > giveUp) {
      reply.accept(new Reply.Retry());
      return;
    }
    node.after(
        world.scheduler().between(100, 500),
        () -> consult(snapshot, shard, epoch, keys, giveUp, then, reply));
  }

  private boolean waitsFor(long snapshot, int shard, List<String> keys) {
    for (InCommit commit : inCommit.values()) {
      long above = commit.commitTs() == 0 ? commit.floor() : commit.commitTs() - 1;
      if (snapshot > above && concerns(commit.keys(), shard, keys)) {
        return true;
      }
    }
    for (VolumeStore.Prepared part : store.prepared.values()) {
      if (holds(part)
          && snapshot > part.floor()
          && concerns(Participant.keys(part.writes()), shard, keys)) {
        return true;
      }
    }
    return false;
  }

  private static boolean concerns(Collection<String> written, int shard, List<String> keys) {
    return keys.isEmpty() ? touches(written, shard) : keys.stream().anyMatch(written::contains);
  }

  /** Whether a part stops readers and the resolved timestamp. */
  private boolean holds(VolumeStore.Prepared part) {
    return part.isHeld() || (part.xa() && world.rules().breaks(Rule.R08_PREPARED_DOES_NOT_HOLD));
  }

  private Reply.Rows readNow(
      long snapshot, int shard, long epoch, List<String> keys, long collectedBefore) {
    boolean early = world.rules().breaks(Rule.R16_CHECK_AFTER_READING);
    Map<String, Version> found = new TreeMap<>();
    List<String> wanted =
        keys.isEmpty() ? store.keys(Shards.start(shard), Shards.end(shard)) : keys;
    for (String key : wanted) {
      try {
        Version version = snapshot == NEWEST ? store.newest(key) : store.at(key, snapshot);
        if (version != null && version.value() != null) {
          found.put(key, version);
        }
      } catch (VolumeStore.Collected collected) {
        if (snapshot >= store.collectedBelow) {
          throw new Violation("undo", collected.getMessage());
        }
      }
    }
    if (!mayServe() || !serves(shard, epoch, snapshot)) {
      return new Reply.Retry();
    }
    if (snapshot < (early ? collectedBefore : store.collectedBelow)) {
      return new Reply.TooOld();
    }
    return new Reply.Found(found, term);
  }

  // ---- locks

  /**
   * Locks keys or a whole shard and reads the newest versions.
   *
   * @param first whether the transaction has no locks on this volume yet
   */
  void lock(
      long transaction,
      boolean first,
      int shard,
      long epoch,
      List<String> keys,
      boolean exclusive,
      long waitMicros,
      Consumer<Reply.Rows> reply) {
    if (!mayServe() || !serves(shard, epoch, NEWEST)) {
      reply.accept(new Reply.Retry());
      return;
    }
    if (!first && !lastHeard.containsKey(transaction)) {
      reply.accept(new Reply.NotLocked());
      return;
    }
    if (store.outcomes.containsKey(transaction) || ended.contains(transaction)) {
      return;
    }
    lastHeard.put(transaction, world.scheduler().now());
    String from = keys.isEmpty() ? Shards.start(shard) : keys.getFirst();
    String to = keys.isEmpty() ? Shards.end(shard) : Locks.after(keys.getFirst());
    Runnable withdraw =
        locks.acquire(
            transaction,
            from,
            to,
            exclusive,
            granted -> {
              if (closed) {
                return;
              }
              reply.accept(
                  granted ? readNow(NEWEST, shard, epoch, keys, 0) : new Reply.NotLocked());
            });
    node.after(waitMicros, withdraw);
  }

  void release(long transaction) {
    if (!store.prepared.containsKey(transaction) && !inCommit.containsKey(transaction)) {
      forget(transaction);
    }
  }

  /** Drops the locks of a transaction that is over here. */
  void forget(long transaction) {
    ended.add(transaction);
    lastHeard.remove(transaction);
    locks.release(transaction);
  }

  void heartbeat(long transaction) {
    lastHeard.computeIfPresent(transaction, (id, before) -> world.scheduler().now());
  }

  private void expireLocks() {
    long oldest = world.scheduler().now() - LOCK_EXPIRY_MICROS;
    for (Map.Entry<Long, Long> entry : List.copyOf(lastHeard.entrySet())) {
      if (entry.getValue() < oldest) {
        release(entry.getKey());
      }
    }
  }

  // ---- resolved timestamp

  private void publishAgain() {
    // A deposed leader that asks nobody goes on for a while.
    boolean askNobody = world.rules().breaks(Rule.R18_QUORUM);
    boolean publishes =
        askNobody
            ? serving && (!closed || world.scheduler().now() < leaseUntil + 150_000)
            : mayServe();
    if (publishes) {
      publishResolved();
    }
    if (publishes || !closed) {
      node.after(world.scheduler().between(2_000, 6_000), this::publishAgain);
    }
  }

  private void publishResolved() {
    boolean registeredFirst = world.rules().breaks(Rule.R18_ORACLE_FIRST);
    long early = lowestRegistered();
    int earlyIndex = replica.applied();
    Oracle.ask(
        world,
        node,
        1,
        timestamp -> {
          if (timestamp == null) {
            return;
          }
          node.after(
              world.scheduler().between(50, 800),
              () -> {
                boolean confirmed = !closed && group.confirms(node, term);
                if (!confirmed && world.rules().holds(Rule.R18_QUORUM)) {
                  return;
                }
                long registered = registeredFirst ? early : lowestRegistered();
                int index = registeredFirst ? earlyIndex : replica.applied();
                send(index, Math.min(timestamp, registered));
              });
        });
  }

  private long lowestRegistered() {
    long lowest = Long.MAX_VALUE;
    for (InCommit commit : inCommit.values()) {
      lowest = Math.min(lowest, commit.commitTs() == 0 ? commit.floor() : commit.commitTs() - 1);
    }
    for (VolumeStore.Prepared part : store.prepared.values()) {
      boolean passed = part.chunked() && world.rules().breaks(Rule.R31_REFERENCE_HOLDS);
      if (holds(part) && !passed) {
        lowest = Math.min(lowest, part.floor());
      }
    }
    return lowest;
  }

  private void send(int index, long resolved) {
    saw(resolved);
    for (Node other : world.nodes()) {
      world
          .network()
          .send(node, other, () -> other.replica(volume()).learnResolved(index, resolved));
    }
  }
}
