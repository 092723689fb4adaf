package io.braid.txn.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.time.Clock;
import io.braid.storage.CatalogChange;
import io.braid.storage.Gtid;
import io.braid.storage.IndexChange;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.RowChange;
import io.braid.storage.StoredVersion;
import io.braid.storage.StreamQuery;
import io.braid.storage.Timestamps;
import io.braid.storage.VersionCursor;
import io.braid.storage.VolumeId;
import io.braid.storage.node.volume.Volume;
import io.braid.txn.IsolationLevel;
import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import io.braid.txn.Transaction;
import io.braid.txn.TransactionOptions;
import io.braid.txn.shard.Shard;
import io.braid.txn.shard.ShardMap;
import io.braid.txn.shard.VolumeSet;
import io.braid.txn.timestamp.CeilingStore;
import io.braid.txn.timestamp.LocalTimestampOracle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What transactions promise on every kind of volume. */
abstract class TransactionContract {
  static final long TABLE = KeySpace.FIRST_USER_TABLE;
  static final LockWait LONG = new LockWait.UpTo(20_000);
  static final int INDEX = 2;

  Volume volume;
  NodeTransactionManager manager;

  /** An empty volume. */
  abstract Volume newVolume() throws Exception;

  @BeforeEach
  void open() throws Exception {
    volume = newVolume();
    manager = managerOf(volume, 64 << 20);
  }

  @AfterEach
  void close() {
    volume.close();
  }

  static NodeTransactionManager managerOf(Volume volume, long bufferBytesMax) {
    CeilingStore memory =
        new CeilingStore() {
          private long ceiling;

          @Override
          public synchronized long load() {
            return ceiling;
          }

          @Override
          public synchronized void store(long moved) {
            ceiling = moved;
          }
        };
    ShardMap shards = new ShardMap();
    shards.add(new Shard(1, KeySpace.tableRange(TABLE), VolumeId.META, 1));
    return new NodeTransactionManager(
        new VolumeSet(List.of(volume)),
        shards,
        new LocalTimestampOracle(
            Clock.system(), memory, volume.highestCommitTs(), t -> Thread.ofVirtual().start(t)),
        new TransactionLimits(bufferBytesMax, 2 * bufferBytesMax, 64 << 20),
        new SplittableRandom(1));
  }

  Transaction begin(IsolationLevel isolation) {
    Transaction transaction = manager.begin(TransactionOptions.of(7, isolation, false));
    transaction.startStatement(0, "");
    return transaction;
  }

  Transaction begin() {
    return begin(IsolationLevel.REPEATABLE_READ);
  }

  static byte[] key(int number) {
    return ByteBuffer.allocate(KeySpace.PREFIX_BYTES + 4)
        .put(KeySpace.prefix(TABLE, KeySpace.ROW_INDEX))
        .putInt(number)
        .array();
  }

  static byte[] indexKey(int number) {
    return ByteBuffer.allocate(KeySpace.PREFIX_BYTES + 4)
        .put(KeySpace.prefix(TABLE, INDEX))
        .putInt(number)
        .array();
  }

  static byte[] image(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static @Nullable String text(Optional<StoredVersion> version) {
    return version
        .map(StoredVersion::value)
        .map(v -> new String(v, StandardCharsets.UTF_8))
        .orElse(null);
  }

  /** INSERT, UPDATE or DELETE of one row, as DML does it. */
  static void put(Transaction transaction, int number, @Nullable String value) {
    byte[] before =
        transaction
            .getForUpdate(key(number), LockMode.EXCLUSIVE, LONG)
            .map(StoredVersion::value)
            .orElse(null);
    byte[] after = value == null ? null : image(value);
    if (before != null || after != null) {
      transaction.write(new RowChange(TABLE, 1, key(number), Optional.empty(), before, after));
    }
  }

  static void move(Transaction transaction, int from, int to) {
    byte[] before =
        transaction
            .getForUpdate(key(from), LockMode.EXCLUSIVE, LONG)
            .map(StoredVersion::value)
            .orElseThrow();
    transaction.lock(key(to), LockMode.EXCLUSIVE, LONG);
    transaction.write(new RowChange(TABLE, 1, key(to), Optional.of(key(from)), before, before));
  }

  void commitRow(int number, @Nullable String value) {
    try (Transaction transaction = begin()) {
      put(transaction, number, value);
      transaction.commit();
    }
  }

  static List<String> rows(VersionCursor cursor) {
    List<String> rows = new ArrayList<>();
    try (cursor) {
      while (cursor.next()) {
        int number =
            ByteBuffer.wrap(cursor.keyArray()).getInt(cursor.keyOffset() + KeySpace.PREFIX_BYTES);
        rows.add(
            number
                + "="
                + new String(
                    cursor.valueArray(),
                    cursor.valueOffset(),
                    cursor.valueLength(),
                    StandardCharsets.UTF_8));
      }
    }
    return rows;
  }

  static KeyRange allRows() {
    return KeySpace.indexRange(TABLE, KeySpace.ROW_INDEX);
  }

  private static void assertError(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, MySqlError error) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(MySqlException.class, e -> assertThat(e.error()).isEqualTo(error));
  }

  @Test
  void repeatableReadKeepsTheSnapshotOfItsFirstRead() {
    commitRow(1, "old");
    Transaction reader = begin();
    commitRow(1, "newer");
    assertThat(text(reader.get(key(1)))).as("no snapshot before the first read").isEqualTo("newer");
    commitRow(1, "newest");
    commitRow(2, "other");
    reader.startStatement(0, "");
    assertThat(rows(reader.scan(allRows(), false))).containsExactly("1=newer");
    assertThat(reader.commit()).isZero();
  }

  @Test
  void consistentSnapshotIsTakenAtBegin() {
    commitRow(1, "old");
    Transaction reader =
        manager.begin(
            new TransactionOptions(
                7, IsolationLevel.REPEATABLE_READ, true, true, new Gtid.Automatic(), 0, 0));
    commitRow(1, "new");
    assertThat(text(reader.get(key(1)))).isEqualTo("old");
    reader.close();
  }

  @Test
  void readCommittedSeesWhatWasCommittedBeforeTheStatement() {
    commitRow(1, "old");
    Transaction reader = begin(IsolationLevel.READ_COMMITTED);
    assertThat(text(reader.get(key(1)))).isEqualTo("old");
    commitRow(1, "new");
    assertThat(text(reader.get(key(1)))).isEqualTo("old");
    reader.startStatement(0, "");
    assertThat(text(reader.get(key(1)))).isEqualTo("new");
    reader.close();
  }

  @Test
  void lockingReadsSeeTheNewestVersion() {
    commitRow(1, "old");
    Transaction transaction = begin();
    assertThat(text(transaction.get(key(1)))).isEqualTo("old");
    commitRow(1, "new");
    assertThat(text(transaction.getForUpdate(key(1), LockMode.SHARED, LONG))).isEqualTo("new");
    assertThat(rows(transaction.scanNewest(allRows(), false))).containsExactly("1=new");
    assertThat(text(transaction.get(key(1)))).isEqualTo("old");
    transaction.close();
  }

  @Test
  void aRolledBackTransactionLeavesNothing() {
    Transaction transaction = begin();
    put(transaction, 1, "x");
    transaction.rollback();
    assertThat(transaction.isFinished()).isTrue();
    try (Transaction reader = begin()) {
      assertThat(reader.get(key(1))).isEmpty();
    }
    assertThat(manager.lockedKeys()).isZero();
    assertThat(manager.bufferedBytes()).isZero();
  }

  @Test
  void ownWritesShowInPointReadsAndScansOfRowsAndIndexes() {
    commitRow(1, "a");
    commitRow(2, "b");
    commitRow(4, "d");
    Transaction transaction = begin();
    put(transaction, 2, null);
    put(transaction, 3, "c");
    put(transaction, 4, "D");
    transaction.write(new IndexChange(indexKey(9), key(3), null));
    assertThat(rows(transaction.scan(allRows(), false))).containsExactly("1=a", "3=c", "4=D");
    assertThat(rows(transaction.scan(allRows(), true))).containsExactly("4=D", "3=c", "1=a");
    assertThat(rows(transaction.scan(new KeyRange(key(2), key(4)), true))).containsExactly("3=c");
    assertThat(rows(transaction.scan(new KeyRange(key(2), key(3)), false))).isEmpty();
    assertThat(transaction.get(key(2))).isEmpty();
    assertThat(transaction.getForUpdate(key(2), LockMode.EXCLUSIVE, LONG)).isEmpty();
    assertThat(transaction.get(indexKey(9)).orElseThrow().value()).isEqualTo(key(3));
    assertThat(transaction.get(key(3)).orElseThrow().pointer().commitTs())
        .isEqualTo(Timestamps.NEWEST);
    assertThat(transaction.commit()).isPositive();
    try (Transaction reader = begin()) {
      assertThat(rows(reader.scan(allRows(), false))).containsExactly("1=a", "3=c", "4=D");
      assertThat(reader.get(indexKey(9)).orElseThrow().value()).isEqualTo(key(3));
    }
  }

  @Test
  void aScanDoesNotSeeWhatTheStatementWritesWhileItRuns() {
    for (int i = 1; i <= 5; i++) {
      commitRow(i, "v" + i);
    }
    Transaction transaction = begin();
    put(transaction, 6, "v6");
    transaction.startStatement(0, "");
    List<String> seen = new ArrayList<>();
    try (VersionCursor cursor = transaction.scanNewest(allRows(), false)) {
      while (cursor.next()) {
        int number = ByteBuffer.wrap(cursor.keyArray()).getInt(cursor.keyOffset() + 6);
        seen.add("" + number);
        move(transaction, number, number + 10);
      }
    }
    assertThat(seen).containsExactly("1", "2", "3", "4", "5", "6");
    assertThat(rows(transaction.scan(allRows(), false)))
        .containsExactly("11=v1", "12=v2", "13=v3", "14=v4", "15=v5", "16=v6");
    transaction.close();
  }

  @Test
  void aFailedStatementIsUndoneAndItsLocksStay() {
    commitRow(1, "a");
    Transaction transaction = begin();
    put(transaction, 1, "b");
    transaction.startStatement(0, "");
    put(transaction, 1, "c");
    put(transaction, 2, "x");
    transaction.rollbackStatement();
    assertThat(rows(transaction.scan(allRows(), false))).containsExactly("1=b");
    assertError(
        () -> begin().getForUpdate(key(2), LockMode.EXCLUSIVE, new LockWait.NoWait()),
        MySqlError.ER_LOCK_NOWAIT);
    transaction.commit();
    try (Transaction reader = begin()) {
      assertThat(rows(reader.scan(allRows(), false))).containsExactly("1=b");
    }
  }

  @Test
  void savepointsNestMoveAndGo() {
    Transaction transaction = begin();
    put(transaction, 1, "a");
    transaction.savepoint("S");
    put(transaction, 2, "b");
    transaction.savepoint("t");
    put(transaction, 3, "c");
    transaction.rollbackTo("s");
    assertThat(rows(transaction.scan(allRows(), false))).containsExactly("1=a");
    assertError(() -> transaction.rollbackTo("t"), MySqlError.ER_SP_DOES_NOT_EXIST);
    put(transaction, 4, "d");
    transaction.savepoint("s");
    put(transaction, 5, "e");
    transaction.rollbackTo("s");
    assertThat(rows(transaction.scan(allRows(), false))).containsExactly("1=a", "4=d");
    transaction.release("S");
    assertThatThrownBy(() -> transaction.rollbackTo("s")).hasMessage("SAVEPOINT s does not exist");
    transaction.close();
  }

  @Test
  void aReadOnlyTransactionRefusesWrites() {
    Transaction transaction =
        manager.begin(TransactionOptions.of(1, IsolationLevel.REPEATABLE_READ, true));
    assertError(
        () -> put(transaction, 1, "x"), MySqlError.ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION);
    transaction.close();
  }

  @Test
  void aFullBufferRefusesAndTheStatementCanBeUndone() {
    NodeTransactionManager small = managerOf(volume, 1 << 20);
    Transaction transaction =
        small.begin(TransactionOptions.of(1, IsolationLevel.REPEATABLE_READ, false));
    transaction.write(new CatalogChange(KeySpace.prefix(KeySpace.CATALOG_TABLE, 1), new byte[100]));
    transaction.startStatement(0, "");
    assertError(
        () -> {
          for (int i = 2; i < 20_000; i++) {
            // Catalog objects cannot be staged on the volumes before the commit.
            byte[] key = KeySpace.prefix(KeySpace.CATALOG_TABLE, i);
            transaction.lock(key, LockMode.EXCLUSIVE, new LockWait.NoWait());
            transaction.write(new CatalogChange(key, new byte[100]));
          }
        },
        MySqlError.ER_TRANS_CACHE_FULL);
    transaction.rollbackStatement();
    assertThat(transaction.bufferedBytes()).isLessThan(1_000);
    assertThat(small.bufferedBytes()).isEqualTo(transaction.bufferedBytes());
    transaction.close();
    assertThat(small.bufferedBytes()).isZero();
  }

  @Test
  void aTimedOutWaitEndsTheStatementOnly() {
    Transaction holder = begin();
    put(holder, 1, "x");
    Transaction waiter = begin();
    put(waiter, 2, "y");
    assertError(
        () -> waiter.getForUpdate(key(1), LockMode.SHARED, new LockWait.UpTo(1)),
        MySqlError.ER_LOCK_WAIT_TIMEOUT);
    assertThat(waiter.isFinished()).isFalse();
    assertThat(waiter.getForUpdate(key(1), LockMode.SHARED, new LockWait.SkipLocked())).isEmpty();
    assertThat(waiter.lock(key(1), LockMode.SHARED, new LockWait.SkipLocked())).isFalse();
    waiter.commit();
    holder.commit();
    try (Transaction reader = begin()) {
      assertThat(rows(reader.scan(allRows(), false))).containsExactly("1=x", "2=y");
    }
  }

  @Test
  void aDeadlockRollsBackTheVictimAsAWhole() {
    commitRow(1, "a");
    commitRow(2, "b");
    Transaction one = begin();
    Transaction two = begin();
    put(one, 1, "one");
    put(two, 2, "two");
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(
            () -> put(one, 2, "one"), Executors.newVirtualThreadPerTaskExecutor());
    await().until(() -> manager.lockedKeys() == 2 && !waiting.isDone());
    List<Transaction> victims = new ArrayList<>();
    try {
      put(two, 1, "two");
    } catch (MySqlException e) {
      assertThat(e.error()).isEqualTo(MySqlError.ER_LOCK_DEADLOCK);
      victims.add(two);
    }
    if (victims.isEmpty()) {
      assertThatThrownBy(waiting::join).hasRootCauseInstanceOf(MySqlException.class);
      assertThat(one.isFinished()).isTrue();
      two.commit();
    } else {
      waiting.join();
      assertThat(two.isFinished()).isTrue();
      one.commit();
    }
    assertThat(manager.lockedKeys()).isZero();
  }

  @Test
  void cancelEndsAWaitWith1317() {
    Transaction holder = begin();
    put(holder, 1, "x");
    Transaction waiter = begin();
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(
            () -> put(waiter, 1, "y"), Executors.newVirtualThreadPerTaskExecutor());
    waiter.cancel();
    assertThatThrownBy(waiting::join)
        .cause()
        .isInstanceOfSatisfying(
            MySqlException.class,
            e -> assertThat(e.error()).isEqualTo(MySqlError.ER_QUERY_INTERRUPTED));
    holder.close();
    waiter.close();
  }

  @Test
  void unmatchedRowsAreUnlockedUnlessWrittenOrLockedBefore() {
    commitRow(1, "a");
    commitRow(2, "b");
    Transaction transaction = begin(IsolationLevel.READ_COMMITTED);
    put(transaction, 1, "A");
    transaction.startStatement(0, "");
    transaction.getForUpdate(key(1), LockMode.EXCLUSIVE, LONG);
    transaction.unlockUnmatched(key(1));
    transaction.getForUpdate(key(2), LockMode.EXCLUSIVE, LONG);
    transaction.unlockUnmatched(key(2));
    try (Transaction other = begin()) {
      assertThat(text(other.getForUpdate(key(2), LockMode.EXCLUSIVE, new LockWait.NoWait())))
          .isEqualTo("b");
      assertError(
          () -> other.getForUpdate(key(1), LockMode.EXCLUSIVE, new LockWait.NoWait()),
          MySqlError.ER_LOCK_NOWAIT);
    }
    transaction.close();
  }

  @Test
  void updatesAreNotLost() throws InterruptedException {
    commitRow(1, "0");
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 50; i++) {
                  try (Transaction transaction = begin()) {
                    String now = text(transaction.getForUpdate(key(1), LockMode.EXCLUSIVE, LONG));
                    put(transaction, 1, "" + (Integer.parseInt(String.valueOf(now)) + 1));
                    transaction.commit();
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    try (Transaction reader = begin()) {
      assertThat(text(reader.get(key(1)))).isEqualTo("200");
    }
  }

  @Test
  void writeSkewIsAllowedAtRepeatableReadAsInMySql() {
    commitRow(1, "on call");
    commitRow(2, "on call");
    Transaction one = begin();
    Transaction two = begin();
    assertThat(rows(one.scan(allRows(), false))).hasSize(2);
    assertThat(rows(two.scan(allRows(), false))).hasSize(2);
    put(one, 1, "off");
    put(two, 2, "off");
    one.commit();
    two.commit();
    try (Transaction reader = begin()) {
      assertThat(rows(reader.scan(allRows(), false))).containsExactly("1=off", "2=off");
    }
  }

  @Test
  void aStatementOfTheStreamCommitsWithoutRows() {
    Transaction transaction = begin();
    assertThat(transaction.hasWrites()).isFalse();
    transaction.streamQuery(
        new StreamQuery("d", "CREATE TABLE t", 0, 45, 45, 45, "", 0, 1, true, true));
    assertThat(transaction.hasWrites()).isTrue();
    assertThat(transaction.commit()).isPositive();
  }

  @Test
  void theOldestSnapshotIsThatOfTheOldestReader() {
    Transaction reader = begin();
    long snapshot = reader.readTs();
    commitRow(1, "x");
    assertThat(manager.oldestSnapshot()).isLessThanOrEqualTo(snapshot);
    reader.close();
    assertThat(manager.oldestSnapshot()).isGreaterThan(snapshot);
  }

  @Test
  void autoIncrementContinuesAboveWhatWasCommitted() {
    assertThat(manager.autoIncrement().reserve(TABLE, 3, 1, 1, 255)).isEqualTo(1);
    assertThat(manager.autoIncrement().next(TABLE)).isEqualTo(4);
    Transaction transaction = begin();
    put(transaction, 3, "x");
    transaction.usedAutoIncrement(TABLE, 3);
    transaction.usedAutoIncrement(TABLE, 2);
    transaction.commit();
    assertThat(managerOf(volume, 1 << 20).autoIncrement().next(TABLE)).isEqualTo(4);
  }

  /** Readers at any moment see the same sum, since transfers are atomic. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void concurrentTransfersKeepTheSum(long seed) throws InterruptedException {
    int accounts = 10;
    for (int i = 0; i < accounts; i++) {
      commitRow(i, "100");
    }
    AtomicInteger broken = new AtomicInteger();
    AtomicInteger committed = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      SplittableRandom random = new SplittableRandom(seed * 100 + t);
      boolean reads = t == 3;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 150; i++) {
                  try (Transaction transaction = begin()) {
                    if (reads) {
                      int sum =
                          rows(transaction.scan(allRows(), random.nextBoolean())).stream()
                              .mapToInt(r -> Integer.parseInt(r.substring(r.indexOf('=') + 1)))
                              .sum();
                      if (sum != 100 * accounts) {
                        broken.incrementAndGet();
                      }
                      continue;
                    }
                    int from = random.nextInt(accounts);
                    int to = (from + 1 + random.nextInt(accounts - 1)) % accounts;
                    add(transaction, from, -1);
                    add(transaction, to, 1);
                    if (random.nextInt(5) == 0) {
                      transaction.rollback();
                    } else {
                      transaction.commit();
                      committed.incrementAndGet();
                    }
                  } catch (MySqlException e) {
                    if (e.error() != MySqlError.ER_LOCK_DEADLOCK) {
                      broken.incrementAndGet();
                    }
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(broken).hasValue(0);
    assertThat(committed.get()).isGreaterThan(100);
    assertThat(manager.lockedKeys()).isZero();
    assertThat(manager.bufferedBytes()).isZero();
  }

  private static void add(Transaction transaction, int account, int amount) {
    String now = text(transaction.getForUpdate(key(account), LockMode.EXCLUSIVE, LONG));
    put(transaction, account, "" + (Integer.parseInt(String.valueOf(now)) + amount));
  }

  /** Random writes, savepoints, statements and scans beside sorted maps. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void ownWritesAndSavepointsFollowTheModel(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TreeMap<Integer, String> committed = new TreeMap<>();
    for (int round = 0; round < 25; round++) {
      TreeMap<Integer, String> model = new TreeMap<>(committed);
      TreeMap<Integer, String> statement = new TreeMap<>(model);
      List<TreeMap<Integer, String>> savepoints = new ArrayList<>();
      Transaction transaction = begin();
      for (int step = 0; step < 60; step++) {
        int number = random.nextInt(20);
        switch (random.nextInt(10)) {
          case 0 -> {
            transaction.savepoint("s" + savepoints.size());
            savepoints.add(new TreeMap<>(model));
            statement = new TreeMap<>(model);
          }
          case 1 -> {
            if (!savepoints.isEmpty()) {
              int to = random.nextInt(savepoints.size());
              transaction.rollbackTo("s" + to);
              model = new TreeMap<>(savepoints.get(to));
              savepoints.subList(to + 1, savepoints.size()).clear();
              statement = new TreeMap<>(model);
            }
          }
          case 2 -> {
            transaction.startStatement(0, "");
            statement = new TreeMap<>(model);
          }
          case 3 -> {
            transaction.rollbackStatement();
            model = new TreeMap<>(statement);
            while (!savepoints.isEmpty() && random.nextBoolean()) {
              transaction.release("s" + (savepoints.size() - 1));
              savepoints.removeLast();
            }
            transaction.startStatement(0, "");
            transaction.savepoint("s" + savepoints.size());
            savepoints.add(new TreeMap<>(model));
          }
          case 4 -> {
            int to = number + 1 + random.nextInt(5);
            if (model.containsKey(number) && !model.containsKey(to)) {
              move(transaction, number, to);
              model.put(to, String.valueOf(model.remove(number)));
            }
          }
          case 5, 6 -> {
            put(transaction, number, null);
            model.remove(number);
          }
          default -> {
            put(transaction, number, "r" + round + "s" + step);
            model.put(number, "r" + round + "s" + step);
          }
        }
        int low = random.nextInt(20);
        int high = low + random.nextInt(20);
        boolean reverse = random.nextBoolean();
        KeyRange range = new KeyRange(key(low), key(high));
        var part = model.subMap(low, true, high, false);
        List<String> expected =
            (reverse ? part.descendingMap() : part)
                .entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
        assertThat(
                rows(
                    random.nextBoolean()
                        ? transaction.scan(range, reverse)
                        : transaction.scanNewest(range, reverse)))
            .isEqualTo(expected);
        assertThat(text(transaction.get(key(number)))).isEqualTo(model.get(number));
      }
      if (random.nextBoolean()) {
        transaction.commit();
        committed = model;
      } else {
        transaction.rollback();
      }
    }
    try (Transaction reader = begin()) {
      assertThat(rows(reader.scan(allRows(), false)))
          .isEqualTo(
              committed.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    }
  }

  @Test
  void aRowThatIsRemovedAndPutAgainIsNotFresh() {
    commitRow(1, "first");
    try (Transaction transaction = begin()) {
      put(transaction, 1, null);
      assertThat(transaction.newKeys().claim(key(1), LONG)).isPresent();
      transaction.rollback();
    }
    commitRow(1, null);
    try (Transaction transaction = begin()) {
      Optional<StoredVersion> found = transaction.newKeys().claim(key(1), LONG);
      assertThat(found).as("its tombstone").isPresent();
      assertThat(text(found)).isNull();
      assertThat(transaction.newKeys().claim(key(2), LONG)).isEmpty();
    }
  }
}
