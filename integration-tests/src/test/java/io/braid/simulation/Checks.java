package io.braid.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What must hold when everything has come to rest. The committed transactions in the order of their
 * timestamps are replayed; reads, acknowledgements, streams and replicas are measured against that.
 */
final class Checks {
  private final World world;
  private final List<StreamConsumer> consumers;
  private final List<Truth.Committed> committed;

  /** Every version of every key by timestamp; empty is a tombstone. */
  private final Map<String, TreeMap<Long, Optional<String>>> versions = new HashMap<>();

  /** The lines of the stream, without files. */
  private final List<String> expected = new ArrayList<>();

  private final TreeMap<Long, Long> countAt = new TreeMap<>();

  Checks(World world, List<StreamConsumer> consumers) {
    this.world = world;
    this.consumers = consumers;
    this.committed = world.truth().transactions();
  }

  void run() {
    ledger();
    replay();
    for (History.Txn txn : world.history().transactions()) {
      reads(txn);
    }
    streams();
    statuses();
    replicas();
    new ElleCheck(world.history()).run();
  }

  // ---- who committed

  private void ledger() {
    Map<Long, Truth.Committed> byTransaction = new HashMap<>();
    for (Truth.Committed one : committed) {
      if (byTransaction.put(one.transaction, one) != null) {
        throw new Violation("ledger", "transaction " + one.transaction + " committed twice");
      }
      History.Txn txn = world.history().find(one.transaction);
      if (txn == null) {
        throw new Violation("ledger", "nobody began transaction " + one.transaction);
      }
      if (txn.outcome == History.Outcome.ABORTED) {
        throw new Violation("ledger", "rolled back but committed at " + one.commitTs + ": " + txn);
      }
      if (txn.outcome == History.Outcome.COMMITTED && txn.commitTs != one.commitTs) {
        throw new Violation("ledger", txn + " has committed at " + one.commitTs);
      }
      if (one.heads.size() != 1 || !one.heads.getFirst().streamed().equals(one.streamed)) {
        throw new Violation(
            "ledger", txn + " has " + one.streamed + " and its records say " + one.heads);
      }
      if (!txn.kind.equals("control")) {
        List<RowEvent> events =
            one.writes.values().stream().map(Write::event).filter(Objects::nonNull).toList();
        if (!events.equals(txn.events)) {
          throw new Violation("ledger", txn + " wrote " + txn.events + " and has " + events);
        }
      }
    }
    for (History.Txn txn : world.history().transactions()) {
      if (txn.outcome == History.Outcome.RUNNING && !txn.kind.equals("ddl")) {
        throw new Violation("liveness", "nobody knows the end of " + txn);
      }
      if (txn.outcome == History.Outcome.COMMITTED
          && txn.commitTs > 0
          && !byTransaction.containsKey(txn.id)) {
        throw new Violation("ledger", "acknowledged and lost: " + txn);
      }
      Truth.Committed one = byTransaction.get(txn.id);
      if (txn.outcome == History.Outcome.UNKNOWN && one != null) {
        txn.commitTs = one.commitTs;
      }
    }
  }

  // ---- the stream is a serial order

  private void replay() {
    Map<String, String> state = new TreeMap<>(World.initial());
    state.forEach((key, value) -> versionsOf(key).put(1L, Optional.of(value)));
    Map<String, Integer> schemas = new HashMap<>();
    Map<String, String> entries = new TreeMap<>();
    Set<String> numbers = new HashSet<>();
    long count = 0;
    for (Truth.Committed one : committed) {
      boolean silent = one.heads.getFirst().silent();
      if (!silent) {
        count++;
        countAt.put(one.commitTs, count);
        expected.add("GTID " + count);
      }
      for (Write write : one.writes.values()) {
        if (write.control() instanceof Control.Ddl ddl) {
          schemas.put(ddl.table(), ddl.schemaVersion());
          expected.add("DDL " + ddl.table() + " " + ddl.schemaVersion());
        }
        if (write.control() != null) {
          continue;
        }
        versionsOf(write.key()).put(one.commitTs, Optional.ofNullable(write.value()));
        if (write.isIndexEntry()) {
          put(entries, write.key(), write.value());
          continue;
        }
        RowEvent event = write.event();
        if (event == null) {
          continue;
        }
        apply(one, event, state, schemas);
        if (event.key().startsWith("n") && !numbers.add(event.key().substring(2))) {
          throw new Violation("counter", "a number was used twice: " + event);
        }
        if (!silent) {
          expected.add("ROW " + event);
        }
      }
      if (!silent) {
        expected.add("XID " + one.commitTs);
      }
      afterEach(one, state, entries);
    }
  }

  private TreeMap<Long, Optional<String>> versionsOf(String key) {
    return versions.computeIfAbsent(key, any -> new TreeMap<>());
  }

  private static void put(Map<String, String> map, String key, @Nullable String value) {
    if (value == null) {
      map.remove(key);
    } else {
      map.put(key, value);
    }
  }

  private static void apply(
      Truth.Committed one,
      RowEvent event,
      Map<String, String> state,
      Map<String, Integer> schemas) {
    if (!Objects.equals(state.get(event.oldKey()), event.before())
        || (!event.oldKey().equals(event.key()) && state.containsKey(event.key()))) {
      throw new Violation(
          "order", "at " + one.commitTs + " " + event + " meets " + state.get(event.oldKey()));
    }
    int version = schemas.getOrDefault(Shards.table(event.key()), 0);
    if (event.schemaVersion() != version) {
      throw new Violation(
          "schema", event + " at " + one.commitTs + " stands behind schema " + version);
    }
    state.remove(event.oldKey());
    put(state, event.key(), event.after());
  }

  private static void afterEach(
      Truth.Committed one, Map<String, String> state, Map<String, String> entries) {
    int total = 0;
    Map<String, String> names = new TreeMap<>();
    for (Map.Entry<String, String> row : state.entrySet()) {
      if (row.getKey().startsWith("a")) {
        total += Integer.parseInt(row.getValue());
      } else if (row.getKey().startsWith("u")
          && names.put("I:" + row.getValue(), row.getKey()) != null) {
        throw new Violation("unique", "two rows are named " + row.getValue());
      }
    }
    if (total != 100 * World.ACCOUNTS) {
      throw new Violation("bank", "after " + one.commitTs + " there is " + total);
    }
    if (!names.equals(entries)) {
      throw new Violation("index", "after " + one.commitTs + " " + names + " but " + entries);
    }
  }

  // ---- what was read

  private @Nullable String valueAt(String key, long ts) {
    TreeMap<Long, Optional<String>> all = versions.get(key);
    Map.Entry<Long, Optional<String>> entry = all == null ? null : all.floorEntry(ts);
    return entry == null ? null : entry.getValue().orElse(null);
  }

  private void reads(History.Txn txn) {
    for (History.SnapshotRead read : txn.snapshotReads) {
      Map<String, String> right = new TreeMap<>();
      for (String key : versions.keySet()) {
        String value = valueAt(key, read.snapshot());
        boolean asked =
            read.keys().isEmpty() ? Shards.of(key) == read.shard() : read.keys().contains(key);
        if (asked && value != null) {
          right.put(key, value);
        }
      }
      if (!right.equals(read.found())) {
        throw new Violation(
            "snapshot",
            txn + " at " + read.snapshot() + " saw " + read.found() + ", there was " + right);
      }
    }
    if (txn.commitTs > 0) {
      txn.lockReads.forEach((key, value) -> {
        String right = valueAt(key, txn.commitTs - 1);
        if (!Objects.equals(right, value)) {
          throw new Violation(
              "locking", txn + " locked " + key + "=" + value + ", there was " + right);
        }
      });
    }
    txn.newestReads.forEach(read -> newest(txn, read));
  }

  /**
   * Each key for itself had this version at a moment after all that was acknowledged before. There
   * need not be one moment for all of them: a commit may land between two keys of a scan.
   */
  private void newest(History.Txn txn, History.NewestRead read) {
    for (Map.Entry<String, TreeMap<Long, Optional<String>>> entry : versions.entrySet()) {
      String key = entry.getKey();
      boolean asked =
          read.keys().isEmpty() ? Shards.of(key) == read.shard() : read.keys().contains(key);
      if (asked && !isNewest(entry.getValue(), read.found().get(key), read.acknowledgedBefore())) {
        throw new Violation(
            "newest",
            txn
                + " saw "
                + key
                + "="
                + read.found().get(key)
                + " after "
                + read.acknowledgedBefore());
      }
    }
  }

  private static boolean isNewest(
      TreeMap<Long, Optional<String>> all, @Nullable Version found, long acknowledgedBefore) {
    if (found != null) {
      Optional<String> right = all.get(found.ts());
      Long next = all.higherKey(found.ts());
      return right != null
          && right.equals(Optional.ofNullable(found.value()))
          && (next == null || next > acknowledgedBefore);
    }
    // No row: it was not there when the read began, or it went later.
    Map.Entry<Long, Optional<String>> before = all.floorEntry(acknowledgedBefore);
    return before == null
        || before.getValue().isEmpty()
        || all.tailMap(acknowledgedBefore, false).containsValue(Optional.<String>empty());
  }

  // ---- streams

  private void streams() {
    String first = bytes(world.nodes().getFirst());
    for (Node node : world.nodes()) {
      String other = bytes(node);
      int common = Math.min(first.length(), other.length());
      if (!first.startsWith(other.substring(0, common))) {
        throw new Violation("bytes", "nodes 0 and " + node.id() + " differ");
      }
    }
    List<String> lines = first.lines().filter(line -> !line.startsWith("FILE ")).toList();
    List<String> bare = lines.stream().filter(line -> !line.startsWith("TABLE_MAP ")).toList();
    if (!bare.equals(expected)) {
      throw new Violation("stream", difference(bare, expected));
    }
    for (StreamConsumer consumer : consumers) {
      if (!consumer.seen().equals(lines)) {
        throw new Violation("consumer", difference(consumer.seen(), lines));
      }
    }
  }

  private static String bytes(Node node) {
    StringBuilder bytes = new StringBuilder();
    for (int file = 0; file < node.binlog().fileCount(); file++) {
      bytes.append(node.binlog().file(file));
    }
    return bytes.toString();
  }

  private static String difference(List<String> found, List<String> right) {
    int at = 0;
    while (at < found.size() && at < right.size() && found.get(at).equals(right.get(at))) {
      at++;
    }
    return "line "
        + at
        + " is "
        + found.subList(at, Math.min(found.size(), at + 3))
        + " and should be "
        + right.subList(at, Math.min(right.size(), at + 3));
  }

  private void statuses() {
    for (History.Status status : world.history().statuses) {
      Map.Entry<Long, Long> entry = countAt.floorEntry(status.seenTs());
      if (entry != null && entry.getValue() > status.transactions()) {
        throw new Violation(
            "status", status + " although " + entry.getValue() + " had been seen before");
      }
    }
  }

  // ---- replicas

  private void replicas() {
    for (LogGroup group : world.groups()) {
      world.nodes().forEach(node -> node.replica(group.volume()).applyTo(group.committed()));
      VolumeStore first = world.nodes().getFirst().replica(group.volume()).store();
      for (Node node : world.nodes()) {
        VolumeStore store = node.replica(group.volume()).store();
        if (!store.current.equals(first.current) || !store.changes.equals(first.changes)) {
          throw new Violation("replicas", "volume " + group.volume() + " on node " + node.id());
        }
      }
      if (group.volume() > 0) {
        rows(first);
      }
    }
  }

  private void rows(VolumeStore store) {
    Map<Integer, Control.Flip> placement = world.nodes().getFirst().replica(0).store().placement;
    for (Map.Entry<String, Version> entry : store.current.entrySet()) {
      String key = entry.getKey();
      if (placement.get(Shards.of(key)).volume() != store.volume) {
        continue;
      }
      String right = valueAt(key, Long.MAX_VALUE);
      if (!Objects.equals(entry.getValue().value(), right)) {
        throw new Violation("replicas", entry + " should be " + right);
      }
    }
  }
}
