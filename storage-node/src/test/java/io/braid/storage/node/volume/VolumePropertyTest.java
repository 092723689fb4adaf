package io.braid.storage.node.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.MySqlException;
import io.braid.storage.ChangeRecord;
import io.braid.storage.KeySpace;
import io.braid.storage.Timestamps;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random transactions on a volume and on a model that keeps the whole state after each commit; the
 * two must agree at every snapshot that is still kept, whatever was collected or reopened in
 * between, and the stream replayed must give the newest state.
 */
final class VolumePropertyTest {
  private static final int STEPS = 150;
  private static final int KEYS = 12;

  @TempDir Path folder;

  /** Rows by key, with their value; entries of a secondary and of a unique index follow from it. */
  private final TreeMap<Long, TreeMap<String, String>> states = new TreeMap<>();

  private final List<Long> snapshots = new ArrayList<>();
  private TreeMap<String, String> newest = new TreeMap<>();
  private long collected;

  /** As many as {@code -Dbraid.seeds} says. */
  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("braid.seeds", 8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everySnapshotReadsAsTheModel(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    try (TestVolume test = new TestVolume(folder.resolve("volume"))) {
      states.put(0L, newest);
      for (int step = 0; step < STEPS; step++) {
        int choice = random.nextInt(100);
        if (choice < 85) {
          transaction(test, random);
        } else if (choice < 92) {
          snapshots.add(test.now());
          compare(test, snapshots.get(random.nextInt(snapshots.size())), seed);
        } else if (choice < 96) {
          collect(test, random);
        } else {
          test.reopen();
        }
      }
      for (long snapshot : snapshots) {
        compare(test, snapshot, seed);
        compare(test, snapshot - 1, seed);
      }
      compare(test, Timestamps.NEWEST, seed);
      replay(test);
    }
  }

  /** Several changes, often of the same rows, as a transaction of SQL would make them. */
  private void transaction(TestVolume test, SplittableRandom random) {
    TestVolume.Writes writes = TestVolume.writes();
    TreeMap<String, String> state = new TreeMap<>(newest);
    int changes = 1 + random.nextInt(5);
    for (int i = 0; i < changes; i++) {
      String key = "k" + random.nextInt(KEYS);
      String before = state.get(key);
      String text = "v" + random.nextInt(6) + "-" + "x".repeat(random.nextInt(40)) + "@";
      String after = text + key;
      if (before == null) {
        writes.insert(key, after).entry(after + ":" + key, key);
        state.put(key, after);
        continue;
      }
      switch (random.nextInt(3)) {
        case 0 -> {
          writes.delete(key, before).removeEntry(before + ":" + key);
          state.remove(key);
        }
        case 1 -> {
          writes.update(key, before, after).removeEntry(before + ":" + key);
          writes.entry(after + ":" + key, key);
          state.put(key, after);
        }
        default -> {
          String target = "k" + random.nextInt(KEYS);
          if (!state.containsKey(target)) {
            String moved = text + target;
            writes.move(key, target, before, moved).removeEntry(before + ":" + key);
            writes.entry(moved + ":" + target, target);
            state.remove(key);
            state.put(target, moved);
          }
        }
      }
    }
    uniqueEntries(writes, newest, state);
    long commitTs = test.commit(writes);
    newest = state;
    states.put(commitTs, state);
    snapshots.add(commitTs);
  }

  /** A unique index on the value's first two letters: owned by the last key that has them. */
  private static void uniqueEntries(
      TestVolume.Writes writes, Map<String, String> before, Map<String, String> after) {
    Map<String, String> oldOwners = owners(before);
    Map<String, String> newOwners = owners(after);
    oldOwners.keySet().forEach(entry -> writes.removeEntry(entry));
    newOwners.forEach(writes::entry);
  }

  private static Map<String, String> owners(Map<String, String> state) {
    Map<String, String> owners = new HashMap<>();
    new TreeMap<>(state).forEach((key, value) -> owners.put("u" + value.substring(0, 2), key));
    return owners;
  }

  private void collect(TestVolume test, SplittableRandom random) {
    long point = snapshots.isEmpty() ? 0 : snapshots.get(random.nextInt(snapshots.size()));
    test.volume().collectGarbage(point);
    assertThat(test.volume().safePoint()).isBetween(collected, Math.max(collected, point));
    collected = test.volume().safePoint();
  }

  private void compare(TestVolume test, long readTs, long seed) {
    if (readTs < collected) {
      assertThatThrownBy(() -> test.scan(KeySpace.ROW_INDEX, readTs, false))
          .isInstanceOf(MySqlException.class);
      return;
    }
    Map<String, String> state = states.floorEntry(readTs).getValue();
    List<String> rows = new ArrayList<>();
    TreeMap<String, String> entries = new TreeMap<>(owners(state));
    for (var row : new TreeMap<>(state).entrySet()) {
      rows.add(row.getKey() + "=" + row.getValue());
      entries.put(row.getValue() + ":" + row.getKey(), row.getKey());
    }
    List<String> index = new ArrayList<>();
    entries.forEach((entry, key) -> index.add(entry + "=" + key));
    String where = "seed " + seed + " at " + readTs;
    assertThat(test.scan(KeySpace.ROW_INDEX, readTs, false)).as(where).isEqualTo(rows);
    assertThat(test.scan(KeySpace.ROW_INDEX, readTs, true)).as(where).isEqualTo(rows.reversed());
    assertThat(test.scan(TestVolume.INDEX, readTs, false)).as(where).isEqualTo(index);
    assertThat(test.scan(TestVolume.INDEX, readTs, true)).as(where).isEqualTo(index.reversed());
    for (int i = 0; i < KEYS; i++) {
      String key = "k" + i;
      assertThat(test.row(key, readTs)).as(where).isEqualTo(Optional.ofNullable(state.get(key)));
    }
  }

  /** A replica that starts with the state at the safe point and applies the rest. */
  private void replay(TestVolume test) {
    TreeMap<String, String> replica = new TreeMap<>(states.floorEntry(collected).getValue());
    try (var cursor = test.volume().changes(collected, Integer.MAX_VALUE, false)) {
      for (var next = cursor.next(); next.isPresent(); next = cursor.next()) {
        if (next.get() instanceof ChangeRecord.Row row) {
          apply(replica, row);
        }
      }
    }
    assertThat(replica).isEqualTo(newest);
  }

  /** As a replica does: the before image names the row, the after image the row it becomes. */
  private static void apply(TreeMap<String, String> replica, ChangeRecord.Row row) {
    byte @Nullable [] before = row.before();
    byte @Nullable [] after = row.after();
    if (before != null) {
      String image = new String(before, StandardCharsets.UTF_8);
      assertThat(replica.remove(keyOf(image))).isEqualTo(image);
    }
    if (after != null) {
      String image = new String(after, StandardCharsets.UTF_8);
      assertThat(replica.put(keyOf(image), image)).isNull();
    }
  }

  private static String keyOf(String image) {
    return image.substring(image.indexOf('@') + 1);
  }
}
