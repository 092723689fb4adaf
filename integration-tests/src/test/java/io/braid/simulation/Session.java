package io.braid.simulation;

import io.braid.txn.commit.TwoPhaseCommit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One transaction on an SQL node: its snapshot, its buffer of writes, where it has locks, and its
 * end. Everything is asynchronous: what follows is a callback that does not come when the
 * transaction ends before.
 */
final class Session {
  private static final long CALL_TIMEOUT_MICROS = 80_000;

  private record Place(int volume, long epoch) {}

  private final World world;
  private final Node node;
  private final History.Txn record;
  private final Runnable onEnd;
  private final Map<Integer, Long> terms = new TreeMap<>();
  private final Map<Integer, Place> places = new TreeMap<>();
  private final List<Write> writes = new ArrayList<>();
  private final Map<String, Optional<String>> own = new HashMap<>();

  /** Chunks: how many writes have been sent, and which of them were rolled back. */
  private int sent;

  private final Set<Integer> dead = new TreeSet<>();
  private final Set<Integer> chunkVolumes = new TreeSet<>();
  private int sequence;
  private long snapshot;
  private boolean chunked;
  private int primary;
  private boolean committing;
  private boolean over;

  Session(World world, Node node, Isolation isolation, String kind, Runnable onEnd) {
    this.world = world;
    this.node = node;
    this.record = world.history().begin(isolation, kind);
    this.onEnd = onEnd;
    node.open(this);
    heartbeat();
  }

  History.Txn record() {
    return record;
  }

  Node node() {
    return node;
  }

  long oldestSnapshot() {
    return snapshot == 0 ? Long.MAX_VALUE : snapshot;
  }

  private void heartbeat() {
    if (over) {
      return;
    }
    for (int volume : terms.keySet()) {
      node.heartbeat(volume, record.id);
    }
    node.after(25_000, this::heartbeat);
  }

  // ---- reads

  /** Gives the snapshot: the first one of the transaction, or of this statement. */
  void snapshot(boolean again, Runnable then) {
    if (snapshot != 0 && !again) {
      then.run();
      return;
    }
    long seen = world.history().acknowledged();
    Oracle.ask(
        world,
        node,
        4,
        timestamp -> {
          if (over) {
            return;
          }
          if (timestamp == null) {
            fail();
            return;
          }
          if (timestamp < seen) {
            throw new Violation(
                "strict", "snapshot " + timestamp + " is below " + seen + ", seen before");
          }
          snapshot = timestamp;
          then.run();
        });
  }

  /** Snapshot read of keys of one shard, or of the whole shard. */
  void read(int shard, List<String> keys, Consumer<Map<String, String>> then) {
    if (record.isolation == Isolation.SERIALIZABLE) {
      lockAll(shard, keys, new TreeMap<>(), then);
      return;
    }
    snapshot(
        false,
        () ->
            fetch(
                snapshot,
                shard,
                keys,
                8,
                found -> {
                  Map<String, String> values = values(found.versions());
                  record.snapshotReads.add(new History.SnapshotRead(snapshot, shard, keys, values));
                  then.accept(overlay(shard, keys, values));
                }));
  }

  private void lockAll(
      int shard, List<String> keys, Map<String, String> found, Consumer<Map<String, String>> then) {
    if (keys.isEmpty()) {
      lock(shard, keys, false, then);
      return;
    }
    lock(
        shard,
        keys.subList(0, 1),
        false,
        values -> {
          found.putAll(values);
          if (keys.size() == 1) {
            then.accept(found);
          } else {
            lockAll(shard, keys.subList(1, keys.size()), found, then);
          }
        });
  }

  /** The newest version of keys of one shard, without a snapshot. */
  void readNewest(int shard, List<String> keys, Consumer<Map<String, Version>> then) {
    long seen = world.history().acknowledged();
    fetch(
        VolumeLeader.NEWEST,
        shard,
        keys,
        8,
        found -> {
          record.newestReads.add(new History.NewestRead(seen, shard, keys, found.versions()));
          then.accept(found.versions());
        });
  }

  private void fetch(
      long readTs, int shard, List<String> keys, int attempts, Consumer<Reply.Found> then) {
    if (attempts == 0) {
      fail();
      return;
    }
    Place place = readTs == VolumeLeader.NEWEST ? place(shard) : placeAt(shard, readTs);
    Node target = node.leaderOf(place.volume());
    world
        .network()
        .<Reply.Rows>call(
            node,
            target,
            CALL_TIMEOUT_MICROS,
            reply ->
                target
                    .leader(place.volume())
                    .ifPresentOrElse(
                        leader -> leader.read(readTs, shard, place.epoch(), keys, reply),
                        () -> reply.accept(new Reply.Retry())),
            rows -> {
              if (over) {
                return;
              }
              switch (rows) {
                case Reply.Found found -> then.accept(found);
                case Reply.TooOld tooOld -> {
                  world.history().count("snapshot too old");
                  fail();
                }
                case Reply.NotLocked notLocked -> fail();
                case Reply.Retry retry -> readAgain(place, readTs, shard, keys, attempts, then);
                case null -> readAgain(place, readTs, shard, keys, attempts, then);
              }
            });
  }

  private void readAgain(
      Place place,
      long readTs,
      int shard,
      List<String> keys,
      int attempts,
      Consumer<Reply.Found> then) {
    node.forgetLeader(place.volume());
    node.after(
        world.scheduler().between(1_000, 15_000),
        () -> fetch(readTs, shard, keys, attempts - 1, then));
  }

  private static Map<String, String> values(Map<String, Version> versions) {
    Map<String, String> values = new TreeMap<>();
    versions.forEach((key, version) -> values.put(key, version.value()));
    return values;
  }

  /** The transaction's own writes above what it read. */
  private Map<String, String> overlay(int shard, List<String> keys, Map<String, String> read) {
    Map<String, String> merged = new TreeMap<>(read);
    if (world.rules().breaks(Rule.R05_OWN_WRITES_MERGED)) {
      return merged;
    }
    own.forEach((key, value) -> {
      if (keys.isEmpty() ? Shards.of(key) == shard : keys.contains(key)) {
        if (value.isPresent()) {
          merged.put(key, value.get());
        } else {
          merged.remove(key);
        }
      }
    });
    return merged;
  }

  private Place place(int shard) {
    Place before = places.get(shard);
    if (before != null) {
      return before;
    }
    Control.Flip flip = node.replica(0).store().placement.get(shard);
    return flip == null ? new Place(1, 0) : new Place(flip.volume(), flip.epoch());
  }

  /** Where a snapshot finds a shard: before its last move, that is where it was. */
  private Place placeAt(int shard, long snapshot) {
    Control.Flip flip = node.replica(0).store().placement.get(shard);
    if (flip == null) {
      return new Place(1, 0);
    }
    boolean before = snapshot <= flip.flipTs() && world.rules().holds(Rule.R14_FORMER_VOLUME_READ);
    return before
        ? new Place(flip.former(), flip.epoch() - 1)
        : new Place(flip.volume(), flip.epoch());
  }

  // ---- locks and writes

  /** Locks one key, or a whole shard, and reads the newest versions. */
  void lock(int shard, List<String> keys, boolean exclusive, Consumer<Map<String, String>> then) {
    Place place = place(shard);
    boolean first = !terms.containsKey(place.volume());
    Node target = node.leaderOf(place.volume());
    long wait = world.scheduler().between(5_000, 40_000);
    world
        .network()
        .<Reply.Rows>call(
            node,
            target,
            CALL_TIMEOUT_MICROS,
            reply ->
                target
                    .leader(place.volume())
                    .ifPresentOrElse(
                        leader ->
                            leader.lock(
                                record.id,
                                first,
                                shard,
                                place.epoch(),
                                keys,
                                exclusive,
                                wait,
                                reply),
                        () -> reply.accept(new Reply.Retry())),
            rows -> {
              if (over) {
                return;
              }
              if (!(rows instanceof Reply.Found found) || !sameTerm(place, found.term())) {
                node.forgetLeader(place.volume());
                fail();
                return;
              }
              places.put(shard, place);
              Map<String, String> values = values(found.versions());
              if (keys.isEmpty()) {
                values.forEach(record::lockRead);
              } else if (!own.containsKey(keys.getFirst())) {
                record.lockRead(keys.getFirst(), values.get(keys.getFirst()));
              }
              then.accept(overlay(shard, keys, values));
            });
  }

  /** Something of a leader's memory belongs to this transaction. */
  void holdsAt(int volume, long term) {
    terms.put(volume, term);
  }

  private boolean sameTerm(Place place, long term) {
    Long before = terms.putIfAbsent(place.volume(), term);
    return before == null || before == term || world.rules().breaks(Rule.R11_TERM_CHECKED);
  }

  /** Locks a key for writing; its present value, or null. */
  void lockForWrite(String key, Consumer<@Nullable String> then) {
    lock(Shards.of(key), List.of(key), true, found -> then.accept(found.get(key)));
  }

  /** Changes one row. */
  void update(String key, Function<@Nullable String, @Nullable String> change, Runnable then) {
    lockForWrite(
        key,
        before -> {
          put(key, before, change.apply(before));
          then.run();
        });
  }

  /** Buffers a streamed write of a row that is locked. */
  void put(String key, @Nullable String before, @Nullable String after) {
    if (before == null && after == null) {
      return;
    }
    add(key, after, new RowEvent(key, before, key, after, schema(key)), false);
  }

  /** Buffers a key-changing update of locked rows. */
  void rekey(String oldKey, String newKey, String before, String after) {
    add(oldKey, null, null, true);
    add(newKey, after, new RowEvent(oldKey, before, newKey, after, schema(newKey)), false);
  }

  /** Buffers a write of a locked index entry. */
  void putEntry(String key, @Nullable String value) {
    add(key, value, null, false);
  }

  private int schema(String key) {
    return node.replica(0).store().schemas.getOrDefault(Shards.table(key), 0);
  }

  private void add(String key, @Nullable String value, @Nullable RowEvent event, boolean moved) {
    writes.add(new Write(++sequence, key, value, event, null, moved));
    own.put(key, Optional.ofNullable(value));
  }

  /** Sends what is buffered, as a large transaction does while it runs. */
  void sendChunk(Runnable then) {
    if (over) {
      return;
    }
    if (!chunked) {
      chunked = true;
      primary = primary();
    }
    Map<Integer, List<Write>> byVolume = new TreeMap<>();
    for (Write write : writes.subList(sent, writes.size())) {
      byVolume
          .computeIfAbsent(places.get(Shards.of(write.key())).volume(), any -> new ArrayList<>())
          .add(write);
    }
    sent = writes.size();
    chunkVolumes.addAll(byVolume.keySet());
    List<Part> parts = new ArrayList<>();
    byVolume.forEach((volume, list) ->
        parts.add(
            new Part(record.id, volume, terms.get(volume), epochs(volume), primary, list, null)));
    sendParts(parts, then);
  }

  private void sendParts(List<Part> left, Runnable then) {
    if (over) {
      return;
    }
    if (left.isEmpty()) {
      then.run();
      return;
    }
    Part part = left.removeFirst();
    CommitDriver.ask(
        world,
        node,
        part.volume(),
        25_000,
        (participant, reply) -> participant.chunk(part, reply),
        answer -> {
          if (answer instanceof Reply.Held) {
            sendParts(left, then);
          } else {
            fail();
          }
        });
  }

  /** How far to roll back. */
  int savepoint() {
    return writes.size();
  }

  /** Undoes the writes behind a savepoint; locks stay. */
  void rollbackTo(int savepoint) {
    for (Write write : writes.subList(savepoint, writes.size())) {
      dead.add(write.sequence());
    }
    writes.subList(savepoint, writes.size()).clear();
    sent = Math.min(sent, savepoint);
    own.clear();
    writes.forEach(write -> own.put(write.key(), Optional.ofNullable(write.value())));
  }

  // ---- the end

  /** Ends the transaction without a trace. */
  void fail() {
    if (!over) {
      end(History.Outcome.ABORTED, 0);
    }
  }

  /** The node has died. */
  void connectionLost() {
    if (!over) {
      over = true;
      world
          .history()
          .ended(record, committing ? History.Outcome.UNKNOWN : History.Outcome.ABORTED, 0);
      onEnd.run();
    }
  }

  private void end(History.Outcome outcome, long commitTs) {
    over = true;
    node.closed(this);
    world.history().ended(record, outcome, commitTs);
    for (int volume : terms.keySet()) {
      Node target = node.leaderOf(volume);
      world
          .network()
          .send(
              node,
              target,
              () -> target.leader(volume).ifPresent(leader -> leader.release(record.id)));
    }
    onEnd.run();
  }

  void commit() {
    if (over) {
      return;
    }
    record.acknowledgedBefore = world.history().acknowledged();
    writes.forEach(write -> {
      if (write.event() != null) {
        record.events.add(write.event());
      }
    });
    if (writes.isEmpty()) {
      CommitDriver.validateLocks(
          world,
          node,
          lockParts(),
          held -> {
            if (!over) {
              end(held ? History.Outcome.COMMITTED : History.Outcome.ABORTED, 0);
            }
          });
      return;
    }
    committing = true;
    Map<Integer, Part> parts = parts();
    if (chunked) {
      new CommitDriver(world, node, record.id, false, 1, primary, parts, lockParts(), this::outcome)
          .ofChunks(Set.copyOf(dead))
          .start();
      return;
    }
    if (parts.size() == 1 && terms.size() == 1) {
      commitHere(parts.values().iterator().next());
      return;
    }
    new CommitDriver(world, node, record.id, false, 1, primary(), parts, lockParts(), this::outcome)
        .start();
  }

  /** XA PREPARE: true when every participant has its part. */
  void prepareBranch(Consumer<Boolean> then) {
    writes.forEach(write -> {
      if (write.event() != null) {
        record.events.add(write.event());
      }
    });
    committing = true;
    prepareParts(new ArrayList<>(parts().values()), then);
  }

  private void prepareParts(List<Part> left, Consumer<Boolean> then) {
    if (over) {
      return;
    }
    if (left.isEmpty()) {
      then.accept(true);
      return;
    }
    Part part = left.removeFirst();
    CommitDriver.ask(
        world,
        node,
        part.volume(),
        25_000,
        (participant, reply) -> participant.prepare(part, true, 0, reply),
        answer -> {
          if (answer instanceof Reply.Held) {
            prepareParts(left, then);
          } else if (!over) {
            then.accept(false);
          }
        });
  }

  /** The connection of a prepared branch goes; the branch stays. */
  void detach() {
    if (over) {
      return;
    }
    over = true;
    node.closed(this);
    onEnd.run();
  }

  List<Integer> writeVolumes() {
    return new ArrayList<>(parts().keySet());
  }

  int primary() {
    if (primary > 0) {
      return primary;
    }
    for (Write write : writes) {
      if (write.event() != null) {
        return places.get(Shards.of(write.key())).volume();
      }
    }
    throw new IllegalStateException("a transaction without a row");
  }

  private void outcome(TwoPhaseCommit.Outcome outcome) {
    if (over) {
      return;
    }
    switch (outcome) {
      case TwoPhaseCommit.Outcome.Committed committed ->
          end(History.Outcome.COMMITTED, committed.commitTs());
      case TwoPhaseCommit.Outcome.Aborted aborted -> end(History.Outcome.ABORTED, 0);
      case TwoPhaseCommit.Outcome.Unknown unknown -> end(History.Outcome.UNKNOWN, 0);
    }
  }

  private void commitHere(Part part) {
    CommitDriver.ask(
        world,
        node,
        part.volume(),
        30_000,
        (participant, reply) -> participant.commitHere(part, reply),
        answer -> decided(part, answer, 20));
  }

  private void decided(Part part, Reply.@Nullable Decision answer, int attempts) {
    if (over) {
      return;
    }
    if (answer instanceof Reply.Committed committed) {
      end(History.Outcome.COMMITTED, committed.commitTs());
      return;
    }
    if (answer instanceof Reply.Aborted) {
      end(History.Outcome.ABORTED, 0);
      return;
    }
    if (attempts == 0) {
      end(History.Outcome.UNKNOWN, 0);
      return;
    }
    node.after(
        world.scheduler().between(500, 8_000),
        () ->
            CommitDriver.ask(
                world,
                node,
                part.volume(),
                30_000,
                (participant, reply) -> participant.inquire(record.id, false, 1, true, reply),
                next -> decided(part, next, attempts - 1)));
  }

  private Map<Integer, Part> parts() {
    Map<Integer, List<Write>> byVolume = new TreeMap<>();
    Map<Integer, Integer> streamed = new TreeMap<>();
    for (Write write : writes) {
      int volume = places.get(Shards.of(write.key())).volume();
      byVolume.computeIfAbsent(volume, any -> new ArrayList<>()).add(write);
      if (write.isStreamed()) {
        streamed.merge(volume, 1, Integer::sum);
      }
    }
    // Where only dead chunks are, that must be told too.
    for (int volume : chunkVolumes) {
      byVolume.computeIfAbsent(volume, any -> new ArrayList<>());
    }
    int primary = primary();
    Map<Integer, Part> parts = new TreeMap<>();
    boolean one = world.rules().holds(Rule.R17_ONE_TRANSACTION_RECORD);
    byVolume.forEach((volume, list) -> {
      TransactionHead head =
          one
              ? new TransactionHead(record.id, record.silent, streamed)
              : new TransactionHead(
                  record.id, record.silent, Map.of(volume, streamed.getOrDefault(volume, 0)));
      parts.put(
          volume,
          new Part(
              record.id,
              volume,
              terms.get(volume),
              epochs(volume),
              primary,
              list,
              one && volume != primary ? null : head));
    });
    return parts;
  }

  /** What must still be locked when the timestamp is known: every volume with any lock. */
  private List<Part> lockParts() {
    List<Part> parts = new ArrayList<>();
    terms.forEach((volume, term) ->
        parts.add(new Part(record.id, volume, term, epochs(volume), volume, List.of(), null)));
    return parts;
  }

  private Map<Integer, Long> epochs(int volume) {
    Map<Integer, Long> epochs = new TreeMap<>();
    places.forEach((shard, place) -> {
      if (place.volume() == volume) {
        epochs.put(shard, place.epoch());
      }
    });
    return epochs;
  }
}
