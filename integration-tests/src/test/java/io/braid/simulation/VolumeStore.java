package io.braid.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one replica of a volume has on disk: a pure function of the applied entries. Newest
 * versions, change log, prepared parts, outcomes, and what the volume knows about its shards.
 */
final class VolumeStore {
  /** A part that is prepared, or held for a commit. */
  record Prepared(
      long transaction,
      int primary,
      List<Resolved> writes,
      @Nullable TransactionHead head,
      boolean xa,
      int attempt,
      int lastAttempt,
      long floor,
      boolean chunked,
      Set<Integer> dead) {
    boolean isHeld() {
      return attempt > 0;
    }

    Prepared held(Entry.Hold hold) {
      return new Prepared(
          transaction,
          primary,
          writes,
          chunked ? hold.head() : head,
          xa,
          hold.attempt(),
          hold.attempt(),
          hold.floor(),
          chunked,
          hold.dead());
    }
  }

  /**
   * A shard that is or was here.
   *
   * @param fromTs snapshots at or below read it elsewhere
   * @param flipTs snapshots above read it elsewhere
   * @param removeTs it is dropped when what is below is collected
   */
  record Ownership(long epoch, long fromTs, long flipTs, long removeTs) {
    static Ownership from(long epoch, long fromTs) {
      return new Ownership(epoch, fromTs, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    boolean serves(long ts) {
      return fromTs < ts && ts <= flipTs;
    }
  }

  /** An undo record that a reader needs has been collected. */
  static final class Collected extends RuntimeException {
    private static final long serialVersionUID = 1;

    Collected(String message) {
      super(message, null, false, false);
    }
  }

  /** Outcome of a transaction that will never commit here. */
  static final long ABORTED = -1;

  final int volume;
  private final Rules rules;
  final TreeMap<String, Version> current = new TreeMap<>();
  final TreeMap<Position, Change> changes = new TreeMap<>();
  final Map<Long, Prepared> prepared = new LinkedHashMap<>();
  final Map<Long, Long> outcomes = new HashMap<>();
  final Map<Integer, Ownership> owned = new TreeMap<>();

  /** The highest epoch in which each shard has come here. */
  private final Map<Integer, Long> highestEpochs = new TreeMap<>();

  final Map<String, Integer> minimumSchema = new HashMap<>();

  /** Volume 0 only: where the shards are, and the schema versions. */
  final Map<Integer, Control.Flip> placement = new TreeMap<>();

  final Map<String, Integer> schemas = new HashMap<>();

  /** The file size as of the newest control record. */
  int fileBytes = 4_000;

  long ceiling;
  long counterCeiling;
  long collectedBelow;
  long activationTs;
  long highestCommitTs;

  /** Versions from before the open batch, for an applier that does not see its own batch. */
  private final Map<String, Optional<Version>> beforeBatch = new HashMap<>();

  VolumeStore(int volume, Rules rules) {
    this.volume = volume;
    this.rules = rules;
  }

  void beginBatch() {
    beforeBatch.clear();
  }

  Applied apply(long term, Entry entry) {
    if (entry.stamp() != term && rules.holds(Rule.R09_STAMP_IS_TERM)) {
      return Applied.REFUSED;
    }
    return switch (entry) {
      case Entry.Commit commit -> commit(commit);
      case Entry.Prepare prepare -> prepare(prepare);
      case Entry.Chunk chunk -> chunk(chunk);
      case Entry.Hold hold -> hold(hold);
      case Entry.Unhold unhold -> unhold(unhold);
      case Entry.CommitPrepared commit -> commitPrepared(commit);
      case Entry.Fence fence -> fence(fence.transaction());
      case Entry.Ceiling above -> {
        ceiling = Math.max(ceiling, above.ceiling());
        yield Applied.DONE;
      }
      case Entry.Collect collect -> collect(collect);
      case Entry.MoveOut out -> {
        Ownership before = owned.get(out.shard());
        if (before == null || before.epoch() != out.epoch() || before.flipTs() != Long.MAX_VALUE) {
          yield Applied.REFUSED;
        }
        owned.put(
            out.shard(), new Ownership(out.epoch(), before.fromTs(), out.flipTs(), Long.MAX_VALUE));
        yield Applied.DONE;
      }
      case Entry.Leave leave -> leave(leave);
      case Entry.MoveIn in -> moveIn(in);
      case Entry.Activated activated -> {
        activationTs = activated.activationTs();
        yield Applied.DONE;
      }
      case Entry.MinimumSchema minimum -> {
        minimumSchema.merge(minimum.table(), minimum.version(), Math::max);
        yield Applied.DONE;
      }
      case Entry.CounterCeiling counter -> {
        counterCeiling = Math.max(counterCeiling, counter.ceiling());
        yield Applied.DONE;
      }
    };
  }

  private Applied commit(Entry.Commit entry) {
    long transaction = entry.transaction();
    if (outcomes.containsKey(transaction) || !accepts(entry.writes(), entry.commitTs())) {
      outcomes.putIfAbsent(transaction, ABORTED);
      return new Applied(false, transaction, 0, null);
    }
    outcomes.put(transaction, entry.commitTs());
    return write(transaction, entry.commitTs(), entry.writes(), entry.head());
  }

  /** Whether the shards of the writes are still here at the timestamp. */
  private boolean accepts(List<Resolved> writes, long commitTs) {
    for (Resolved resolved : writes) {
      Write write = resolved.write();
      if (write.control() != null) {
        continue;
      }
      Ownership ownership = owned.get(Shards.of(write.key()));
      if (ownership == null || (!ownership.serves(commitTs) && rules.holds(Rule.R19_FLIP))) {
        return false;
      }
      RowEvent event = write.event();
      if (event != null
          && rules.holds(Rule.R30_SCHEMA_VERSION)
          && event.schemaVersion() < minimumSchema.getOrDefault(Shards.table(write.key()), 0)) {
        return false;
      }
    }
    return true;
  }

  private Applied prepare(Entry.Prepare entry) {
    long transaction = entry.transaction();
    if (outcomes.containsKey(transaction)
        || prepared.containsKey(transaction)
        || !accepts(entry.writes(), Long.MAX_VALUE)) {
      return new Applied(false, transaction, 0, null);
    }
    prepared.put(
        transaction,
        new Prepared(
            transaction,
            entry.primary(),
            entry.writes(),
            entry.head(),
            entry.xa(),
            entry.attempt(),
            entry.attempt(),
            entry.floor(),
            false,
            Set.of()));
    return new Applied(true, transaction, 0, null);
  }

  private Applied hold(Entry.Hold entry) {
    Prepared part = prepared.get(entry.transaction());
    if (part == null || part.isHeld() || entry.attempt() <= part.lastAttempt()) {
      return new Applied(false, entry.transaction(), 0, null);
    }
    prepared.put(part.transaction(), part.held(entry));
    return new Applied(true, entry.transaction(), 0, null);
  }

  private Applied unhold(Entry.Unhold entry) {
    Prepared part = prepared.get(entry.transaction());
    if (part == null) {
      return new Applied(false, entry.transaction(), 0, null);
    }
    // Another attempt's hold stays; a hold of this attempt that comes late is refused.
    boolean released = part.attempt() == entry.attempt();
    prepared.put(
        part.transaction(),
        new Prepared(
            part.transaction(),
            part.primary(),
            part.writes(),
            part.head(),
            part.xa(),
            released ? 0 : part.attempt(),
            Math.max(part.lastAttempt(), entry.attempt()),
            part.floor(),
            part.chunked(),
            part.dead()));
    return new Applied(released, entry.transaction(), 0, null);
  }

  private Applied commitPrepared(Entry.CommitPrepared entry) {
    long transaction = entry.transaction();
    Prepared part = prepared.get(transaction);
    if (part == null || part.attempt() != entry.attempt()) {
      boolean before = outcomes.getOrDefault(transaction, ABORTED) == entry.commitTs();
      return new Applied(before, transaction, 0, null);
    }
    prepared.remove(transaction);
    outcomes.put(transaction, entry.commitTs());
    if (rules.breaks(Rule.R10_OUTCOME_KEPT)) {
      outcomes.remove(transaction);
    }
    return part.chunked()
        ? fold(part, entry.commitTs())
        : write(transaction, entry.commitTs(), part.writes(), part.head());
  }

  private Applied fence(long transaction) {
    boolean fenced = outcomes.putIfAbsent(transaction, ABORTED) == null;
    if (fenced) {
      Prepared part = prepared.remove(transaction);
      if (part != null && part.chunked()) {
        dropChunks(transaction);
      }
    }
    return new Applied(fenced, transaction, 0, null);
  }

  private Applied chunk(Entry.Chunk entry) {
    long transaction = entry.transaction();
    Prepared before = prepared.get(transaction);
    if (outcomes.containsKey(transaction)
        || (before != null && before.isHeld())
        || !accepts(entry.writes(), Long.MAX_VALUE)) {
      return new Applied(false, transaction, 0, null);
    }
    List<Resolved> writes = new ArrayList<>(before == null ? List.of() : before.writes());
    for (Resolved resolved : entry.writes()) {
      Write write = resolved.write();
      Position position = new Position(-transaction, write.sequence());
      if (changes.putIfAbsent(position, new Change.Row(transaction, write, resolved.previous()))
          == null) {
        writes.add(resolved);
      }
    }
    prepared.put(
        transaction,
        new Prepared(transaction, entry.primary(), writes, null, false, 0, 0, 0, true, Set.of()));
    return new Applied(true, transaction, 0, null);
  }

  private void dropChunks(long transaction) {
    changes
        .subMap(new Position(-transaction, 0), new Position(-transaction, Integer.MAX_VALUE))
        .clear();
  }

  /** The chunks of a large transaction become its changes; a reference says so in the log. */
  private Applied fold(Prepared part, long commitTs) {
    highestCommitTs = Math.max(highestCommitTs, commitTs);
    TreeMap<Position, Change> seen = new TreeMap<>();
    if (part.head() != null) {
      Change.Head head = new Change.Head(part.head());
      seen.put(new Position(commitTs, 0), head);
      changes.put(new Position(commitTs, 0), head);
    }
    changes.put(
        new Position(commitTs, Integer.MAX_VALUE),
        new Change.Reference(part.transaction(), part.dead()));
    // The first record of a key leads to what was before, also when its statement is dead.
    Map<String, Position> first = new HashMap<>();
    for (Resolved resolved : part.writes()) {
      Write write = resolved.write();
      Position position = new Position(-part.transaction(), write.sequence());
      first.putIfAbsent(write.key(), position);
      if (part.dead().contains(write.sequence())) {
        continue;
      }
      seen.put(
          new Position(commitTs, write.sequence()),
          new Change.Row(part.transaction(), write, resolved.previous()));
      beforeBatch.putIfAbsent(write.key(), Optional.ofNullable(current.get(write.key())));
      current.put(write.key(), new Version(write.value(), commitTs, first.get(write.key())));
    }
    return new Applied(true, part.transaction(), commitTs, seen);
  }

  private Applied write(
      long transaction, long commitTs, List<Resolved> writes, @Nullable TransactionHead head) {
    highestCommitTs = Math.max(highestCommitTs, commitTs);
    TreeMap<Position, Change> written = new TreeMap<>();
    if (head != null) {
      written.put(new Position(commitTs, 0), new Change.Head(head));
    }
    Set<String> touched = new HashSet<>();
    for (Resolved resolved : writes) {
      Write write = resolved.write();
      if (write.control() != null) {
        control(write.control());
        written.put(
            new Position(commitTs, write.sequence()), new Change.Row(transaction, write, null));
        continue;
      }
      String key = write.key();
      boolean first = touched.add(key);
      Version previous = resolved.previous();
      if (rules.breaks(Rule.R06_LEADER_RESOLVES_PREVIOUS) && first) {
        Optional<Version> old = beforeBatch.get(key);
        previous = old == null ? current.get(key) : old.orElse(null);
      }
      if (rules.breaks(Rule.R13_TOMBSTONE_HAS_PREVIOUS)
          && previous != null
          && previous.value() == null) {
        previous = null;
      }
      if (rules.breaks(Rule.R15_INDEX_CHAIN) && write.isIndexEntry()) {
        previous = null;
      }
      beforeBatch.putIfAbsent(key, Optional.ofNullable(current.get(key)));
      if (write.keyMovedAway() && rules.breaks(Rule.R14_KEY_CHANGE_UNDO)) {
        current.remove(key);
        continue;
      }
      Position position = new Position(commitTs, write.sequence());
      written.put(position, new Change.Row(transaction, write, previous));
      Version own = current.get(key);
      if (!first && own != null && rules.holds(Rule.R13_FIRST_RECORD)) {
        position = own.record();
      }
      current.put(key, new Version(write.value(), commitTs, position));
    }
    changes.putAll(written);
    return new Applied(true, transaction, commitTs, written);
  }

  private void control(Control control) {
    switch (control) {
      case Control.Flip flip -> placement.put(flip.shard(), flip);
      case Control.Ddl ddl -> schemas.put(ddl.table(), ddl.schemaVersion());
      case Control.Activate activate -> {}
      case Control.FileSize size -> fileBytes = size.bytes();
    }
  }

  private Applied collect(Entry.Collect entry) {
    for (Map.Entry<String, Long> tombstone : entry.tombstones().entrySet()) {
      Version version = current.get(tombstone.getKey());
      if (version != null
          && version.value() == null
          && (version.ts() == tombstone.getValue() || rules.breaks(Rule.R16_TOMBSTONE_OF_RECORD))) {
        current.remove(tombstone.getKey());
      }
    }
    collectedBelow = Math.max(collectedBelow, entry.point());
    Map<Position, Change> dropped =
        changes.subMap(
            new Position(0, 0), true, new Position(entry.point(), Integer.MAX_VALUE), true);
    List<Change> records = new ArrayList<>(dropped.values());
    dropped.clear();
    for (Change record : records) {
      if (record instanceof Change.Reference reference) {
        dropChunks(reference.transaction());
      }
    }
    dropShards();
    return Applied.DONE;
  }

  private Applied moveIn(Entry.MoveIn entry) {
    // Also when it has left again and was dropped since.
    if (highestEpochs.getOrDefault(entry.shard(), 0L) >= entry.epoch()) {
      return Applied.REFUSED;
    }
    highestEpochs.put(entry.shard(), entry.epoch());
    current.subMap(Shards.start(entry.shard()), Shards.end(entry.shard())).clear();
    current.putAll(entry.current());
    owned.put(entry.shard(), Ownership.from(entry.epoch(), entry.flipTs()));
    return Applied.DONE;
  }

  private Applied leave(Entry.Leave entry) {
    Ownership before = owned.get(entry.shard());
    if (before == null || before.epoch() != entry.epoch()) {
      return Applied.REFUSED;
    }
    owned.put(
        entry.shard(),
        new Ownership(entry.epoch(), before.fromTs(), before.flipTs(), entry.removeTs()));
    if (rules.breaks(Rule.R14_SOURCE_KEEPS_HISTORY)) {
      current.subMap(Shards.start(entry.shard()), Shards.end(entry.shard())).clear();
    }
    return Applied.DONE;
  }

  /** Drops the shards that have left and that nobody can read here any more. */
  private void dropShards() {
    for (int shard : List.copyOf(owned.keySet())) {
      Ownership ownership = owned.get(shard);
      if (ownership.removeTs() <= collectedBelow) {
        owned.remove(shard);
        current.subMap(Shards.start(shard), Shards.end(shard)).clear();
      }
    }
  }

  /** What leads to a key's newest version; null when there is none. */
  @Nullable Version newest(String key) {
    return current.get(key);
  }

  /**
   * A key's version at a snapshot.
   *
   * @return null when the key did not exist then and never had
   * @throws Collected when the undo record is gone
   */
  @Nullable Version at(String key, long snapshot) {
    Version version = current.get(key);
    while (version != null && version.ts() > snapshot) {
      if (version.record() == null) {
        return null;
      }
      Change change = changes.get(version.record());
      switch (change) {
        case Change.Row row -> version = row.previous();
        case Change.Head head -> throw new Violation("undo", "a pointer to a transaction record");
        case Change.Reference reference -> throw new Violation("undo", "a pointer to a reference");
        case null -> throw new Collected(key + " at " + snapshot + " needs " + version);
      }
    }
    return version;
  }

  /** The keys of a range that have or had a version. */
  List<String> keys(String from, String to) {
    return new ArrayList<>(current.subMap(from, to).keySet());
  }
}
