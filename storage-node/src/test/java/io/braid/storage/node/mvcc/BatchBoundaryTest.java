package io.braid.storage.node.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.storage.Gtid;
import io.braid.storage.IndexChange;
import io.braid.storage.KeySpace;
import io.braid.storage.RowChange;
import io.braid.storage.TransactionId;
import io.braid.storage.TransactionRecord;
import io.braid.storage.WriteSet;
import io.braid.storage.node.StorageResources;
import io.braid.storage.node.log.LogStateMachine.Entry;
import io.braid.storage.node.log.ReplicatedLog.LogPosition;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksIterator;

/** PROTOCOL.md, rule 6: where batches end on a replica must not show in its bytes. */
final class BatchBoundaryTest {
  private static final int COMMITS = 300;

  @TempDir Path folder;

  @Test
  void batchesOfAnySizeGiveEqualBytes() {
    try (StorageResources resources = new StorageResources(16 << 20, 8 << 20, 1)) {
      List<Entry> entries = new ArrayList<>();
      Map<String, String> expected;
      try (VersionStore leader =
          new VersionStore(folder.resolve("leader"), resources, true, true)) {
        SplittableRandom random = new SplittableRandom(7);
        TreeMap<String, byte[]> rows = new TreeMap<>();
        for (int i = 1; i <= COMMITS; i++) {
          Commit commit = new Commit(leader, randomWrites(i, rows, random));
          commit.resolve();
          Entry entry = new Entry(new LogPosition(1, i), commit.encode(1_000 + i, 1 << 20));
          entries.add(entry);
          leader.apply(List.of(entry));
        }
        expected = contents(leader);
      }
      for (long seed = 1; seed <= 5; seed++) {
        try (VersionStore follower =
            new VersionStore(folder.resolve("follower" + seed), resources, seed % 2 == 0, true)) {
          SplittableRandom random = new SplittableRandom(seed);
          for (int from = 0; from < entries.size(); ) {
            int to = Math.min(entries.size(), from + 1 + random.nextInt(40));
            follower.apply(entries.subList(from, to));
            from = to;
          }
          assertThat(contents(follower)).isEqualTo(expected);
          assertThat(follower.applied()).isEqualTo(new LogPosition(1, COMMITS));
        }
      }
    }
  }

  private static WriteSet randomWrites(
      int id, TreeMap<String, byte[]> rows, SplittableRandom random) {
    List<RowChange> changes = new ArrayList<>();
    List<IndexChange> indexes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String name = "k" + random.nextInt(6);
      byte @Nullable [] before = rows.get(name);
      byte @Nullable [] after =
          before != null && random.nextBoolean()
              ? null
              : (name + id + "-" + i).getBytes(StandardCharsets.UTF_8);
      changes.add(
          new RowChange(
              KeySpace.FIRST_USER_TABLE,
              1,
              key(KeySpace.ROW_INDEX, name),
              Optional.empty(),
              before,
              after));
      indexes.add(
          new IndexChange(
              key(2, name), after == null ? null : name.getBytes(StandardCharsets.UTF_8), null));
      if (after == null) {
        rows.remove(name);
      } else {
        rows.put(name, after);
      }
    }
    TransactionRecord record =
        new TransactionRecord(
            new TransactionId(id), new Gtid.Automatic(), 0, 0, List.of(), Optional.empty(), 0);
    return new WriteSet(
        record,
        changes,
        indexes,
        List.of(),
        Map.of(KeySpace.FIRST_USER_TABLE, (long) random.nextInt(1_000)),
        0);
  }

  private static byte[] key(int index, String name) {
    byte[] suffix = name.getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[KeySpace.PREFIX_BYTES + suffix.length];
    KeySpace.putPrefix(key, KeySpace.FIRST_USER_TABLE, index);
    System.arraycopy(suffix, 0, key, KeySpace.PREFIX_BYTES, suffix.length);
    return key;
  }

  private static Map<String, String> contents(VersionStore store) {
    Map<String, String> contents = new TreeMap<>();
    for (Column column : Column.values()) {
      try (RocksIterator iterator =
          store.database().rocks().newIterator(store.database().handle(column))) {
        for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
          contents.put(
              column + " " + HexFormat.of().formatHex(iterator.key()),
              HexFormat.of().formatHex(iterator.value()));
        }
      }
    }
    return contents;
  }
}
