package io.braid.binlog.file;

import static io.braid.binlog.file.TestCluster.TABLE;
import static io.braid.binlog.file.TestCluster.key;
import static io.braid.binlog.file.TestCluster.number;
import static io.braid.binlog.file.TestCluster.rowKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.storage.ChangeRecord;
import io.braid.storage.IndexChange;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.RowChange;
import io.braid.storage.StoredVersion;
import io.braid.storage.VersionCursor;
import io.braid.storage.node.volume.VolumeReplica;
import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import io.braid.txn.Transaction;
import io.braid.txn.commit.TransactionLimits;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Transactions whose writes do not fit their buffer, against a model: a sorted map. Rows are large,
 * so that a buffer of a megabyte holds few of them.
 */
class LargeTransactionTest {
  private static final int INDEX = 2;
  private static final int KEYS = 400;
  private static final int ROW_BYTES = 12_000;
  private static final LockWait WAIT = new LockWait.UpTo(20_000);

  @TempDir private Path folder;
  private TestCluster cluster;

  @BeforeEach
  void open() {
    cluster = new TestCluster(folder, 2, new TransactionLimits(1 << 20, 64 << 20, 64 << 20));
    cluster.place(rowKey(KEYS / 2));
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private static byte[] image(int value) {
    byte[] image = new byte[ROW_BYTES];
    new SplittableRandom(value).nextBytes(image);
    ByteBuffer.wrap(image).putInt(value);
    return image;
  }

  private static int value(byte[] image, int offset) {
    return ByteBuffer.wrap(image).getInt(offset);
  }

  /** Changes one row and its index entry as the executor does. */
  private static void put(Transaction in, int number, Integer after) {
    StoredVersion before = in.getForUpdate(rowKey(number), LockMode.EXCLUSIVE, WAIT).orElse(null);
    byte[] old = before == null ? null : before.value();
    if (old == null && after == null) {
      return;
    }
    byte[] image = after == null ? null : image(after);
    in.write(new RowChange(TABLE, 1, rowKey(number), Optional.empty(), old, image));
    if (old == null || after == null) {
      in.write(new IndexChange(key(INDEX, number), after == null ? null : rowKey(number), null));
    }
  }

  private static void move(Transaction in, int from, int to) {
    StoredVersion before = in.getForUpdate(rowKey(from), LockMode.EXCLUSIVE, WAIT).orElseThrow();
    in.lock(rowKey(to), LockMode.EXCLUSIVE, WAIT);
    byte[] image = before.value();
    in.write(new RowChange(TABLE, 1, rowKey(to), Optional.of(rowKey(from)), image, image));
    in.write(new IndexChange(key(INDEX, from), null, null));
    in.write(new IndexChange(key(INDEX, to), rowKey(to), null));
  }

  private static Map<Integer, Integer> rows(Transaction in, boolean reverse) {
    Map<Integer, Integer> found = new TreeMap<>();
    int last = reverse ? Integer.MAX_VALUE : -1;
    try (VersionCursor rows = in.scan(KeySpace.indexRange(TABLE, KeySpace.ROW_INDEX), reverse)) {
      while (rows.next()) {
        int number = number(rows.keyArray(), rows.keyOffset());
        assertThat(reverse ? last > number : last < number).isTrue();
        last = number;
        int value = value(rows.valueArray(), rows.valueOffset());
        assertThat(
                Arrays.equals(
                    rows.valueArray(),
                    rows.valueOffset(),
                    rows.valueOffset() + rows.valueLength(),
                    image(value),
                    0,
                    ROW_BYTES))
            .isTrue();
        found.put(number, value);
      }
    }
    return found;
  }

  private static List<Integer> entries(Transaction in) {
    List<Integer> found = new ArrayList<>();
    try (VersionCursor entries = in.scan(KeySpace.indexRange(TABLE, INDEX), false)) {
      while (entries.next()) {
        found.add(number(entries.keyArray(), entries.keyOffset()));
      }
    }
    return found;
  }

  private void check(Map<Integer, Integer> model) {
    try (Transaction in = cluster.begin()) {
      check(in, model);
    }
  }

  private static void check(Transaction in, Map<Integer, Integer> model) {
    assertThat(rows(in, false)).isEqualTo(model);
    assertThat(rows(in, true)).isEqualTo(model);
    assertThat(entries(in)).isEqualTo(List.copyOf(model.keySet()));
    for (int number = 0; number < KEYS; number += 7) {
      Optional<Integer> found =
          in.get(rowKey(number)).map(StoredVersion::value).map(image -> value(image, 0));
      assertThat(found).isEqualTo(Optional.ofNullable(model.get(number)));
    }
  }

  private Map<Integer, Integer> load(SplittableRandom random, int rows) {
    Map<Integer, Integer> model = new TreeMap<>();
    try (Transaction in = cluster.begin()) {
      for (int i = 0; i < rows; i++) {
        int number = random.nextInt(KEYS);
        int value = random.nextInt();
        put(in, number, value);
        model.put(number, value);
      }
      in.commit();
    }
    return model;
  }

  /** Applies the stream from its start to an empty map. */
  private Map<Integer, Integer> streamed() throws InterruptedException {
    Map<Integer, Integer> found = new TreeMap<>();
    cluster.readStream(rows -> {
      int last = 0;
      for (ChangeRecord.Row row : rows) {
        assertThat(row.sequence()).isGreaterThan(last);
        last = row.sequence();
        apply(found, row);
      }
    });
    return found;
  }

  private static void apply(Map<Integer, Integer> found, ChangeRecord.Row row) {
    int number = number(row.key(), 0);
    byte[] before = row.before();
    byte[] after = row.after();
    if (before != null && !Integer.valueOf(value(before, 0)).equals(found.get(number))) {
      // The row came from another key.
      boolean moved = found.values().remove(value(before, 0));
      assertThat(moved).isTrue();
    }
    if (after == null) {
      found.remove(number);
    } else {
      found.put(number, value(after, 0));
    }
  }

  private record Saved(String name, Map<Integer, Integer> model) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void behavesAsTheModel(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Map<Integer, Integer> before = load(random, 150);
    Map<Integer, Integer> model = new TreeMap<>(before);
    Deque<Saved> savepoints = new ArrayDeque<>();
    try (Transaction old = cluster.begin();
        Transaction in = cluster.begin()) {
      check(old, before);
      for (int i = 0; i < 1_500; i++) {
        switch (random.nextInt(200)) {
          case 0 -> check(in, model);
          case 1 -> {
            String name = "s" + random.nextInt(4);
            savepoints.removeIf(saved -> saved.name.equals(name));
            savepoints.push(new Saved(name, new TreeMap<>(model)));
            in.savepoint(name);
          }
          case 2 -> {
            if (!savepoints.isEmpty()) {
              for (int skip = random.nextInt(savepoints.size()); skip > 0; skip--) {
                savepoints.pop();
              }
              in.rollbackTo(savepoints.element().name);
              model = new TreeMap<>(savepoints.element().model);
            }
          }
          case 3 -> {
            in.startStatement(0, "");
            Map<Integer, Integer> kept = new TreeMap<>(model);
            for (int j = random.nextInt(300); j > 0; j--) {
              put(in, random.nextInt(KEYS), random.nextInt());
            }
            in.rollbackStatement();
            model = kept;
          }
          case 4, 5 -> {
            int from = random.nextInt(KEYS);
            int to = random.nextInt(KEYS);
            if (model.containsKey(from) && !model.containsKey(to)) {
              move(in, from, to);
              model.put(to, model.remove(from));
            }
          }
          default -> {
            in.startStatement(0, "");
            int number = random.nextInt(KEYS);
            Integer value = random.nextInt(4) == 0 ? null : Integer.valueOf(random.nextInt());
            put(in, number, value);
            if (value == null) {
              model.remove(number);
            } else {
              model.put(number, value);
            }
          }
        }
      }
      check(in, model);
      check(before);
      in.commit();
      check(model);
      check(old, before);
      try (Transaction after = cluster.begin()) {
        int number = model.keySet().iterator().next();
        put(after, number, 77);
        model.put(number, 77);
        after.commit();
      }
      check(model);
      check(old, before);
    }
    assertThat(streamed()).isEqualTo(model);
    cluster.reopen();
    check(model);
    awaitFolded();
    check(model);
    assertThat(streamed()).isEqualTo(model);
    long now = cluster.oracle().next();
    for (VolumeReplica volume : cluster.replicas()) {
      volume.collectGarbage(now);
    }
    check(model);
    cluster.reopen();
    check(model);
  }

  private void awaitFolded() {
    KeyRange table = KeySpace.tableRange(TABLE);
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> cluster.replicas().stream().noneMatch(volume -> volume.hasStaged(table)));
  }

  @Test
  void aTransactionThatIsRolledBackLeavesNothing() throws Exception {
    Map<Integer, Integer> model = load(new SplittableRandom(9), 100);
    try (Transaction in = cluster.begin()) {
      for (int number = 0; number < KEYS; number++) {
        put(in, number, number);
      }
      in.rollback();
    }
    check(model);
    try (Transaction in = cluster.begin()) {
      put(in, 5, 5);
      model.put(5, 5);
      in.commit();
    }
    check(model);
    cluster.reopen();
    check(model);
    assertThat(streamed()).isEqualTo(model);
  }

  @Test
  void aCrashBeforeTheCommitUndoesIt() throws Exception {
    Map<Integer, Integer> model = load(new SplittableRandom(9), 100);
    Transaction in = cluster.begin();
    for (int number = 0; number < KEYS; number++) {
      put(in, number, number);
    }
    // The process ends without a rollback; the transaction object is left behind.
    cluster.reopen();
    check(model);
    try (Transaction next = cluster.begin()) {
      for (int number = 0; number < KEYS; number += 3) {
        put(next, number, number);
        model.put(number, number);
      }
      next.commit();
    }
    check(model);
    assertThat(streamed()).isEqualTo(model);
  }

  @Test
  void stagedKeysAreLocked() throws Exception {
    Map<Integer, Integer> model = load(new SplittableRandom(9), 100);
    Transaction large = cluster.begin();
    for (int number = 0; number < KEYS; number++) {
      put(large, number, number);
    }
    try (Transaction other = cluster.begin()) {
      assertThatThrownBy(
              () -> other.getForUpdate(rowKey(3), LockMode.EXCLUSIVE, new LockWait.NoWait()))
          .isInstanceOfSatisfying(
              MySqlException.class,
              e -> assertThat(e.error()).isEqualTo(MySqlError.ER_LOCK_NOWAIT));
      assertThat(other.getForUpdate(rowKey(3), LockMode.SHARED, new LockWait.SkipLocked()))
          .isEmpty();
      assertThat(rows(other, false)).isEqualTo(model);
      // A range waits for its keys too, be they staged already or still in the buffer.
      for (int number : List.of(0, KEYS / 2, KEYS - 1)) {
        KeyRange range = new KeyRange(rowKey(number), rowKey(number + 1));
        assertThatThrownBy(() -> other.lockRange(range, new LockWait.NoWait()))
            .isInstanceOf(MySqlException.class);
      }
      other.lockRange(new KeyRange(rowKey(KEYS), rowKey(KEYS + 9)), new LockWait.NoWait());
    }
    CompletableFuture<Integer> waiter =
        CompletableFuture.supplyAsync(() -> {
          try (Transaction other = cluster.begin()) {
            byte[] image =
                other.getForUpdate(rowKey(3), LockMode.EXCLUSIVE, WAIT).orElseThrow().value();
            put(other, 3, value(image, 0) + 1_000);
            other.commit();
            return value(image, 0);
          }
        });
    large.commit();
    assertThat(waiter.get(20, TimeUnit.SECONDS)).isEqualTo(3);
    try (Transaction in = cluster.begin()) {
      assertThat(rows(in, false)).containsEntry(3, 1_003).hasSize(KEYS);
    }
    assertThat(streamed()).containsEntry(3, 1_003).hasSize(KEYS);
  }

  @Test
  void largeTransactionsOfTheSameKeysFollowOneAnother() throws Exception {
    Map<Integer, Integer> model = new TreeMap<>();
    Map<Integer, Integer> committed = Map.of();
    for (int round = 0; round < 6; round++) {
      try (Transaction in = cluster.begin()) {
        for (int number = 0; number < KEYS; number++) {
          Integer value = (number + round) % 5 == 0 ? null : Integer.valueOf(number * 10 + round);
          put(in, number, value);
          if (value == null) {
            model.remove(number);
          } else {
            model.put(number, value);
          }
        }
        // Some are rolled back: the keys go back to what is perhaps not folded yet.
        if (round % 3 == 2) {
          in.rollback();
          model = new TreeMap<>(committed);
        } else {
          in.commit();
        }
      }
      check(model);
      committed = new TreeMap<>(model);
    }
    awaitFolded();
    check(model);
    assertThat(streamed()).isEqualTo(model);
    cluster.reopen();
    check(model);
  }

  @Test
  void aStatementReadsWhatItScansAsItWasBefore() {
    Map<Integer, Integer> model = load(new SplittableRandom(9), 300);
    try (Transaction in = cluster.begin()) {
      for (int round = 0; round < 3; round++) {
        in.startStatement(0, "");
        int seen = 0;
        try (VersionCursor rows = in.scan(KeySpace.indexRange(TABLE, KeySpace.ROW_INDEX), false)) {
          while (rows.next()) {
            int number = number(rows.keyArray(), rows.keyOffset());
            assertThat(value(rows.valueArray(), rows.valueOffset())).isEqualTo(model.get(number));
            put(in, KEYS - 1 - number, model.getOrDefault(KEYS - 1 - number, 0) + 1);
            seen++;
          }
        }
        assertThat(seen).isEqualTo(model.size());
        Map<Integer, Integer> next = new TreeMap<>(model);
        model
            .keySet()
            .forEach(number ->
                next.put(KEYS - 1 - number, model.getOrDefault(KEYS - 1 - number, 0) + 1));
        model.clear();
        model.putAll(next);
        check(in, model);
      }
      in.commit();
    }
    check(model);
  }
}
