package io.braid.binlog.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.cdc.TransactionStream.StreamTransaction;
import io.braid.cdc.merge.MergedStream;
import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.time.Clock;
import io.braid.storage.ChangeRecord;
import io.braid.storage.IndexChange;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.RowChange;
import io.braid.storage.StoredVersion;
import io.braid.storage.VersionCursor;
import io.braid.storage.VolumeId;
import io.braid.storage.node.StorageResources;
import io.braid.storage.node.volume.LogMode;
import io.braid.storage.node.volume.VolumeOptions;
import io.braid.storage.node.volume.VolumeReplica;
import io.braid.txn.IsolationLevel;
import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import io.braid.txn.Transaction;
import io.braid.txn.TransactionOptions;
import io.braid.txn.commit.NodeTransactionManager;
import io.braid.txn.commit.TransactionLimits;
import io.braid.txn.commit.TwoPhaseCommits;
import io.braid.txn.shard.Shard;
import io.braid.txn.shard.ShardMap;
import io.braid.txn.shard.VolumeSet;
import io.braid.txn.timestamp.FileCeilingStore;
import io.braid.txn.timestamp.LocalTimestampOracle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
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
  private static final long TABLE = KeySpace.FIRST_USER_TABLE;
  private static final int INDEX = 2;
  private static final int KEYS = 400;
  private static final int ROW_BYTES = 12_000;
  private static final LockWait WAIT = new LockWait.UpTo(20_000);

  @TempDir private Path folder;
  private StorageResources resources;
  private List<VolumeReplica> replicas;
  private VolumeSet volumes;
  private LocalTimestampOracle oracle;
  private NodeTransactionManager transactions;

  @BeforeEach
  void open() {
    resources = new StorageResources(64 << 20, 32 << 20, 1);
    openVolumes();
  }

  private void openVolumes() {
    replicas = new ArrayList<>();
    for (int id = 0; id <= 2; id++) {
      replicas.add(
          VolumeReplica.open(
              new VolumeOptions(
                  folder.resolve("volume-" + id),
                  new UUID(1, 1),
                  new VolumeId(id),
                  new UUID(2, 2),
                  LogMode.LOCAL,
                  1 << 20,
                  Duration.ofSeconds(50),
                  Duration.ofHours(1)),
              resources,
              Clock.system(),
              failure -> {
                throw new AssertionError(failure);
              }));
    }
    volumes = new VolumeSet(replicas);
    oracle =
        new LocalTimestampOracle(
            Clock.system(),
            new FileCeilingStore(folder.resolve("timestamp")),
            volumes.highestCommitTs(),
            task -> Thread.ofVirtual().start(task));
    new TwoPhaseCommits(volumes, oracle).recover();
    ShardMap shards = new ShardMap();
    KeyRange table = KeySpace.tableRange(TABLE);
    byte[] middle = rowKey(KEYS / 2);
    shards.add(new Shard(1, new KeyRange(table.start(), middle), new VolumeId(1), 1));
    shards.add(new Shard(2, new KeyRange(middle, table.end()), new VolumeId(2), 1));
    transactions =
        new NodeTransactionManager(
            volumes,
            shards,
            oracle,
            new TransactionLimits(1 << 20, 64 << 20, 64 << 20),
            new SplittableRandom(1));
  }

  @AfterEach
  void close() {
    replicas.forEach(VolumeReplica::close);
    resources.close();
  }

  private void reopen() {
    replicas.forEach(VolumeReplica::close);
    openVolumes();
  }

  private static byte[] rowKey(int number) {
    return key(KeySpace.ROW_INDEX, number);
  }

  private static byte[] key(int index, int number) {
    return ByteBuffer.allocate(KeySpace.PREFIX_BYTES + 4)
        .put(KeySpace.prefix(TABLE, index))
        .putInt(number)
        .array();
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

  private Transaction begin() {
    Transaction transaction =
        transactions.begin(TransactionOptions.of(1, IsolationLevel.REPEATABLE_READ, false));
    transaction.startStatement(0, "");
    return transaction;
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
        int number =
            ByteBuffer.wrap(rows.keyArray()).getInt(rows.keyOffset() + KeySpace.PREFIX_BYTES);
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
        found.add(
            ByteBuffer.wrap(entries.keyArray())
                .getInt(entries.keyOffset() + KeySpace.PREFIX_BYTES));
      }
    }
    return found;
  }

  private void check(Map<Integer, Integer> model) {
    try (Transaction in = begin()) {
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
    try (Transaction in = begin()) {
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
    long until = oracle.next();
    try (MergedStream stream = new MergedStream(volumes.all(), oracle::next, Clock.system(), 0)) {
      while (stream.resolvedTimestamp() < until) {
        Optional<StreamTransaction> next = stream.next(100);
        if (next.isEmpty()) {
          continue;
        }
        int last = 0;
        for (Optional<ChangeRecord> record = next.get().nextRecord();
            record.isPresent();
            record = next.get().nextRecord()) {
          ChangeRecord.Row row = (ChangeRecord.Row) record.get();
          assertThat(row.sequence()).isGreaterThan(last);
          last = row.sequence();
          apply(found, row);
        }
      }
    }
    return found;
  }

  private static void apply(Map<Integer, Integer> found, ChangeRecord.Row row) {
    int number = ByteBuffer.wrap(row.key()).getInt(KeySpace.PREFIX_BYTES);
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
    try (Transaction old = begin();
        Transaction in = begin()) {
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
      try (Transaction after = begin()) {
        int number = model.keySet().iterator().next();
        put(after, number, 77);
        model.put(number, 77);
        after.commit();
      }
      check(model);
      check(old, before);
    }
    assertThat(streamed()).isEqualTo(model);
    reopen();
    check(model);
    awaitFolded();
    check(model);
    assertThat(streamed()).isEqualTo(model);
    long now = oracle.next();
    for (VolumeReplica volume : replicas) {
      volume.collectGarbage(now);
    }
    check(model);
    reopen();
    check(model);
  }

  private void awaitFolded() {
    KeyRange table = KeySpace.tableRange(TABLE);
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> replicas.stream().noneMatch(volume -> volume.hasStaged(table)));
  }

  @Test
  void aTransactionThatIsRolledBackLeavesNothing() throws Exception {
    Map<Integer, Integer> model = load(new SplittableRandom(9), 100);
    try (Transaction in = begin()) {
      for (int number = 0; number < KEYS; number++) {
        put(in, number, number);
      }
      in.rollback();
    }
    check(model);
    try (Transaction in = begin()) {
      put(in, 5, 5);
      model.put(5, 5);
      in.commit();
    }
    check(model);
    reopen();
    check(model);
    assertThat(streamed()).isEqualTo(model);
  }

  @Test
  void aCrashBeforeTheCommitUndoesIt() throws Exception {
    Map<Integer, Integer> model = load(new SplittableRandom(9), 100);
    Transaction in = begin();
    for (int number = 0; number < KEYS; number++) {
      put(in, number, number);
    }
    // The process ends without a rollback; the transaction object is left behind.
    reopen();
    check(model);
    try (Transaction next = begin()) {
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
    Transaction large = begin();
    for (int number = 0; number < KEYS; number++) {
      put(large, number, number);
    }
    try (Transaction other = begin()) {
      assertThatThrownBy(
              () -> other.getForUpdate(rowKey(3), LockMode.EXCLUSIVE, new LockWait.NoWait()))
          .isInstanceOfSatisfying(
              MySqlException.class,
              e -> assertThat(e.error()).isEqualTo(MySqlError.ER_LOCK_NOWAIT));
      assertThat(other.getForUpdate(rowKey(3), LockMode.SHARED, new LockWait.SkipLocked()))
          .isEmpty();
      assertThat(rows(other, false)).isEqualTo(model);
    }
    CompletableFuture<Integer> waiter =
        CompletableFuture.supplyAsync(() -> {
          try (Transaction other = begin()) {
            byte[] image =
                other.getForUpdate(rowKey(3), LockMode.EXCLUSIVE, WAIT).orElseThrow().value();
            put(other, 3, value(image, 0) + 1_000);
            other.commit();
            return value(image, 0);
          }
        });
    large.commit();
    assertThat(waiter.get(20, TimeUnit.SECONDS)).isEqualTo(3);
    try (Transaction in = begin()) {
      assertThat(rows(in, false)).containsEntry(3, 1_003).hasSize(KEYS);
    }
    assertThat(streamed()).containsEntry(3, 1_003).hasSize(KEYS);
  }

  @Test
  void largeTransactionsOfTheSameKeysFollowOneAnother() throws Exception {
    Map<Integer, Integer> model = new TreeMap<>();
    Map<Integer, Integer> committed = Map.of();
    for (int round = 0; round < 6; round++) {
      try (Transaction in = begin()) {
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
    reopen();
    check(model);
  }

  @Test
  void aStatementReadsWhatItScansAsItWasBefore() {
    Map<Integer, Integer> model = load(new SplittableRandom(9), 300);
    try (Transaction in = begin()) {
      for (int round = 0; round < 3; round++) {
        in.startStatement(0, "");
        int seen = 0;
        try (VersionCursor rows = in.scan(KeySpace.indexRange(TABLE, KeySpace.ROW_INDEX), false)) {
          while (rows.next()) {
            int number =
                ByteBuffer.wrap(rows.keyArray()).getInt(rows.keyOffset() + KeySpace.PREFIX_BYTES);
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
