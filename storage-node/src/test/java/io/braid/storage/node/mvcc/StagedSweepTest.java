package io.braid.storage.node.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.time.Clock;
import io.braid.storage.Gtid;
import io.braid.storage.IndexChange;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.OwnWrites;
import io.braid.storage.RowChange;
import io.braid.storage.Share;
import io.braid.storage.StagedChunk;
import io.braid.storage.StoredVersion;
import io.braid.storage.Timestamps;
import io.braid.storage.TransactionId;
import io.braid.storage.TransactionRecord;
import io.braid.storage.VersionCursor;
import io.braid.storage.WriteSet;
import io.braid.storage.node.StorageResources;
import io.braid.storage.node.log.LogStateMachine.Entry;
import io.braid.storage.node.log.ReplicatedLog.LogPosition;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.RocksDBException;

/** Large transactions of one volume, decided and folded in any order, against a sorted map. */
final class StagedSweepTest {
  private static final long TABLE = KeySpace.FIRST_USER_TABLE;
  private static final int INDEX = 2;
  private static final int SCHEMA = 3;
  private static final long ENTRY_BYTES_MAX = 64 << 10;
  private static final KeyRange ALL = KeySpace.tableRange(TABLE);

  @TempDir private Path folder;
  private StorageResources resources;
  private VersionStore store;
  private InCommitMap inCommit;
  private StagedWorker worker;
  private long lastIndex;
  private long clock = 1_000;

  /** So many entries go through before the log refuses them. */
  private final AtomicInteger entriesLeft = new AtomicInteger(Integer.MAX_VALUE);

  /** A row or index entry by its number: even ones are rows. */
  private final TreeMap<Integer, Integer> model = new TreeMap<>();

  /** A large transaction and the values it has given to keys, null for a removal. */
  private final class Large {
    private final long id = ++clock;
    private final Map<Integer, @Nullable Integer> writes = new TreeMap<>();
    private int sequence = 2;

    void stage(List<Integer> numbers, SplittableRandom random) {
      List<RowChange> rows = new ArrayList<>();
      List<IndexChange> indexes = new ArrayList<>();
      List<Integer> rowSequences = new ArrayList<>();
      List<Integer> indexSequences = new ArrayList<>();
      for (int number : numbers) {
        Integer before = writes.containsKey(number) ? writes.get(number) : model.get(number);
        Integer after = random.nextInt(4) == 0 ? null : Integer.valueOf(random.nextInt(1 << 20));
        if (before == null && after == null) {
          continue;
        }
        if (isRow(number)) {
          rows.add(
              new RowChange(
                  TABLE, SCHEMA, key(number), Optional.empty(), image(before), image(after)));
          rowSequences.add(sequence);
        } else {
          indexes.add(new IndexChange(key(number), image(after), null));
          indexSequences.add(sequence);
        }
        sequence++;
        writes.put(number, after);
      }
      worker.stage(
          new StagedChunk(
              id,
              rows,
              rowSequences.stream().mapToInt(Integer::intValue).toArray(),
              new BitSet(),
              indexes,
              indexSequences.stream().mapToInt(Integer::intValue).toArray()));
    }

    /** Not folded before the worker is told. */
    void commit() {
      Share share =
          new Share(true, new int[0], sequence, sequence, new BitSet(), Optional.of(List.of()));
      long commitTs = ++clock;
      commitSmall(id, commitTs, List.of(), Optional.of(share));
      store.staged().committed(id, commitTs);
      writes.forEach((number, value) -> {
        if (value == null) {
          model.remove(number);
        } else {
          model.put(number, value);
        }
      });
    }
  }

  private static boolean isRow(int number) {
    return number % 2 == 0;
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(KeySpace.PREFIX_BYTES + Integer.BYTES)
        .put(KeySpace.prefix(TABLE, isRow(number) ? KeySpace.ROW_INDEX : INDEX))
        .putInt(number)
        .array();
  }

  /** Short and long ones, on both sides of what stands beside a staged key. */
  private static byte @Nullable [] image(@Nullable Integer value) {
    return value == null
        ? null
        : ByteBuffer.allocate(Integer.BYTES + value % (2 * StagedKey.INLINE_BYTES_MAX))
            .putInt(value)
            .array();
  }

  @BeforeEach
  void open() {
    resources = new StorageResources(16 << 20, 8 << 20, 1);
    store = new VersionStore(folder.resolve("store"), resources, true, true);
    lastIndex = store.applied().index();
    inCommit = new InCommitMap(Clock.system(), TimeUnit.SECONDS.toNanos(20));
    worker = new StagedWorker("test", store, inCommit, this::propose, () -> ENTRY_BYTES_MAX);
  }

  @AfterEach
  void close() {
    worker.close();
    store.close();
    resources.close();
  }

  private void reopen() {
    close();
    entriesLeft.set(Integer.MAX_VALUE);
    open();
    worker.recover(store.staged().activeExcept(Set.of()));
  }

  private synchronized CompletableFuture<?> propose(byte[] payload) {
    if (entriesLeft.getAndDecrement() <= 0) {
      return CompletableFuture.failedFuture(new IllegalStateException("refused"));
    }
    store.apply(List.of(new Entry(new LogPosition(1, ++lastIndex), payload)));
    return CompletableFuture.completedFuture(null);
  }

  private void commitSmall(long id, long commitTs, List<RowChange> rows, Optional<Share> share) {
    TransactionRecord record =
        new TransactionRecord(
            new TransactionId(id), new Gtid.Automatic(), 0, 0, List.of(), Optional.empty(), 0);
    Commit commit =
        new Commit(
            store, new WriteSet(record, rows, List.of(), List.of(), Map.of(), 0, List.of(), share));
    InCommitMap.Entry entry = inCommit.enter(commit.keys());
    try {
      commit.resolve();
      inCommit.stamp(entry, commitTs);
      propose(commit.encode(commitTs, ENTRY_BYTES_MAX)).join();
    } finally {
      inCommit.leave(entry);
    }
  }

  /** As others do once a large transaction has committed. */
  private void overwrite(int number, int value) {
    byte[] before = image(model.get(number));
    RowChange row =
        new RowChange(TABLE, SCHEMA, key(number), Optional.empty(), before, image(value));
    long id = ++clock;
    commitSmall(id, ++clock, List.of(row), Optional.empty());
    model.put(number, value);
  }

  private void awaitFolded() {
    Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() ->
            store.staged().all().stream()
                .allMatch(state -> state.phase() == StagedTransactions.Phase.ACTIVE));
  }

  private void check(Map<Integer, Integer> expected, long readTs, @Nullable OwnWrites own) {
    Map<Integer, byte[]> found = new TreeMap<>();
    try (VersionCursor cursor = store.scan(ALL, readTs, false, own)) {
      while (cursor.next()) {
        ByteBuffer key = ByteBuffer.wrap(cursor.keyArray(), cursor.keyOffset(), cursor.keyLength());
        byte[] value = new byte[cursor.valueLength()];
        System.arraycopy(cursor.valueArray(), cursor.valueOffset(), value, 0, value.length);
        int number = key.getInt(cursor.keyOffset() + KeySpace.PREFIX_BYTES);
        assertThat(cursor.schemaVersion()).isEqualTo(isRow(number) ? SCHEMA : 0);
        found.put(number, value);
      }
    }
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach((number, value) -> {
      assertThat(found.get(number)).as("number %s", number).isEqualTo(image(value));
      assertThat(store.get(key(number), readTs, own).map(StoredVersion::value))
          .hasValueSatisfying(read -> assertThat(read).isEqualTo(image(value)));
    });
  }

  private void check() {
    check(model, Timestamps.NEWEST, null);
  }

  private Set<Integer> stagedNumbers() {
    Set<Integer> numbers = new TreeSet<>();
    store.gate().enter();
    try (RangeIterator keys = new RangeIterator(store, Column.STAGED_KEYS, ALL, false, null)) {
      while (keys.move()) {
        numbers.add(ByteBuffer.wrap(keys.at().key()).getInt(KeySpace.PREFIX_BYTES));
      }
    } catch (RocksDBException failure) {
      throw VersionStore.readFailed(failure);
    } finally {
      store.gate().leave();
    }
    return numbers;
  }

  private static List<Integer> some(SplittableRandom random, int keys, Set<Integer> except) {
    int share = 1 + random.nextInt(5);
    List<Integer> numbers = new ArrayList<>();
    for (int number = 0; number < keys; number++) {
      if (random.nextInt(share) == 0 && !except.contains(number)) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void readsAndFoldsAsAMapDoes(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int keys = seed % 2 == 0 ? 40 : 3_000;
    List<Large> active = new ArrayList<>();
    for (int round = 0; round < 12; round++) {
      Set<Integer> locked = new TreeSet<>();
      active.forEach(large -> locked.addAll(large.writes.keySet()));
      Large large = new Large();
      List<Integer> numbers = some(random, keys, locked);
      for (int times = 1 + random.nextInt(2); times > 0; times--) {
        large.stage(numbers, random);
      }
      Map<Integer, Integer> own = new TreeMap<>(model);
      large.writes.forEach((number, value) -> {
        if (value == null) {
          own.remove(number);
        } else {
          own.put(number, value);
        }
      });
      check(own, Timestamps.NEWEST, new OwnWrites(large.id, large.sequence));
      Map<Integer, Integer> before = new TreeMap<>(model);
      long beforeTs = clock;
      check();
      switch (random.nextInt(4)) {
        case 0 -> active.add(large);
        case 1 -> worker.remove(large.id);
        default -> large.commit();
      }
      if (!active.isEmpty() && random.nextInt(3) == 0) {
        active.removeLast().commit();
      } else {
        check(before, beforeTs, null);
      }
      for (int number : some(random, keys, Set.of())) {
        if (isRow(number)
            && random.nextInt(8) == 0
            && active.stream().noneMatch(other -> other.writes.containsKey(number))) {
          overwrite(number, random.nextInt(1 << 20));
        }
      }
      check();
      if (random.nextInt(3) == 0) {
        worker.fold();
      }
    }
    worker.fold();
    awaitFolded();
    check();
    Set<Integer> left = new TreeSet<>();
    active.forEach(large -> left.addAll(large.writes.keySet()));
    assertThat(stagedNumbers()).isEqualTo(left);
    reopen();
    awaitFolded();
    check();
    assertThat(stagedNumbers()).isEmpty();
    assertThat(store.staged().all()).isEmpty();
  }

  @Test
  void aRestartInTheMiddleGoesOn() {
    SplittableRandom random = new SplittableRandom(17);
    List<Integer> numbers = some(random, 9_000, Set.of());
    Large first = new Large();
    first.stage(numbers, random);
    first.commit();
    Large second = new Large();
    second.stage(some(random, 9_000, Set.of()), random);
    second.commit();
    int stagedAtFirst = stagedNumbers().size();
    entriesLeft.set(3);
    worker.fold();
    Awaitility.await().until(() -> entriesLeft.get() < 0);
    worker.close();
    assertThat(stagedNumbers()).hasSizeBetween(1, stagedAtFirst - 1);
    check();
    reopen();
    awaitFolded();
    assertThat(stagedNumbers()).isEmpty();
    check();
  }

  @Test
  void aStepThatFailsIsTriedAgain() {
    SplittableRandom random = new SplittableRandom(4);
    Large large = new Large();
    large.stage(some(random, 2_000, Set.of()), random);
    large.commit();
    entriesLeft.set(1);
    worker.fold();
    Awaitility.await().until(() -> entriesLeft.get() < 0);
    check();
    entriesLeft.set(Integer.MAX_VALUE);
    awaitFolded();
    assertThat(stagedNumbers()).isEmpty();
    check();
  }

  @Test
  void aChunkWhoseEntryFailsLeavesNothingWhenItIsGivenUp() {
    SplittableRandom random = new SplittableRandom(8);
    Large before = new Large();
    before.stage(some(random, 5_000, Set.of()), random);
    before.commit();
    Large large = new Large();
    entriesLeft.set(2);
    assertThatThrownBy(() -> large.stage(some(random, 5_000, Set.of()), random))
        .hasMessage("refused");
    entriesLeft.set(Integer.MAX_VALUE);
    worker.remove(large.id);
    check();
    awaitFolded();
    assertThat(stagedNumbers()).isEmpty();
    check();
  }

  @Test
  void aKeyWhoseValueOnlyItsRecordHasIsReadAndFolded() {
    SplittableRandom random = new SplittableRandom(5);
    Large large = new Large();
    large.stage(some(random, 200, Set.of()), random);
    EntryWriter older = new EntryWriter(EntryWriter.KIND_DATA, 0, 1 << 16);
    for (int number : stagedNumbers()) {
      StagedKey staged = store.stagedReads().key(key(number));
      older.put(
          Column.STAGED_KEYS,
          key(number),
          new StagedKey(staged.transactionId(), staged.first(), staged.last()).encode());
    }
    propose(older.finish()).join();
    large.commit();
    check();
    worker.fold();
    awaitFolded();
    check();
  }

  @Test
  void aRollbackToASavepointBringsTheValueBeforeBack() {
    SplittableRandom random = new SplittableRandom(6);
    List<Integer> numbers = some(random, 500, Set.of());
    Large large = new Large();
    large.stage(numbers, random);
    Map<Integer, Integer> kept = new TreeMap<>(large.writes);
    int last = large.sequence - 1;
    large.stage(some(random, 500, Set.of()), random);
    worker.rollback(large.id, last);
    large.writes.clear();
    large.writes.putAll(kept);
    large.commit();
    check();
    worker.fold();
    awaitFolded();
    check();
  }
}
