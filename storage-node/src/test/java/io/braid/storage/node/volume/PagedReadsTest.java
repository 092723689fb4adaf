package io.braid.storage.node.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.storage.KeyRange;
import io.braid.storage.VersionCursor;
import io.braid.storage.node.StorageResources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is read from pages is what RocksDB has: forward scans, which use pages, against backward
 * scans, which do not, whatever is written, collected, dropped and evicted in between.
 */
final class PagedReadsTest {
  private static final int STEPS = 700;
  private static final int KEYS = 600;
  private static final int ACCOUNTS = 300;
  private static final int BALANCE = 1_000;
  private static final int TRANSFERS = 400;

  /** From none over a few to all. */
  private static final List<Long> PAGE_BYTES = List.of(0L, 40_000L, 1L << 20);

  @TempDir Path folder;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("braid.seeds", 6));
  }

  private static StorageResources resources(long pageBytes) {
    return new StorageResources(32 << 20, 16 << 20, 1, pageBytes);
  }

  private static String key(int number) {
    return "k%05d".formatted(number);
  }

  private static KeyRange range(int from, int to) {
    return new KeyRange(TestVolume.rowKey(key(from)), TestVolume.rowKey(key(to)));
  }

  private static List<String> scan(TestVolume test, KeyRange range, long readTs, boolean reverse) {
    List<String> found = new ArrayList<>();
    try (VersionCursor cursor = test.volume().scan(range, readTs, reverse)) {
      while (cursor.next()) {
        found.add(
            text(cursor.keyArray(), cursor.keyOffset(), cursor.keyLength())
                + "="
                + text(cursor.valueArray(), cursor.valueOffset(), cursor.valueLength())
                + "@"
                + cursor.commitTs());
      }
    }
    return reverse ? found.reversed() : found;
  }

  private static String text(byte[] array, int offset, int length) {
    return new String(array, offset, length, StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void scansAndGetsReadAsRocksDbDoes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TreeMap<String, String> newest = new TreeMap<>();
    long pageBytes = PAGE_BYTES.get((int) (seed % PAGE_BYTES.size()));
    long mostBytes = 0;
    List<Long> snapshots = new ArrayList<>();
    try (TestVolume test =
        new TestVolume(folder.resolve("volume"), LogMode.LOCAL, resources(pageBytes))) {
      for (int step = 0; step < STEPS; step++) {
        int choice = random.nextInt(100);
        if (choice < 45) {
          write(test, newest, random);
        } else if (choice < 85) {
          snapshots.add(test.now());
          compare(test, snapshots.get(random.nextInt(snapshots.size())), random, seed);
          compare(test, snapshots.getLast(), random, seed);
        } else if (choice < 95) {
          int key = random.nextInt(KEYS);
          assertThat(test.row(key(key), test.now()).orElse(""))
              .as("seed %s, step %s", seed, step)
              .isEqualTo(newest.getOrDefault(key(key), ""));
        } else if (choice < 98) {
          collect(test, snapshots, random);
        } else if (choice == 98) {
          test.commit(TestVolume.writes().dropTable(TestVolume.TABLE));
          test.volume().collectGarbage(test.now());
          snapshots.clear();
          newest.clear();
        } else {
          test.reopen();
        }
        mostBytes = Math.max(mostBytes, test.resources.pageBudget().bytes());
        assertThat(test.resources.pageBudget().bytes()).isBetween(0L, pageBytes);
      }
    }
    assertThat(mostBytes > 0).as("pages were kept").isEqualTo(pageBytes > 0);
  }

  private static void write(
      TestVolume test, TreeMap<String, String> newest, SplittableRandom random) {
    TestVolume.Writes writes = TestVolume.writes();
    TreeMap<String, String> written = new TreeMap<>();
    int first = random.nextInt(KEYS);
    // Now and then many keys side by side, so that pages become full and fall apart.
    int count = random.nextInt(10) == 0 ? 150 : 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      String key = key((first + i) % KEYS);
      String before = newest.get(key);
      int length = random.nextInt(60) == 0 ? 10_000 : random.nextInt(60);
      String after = "v" + random.nextInt(1_000) + "x".repeat(length);
      if (before == null) {
        writes.insert(key, after);
        written.put(key, after);
      } else if (random.nextInt(3) == 0) {
        writes.delete(key, before);
        written.put(key, "");
      } else {
        writes.update(key, before, after);
        written.put(key, after);
      }
    }
    test.commit(writes);
    written.forEach((key, value) -> {
      if (value.isEmpty()) {
        newest.remove(key);
      } else {
        newest.put(key, value);
      }
    });
  }

  private static void compare(TestVolume test, long readTs, SplittableRandom random, long seed) {
    int from = random.nextInt(KEYS);
    int to = from + random.nextInt(random.nextInt(20) == 0 ? KEYS : 110);
    KeyRange range = range(from, to);
    assertThat(scan(test, range, readTs, false))
        .as("seed %s at %s, keys %s to %s", seed, readTs, from, to)
        .isEqualTo(scan(test, range, readTs, true));
  }

  private static void collect(TestVolume test, List<Long> snapshots, SplittableRandom random) {
    if (snapshots.isEmpty()) {
      return;
    }
    long point = snapshots.get(random.nextInt(snapshots.size()));
    test.volume().collectGarbage(point);
    snapshots.removeIf(snapshot -> snapshot < test.volume().safePoint());
  }

  @Test
  void everySnapshotOfConcurrentTransfersIsWhole() throws Exception {
    try (TestVolume test =
            new TestVolume(folder.resolve("volume"), LogMode.LOCAL, resources(10_000));
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      TestVolume.Writes opening = TestVolume.writes();
      for (int i = 0; i < ACCOUNTS; i++) {
        opening.insert(key(i), Integer.toString(BALANCE));
      }
      test.commit(opening);
      AtomicBoolean written = new AtomicBoolean();
      List<Future<?>> readers = new ArrayList<>();
      for (int reader = 0; reader < 3; reader++) {
        int seed = reader;
        readers.add(
            threads.submit(() -> {
              SplittableRandom random = new SplittableRandom(seed);
              do {
                assertThat(total(test, random)).isEqualTo(ACCOUNTS * BALANCE);
              } while (!written.get());
            }));
      }
      try {
        transfer(test);
      } finally {
        written.set(true);
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
      assertThat(test.failure.get()).isNull();
    }
  }

  /** All balances at one snapshot, read range by range. */
  private static int total(TestVolume test, SplittableRandom random) {
    long readTs = test.now();
    int total = 0;
    int from = 0;
    while (from < ACCOUNTS) {
      int to = Math.min(ACCOUNTS, from + 1 + random.nextInt(120));
      for (String row : scan(test, range(from, to), readTs, false)) {
        total += Integer.parseInt(row.substring(row.indexOf('=') + 1, row.indexOf('@')));
      }
      from = to;
    }
    return total;
  }

  /** Moves money about; what was committed is read at once. */
  private static void transfer(TestVolume test) {
    SplittableRandom random = new SplittableRandom(7);
    int[] balances = new int[ACCOUNTS];
    Arrays.fill(balances, BALANCE);
    for (int i = 0; i < TRANSFERS; i++) {
      int payer = random.nextInt(ACCOUNTS);
      int payee = (payer + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
      int amount = random.nextInt(10);
      TestVolume.Writes writes = TestVolume.writes();
      change(writes, balances, payer, -amount);
      change(writes, balances, payee, amount);
      test.commit(writes);
      long now = test.now();
      assertThat(test.row(key(payer), now)).hasValue(Integer.toString(balances[payer]));
      assertThat(scan(test, range(payee, payee + 1), now, false).getFirst())
          .contains("=" + balances[payee] + "@");
    }
  }

  private static void change(
      TestVolume.Writes writes, int[] balances, int account, int difference) {
    String before = Integer.toString(balances[account]);
    balances[account] += difference;
    writes.update(key(account), before, Integer.toString(balances[account]));
  }
}
