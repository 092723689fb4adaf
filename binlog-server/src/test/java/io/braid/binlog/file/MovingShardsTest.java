package io.braid.binlog.file;

import static io.braid.binlog.file.TestCluster.TABLE;
import static io.braid.binlog.file.TestCluster.key;
import static io.braid.binlog.file.TestCluster.number;
import static io.braid.binlog.file.TestCluster.rowKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.cdc.TransactionStream;
import io.braid.cdc.merge.MergedStream;
import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.storage.ChangeRecord;
import io.braid.storage.IndexChange;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.RowChange;
import io.braid.storage.StoredVersion;
import io.braid.storage.VersionCursor;
import io.braid.storage.VolumeId;
import io.braid.storage.node.volume.Volume;
import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import io.braid.txn.Transaction;
import io.braid.txn.commit.TransactionLimits;
import io.braid.txn.move.MoveLimits;
import io.braid.txn.move.MoveObserver;
import io.braid.txn.move.MoveOperator;
import io.braid.txn.move.ShardMoves;
import io.braid.txn.move.ShardRecords;
import io.braid.txn.shard.Shard;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One table with an index whose shards are split and moved while it is written and read. */
class MovingShardsTest {
  private static final int INDEX = 2;
  private static final int VOLUMES = 3;
  private static final int KEYS = 120;
  private static final int ACCOUNTS = 60;
  private static final long START = 1_000;
  private static final int ROUNDS = Integer.getInteger("braid.moves.rounds", 10);
  private static final LockWait WAIT = new LockWait.UpTo(20_000);
  private static final MoveLimits LIMITS =
      new MoveLimits(10_000, 20, 20, Duration.ofSeconds(2), Duration.ofMillis(2), 0);

  @TempDir private Path folder;
  private TestCluster cluster;
  private TestMoves shards;
  private MoveObserver observer = (step, operator) -> {};

  /** Ends a move's thread as a crash would: nothing after it is run. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(MoveObserver.Step step) {
      super("crash after " + step, null, false, false);
    }
  }

  @BeforeEach
  void open() {
    cluster = new TestCluster(folder, VOLUMES, TransactionLimits.ofHeap(256 << 20));
    openShards();
    shards.placeWhole();
    try (Transaction in = cluster.begin()) {
      for (int account = 0; account < ACCOUNTS; account++) {
        insert(in, account, START);
      }
      in.commit();
    }
  }

  private void openShards() {
    shards = new TestMoves(cluster, LIMITS, () -> observer);
  }

  private ShardMoves moves() {
    return shards.moves();
  }

  @AfterEach
  void close() throws InterruptedException {
    shards.close();
    cluster.close();
  }

  private void reopen() throws InterruptedException {
    shards.close();
    cluster.reopen();
    openShards();
  }

  // ---- the table

  /** In the reverse order of the rows, so that an entry and its row are rarely neighbours. */
  private static byte[] indexKey(int account) {
    return key(INDEX, KEYS - account);
  }

  private static byte[] image(int account, long balance) {
    return ByteBuffer.allocate(12).putInt(account).putLong(balance).array();
  }

  private static long balance(byte[] image, int offset) {
    return ByteBuffer.wrap(image).getLong(offset + 4);
  }

  private static void insert(Transaction in, int account, long balance) {
    in.lock(rowKey(account), LockMode.EXCLUSIVE, WAIT);
    in.lock(indexKey(account), LockMode.EXCLUSIVE, WAIT);
    in.write(
        new RowChange(TABLE, 1, rowKey(account), Optional.empty(), null, image(account, balance)));
    in.write(new IndexChange(indexKey(account), rowKey(account), null));
  }

  private static void update(Transaction in, int account, byte[] before, long balance) {
    in.write(
        new RowChange(
            TABLE, 1, rowKey(account), Optional.empty(), before, image(account, balance)));
  }

  private static void delete(Transaction in, int account, byte[] before) {
    in.lock(indexKey(account), LockMode.EXCLUSIVE, WAIT);
    in.write(new RowChange(TABLE, 1, rowKey(account), Optional.empty(), before, null));
    in.write(new IndexChange(indexKey(account), null, null));
  }

  private static void rename(Transaction in, int from, int to, byte[] image) {
    in.lock(indexKey(from), LockMode.EXCLUSIVE, WAIT);
    in.lock(indexKey(to), LockMode.EXCLUSIVE, WAIT);
    byte[] after = image(to, balance(image, 0));
    in.write(new RowChange(TABLE, 1, rowKey(to), Optional.of(rowKey(from)), image, after));
    in.write(new IndexChange(indexKey(from), null, null));
    in.write(new IndexChange(indexKey(to), rowKey(to), null));
  }

  /** One random transaction that leaves the sum of all rows as it was; false if rolled back. */
  private boolean change(SplittableRandom random) {
    int one = random.nextInt(KEYS);
    int other = (one + 1 + random.nextInt(KEYS - 1)) % KEYS;
    try (Transaction in = cluster.begin()) {
      Optional<StoredVersion> left = in.getForUpdate(rowKey(one), LockMode.EXCLUSIVE, WAIT);
      Optional<StoredVersion> right = in.getForUpdate(rowKey(other), LockMode.EXCLUSIVE, WAIT);
      if (left.isEmpty()) {
        insert(in, one, 0);
      } else if (right.isEmpty()) {
        rename(in, one, other, left.get().value());
      } else {
        long mine = balance(left.get().value(), 0);
        long theirs = balance(right.get().value(), 0);
        boolean all = random.nextInt(4) == 0;
        long amount = all ? mine : random.nextInt(50);
        update(in, other, right.get().value(), theirs + amount);
        if (all) {
          delete(in, one, left.get().value());
        } else {
          update(in, one, left.get().value(), mine - amount);
        }
      }
      in.commit();
      return true;
    } catch (MySqlException failed) {
      assertThat(failed.error()).isIn(MySqlError.ER_LOCK_DEADLOCK, MySqlError.ER_QUERY_INTERRUPTED);
      return false;
    }
  }

  private static Map<Integer, Long> rows(Transaction in, boolean reverse) {
    Map<Integer, Long> found = new TreeMap<>();
    List<Integer> order = new ArrayList<>();
    try (VersionCursor rows = in.scan(KeySpace.indexRange(TABLE, KeySpace.ROW_INDEX), reverse)) {
      while (rows.next()) {
        int account = number(rows.keyArray(), rows.keyOffset());
        order.add(account);
        found.put(account, balance(rows.valueArray(), rows.valueOffset()));
      }
    }
    List<Integer> expected = new ArrayList<>(found.keySet());
    assertThat(order).isEqualTo(reverse ? expected.reversed() : expected);
    return found;
  }

  /** Rows through the index, each read by its key. */
  private static Map<Integer, Long> rowsByIndex(Transaction in) {
    Map<Integer, Long> found = new TreeMap<>();
    try (VersionCursor entries = in.scan(KeySpace.indexRange(TABLE, INDEX), false)) {
      while (entries.next()) {
        byte[] rowKey =
            Arrays.copyOfRange(
                entries.valueArray(),
                entries.valueOffset(),
                entries.valueOffset() + entries.valueLength());
        byte[] row = in.get(rowKey).orElseThrow().value();
        found.put(number(rowKey, 0), balance(row, 0));
      }
    }
    return found;
  }

  private Map<Integer, Long> rows() {
    try (Transaction in = cluster.begin()) {
      Map<Integer, Long> rows = rows(in, false);
      assertThat(total(rows)).isEqualTo(ACCOUNTS * START);
      assertThat(rows(in, true)).isEqualTo(rows);
      assertThat(rowsByIndex(in)).isEqualTo(rows);
      return rows;
    }
  }

  private static long total(Map<Integer, Long> rows) {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  // ---- those who work beside the writers

  /** Follows the stream until it has passed a timestamp; the total holds in every prefix. */
  private Map<Integer, Long> follow(AtomicLong until, AtomicLong position)
      throws InterruptedException {
    Map<Integer, Long> rows = new TreeMap<>();
    try (MergedStream stream = cluster.stream(0)) {
      while (stream.resolvedTimestamp() < until.get()) {
        Optional<TransactionStream.StreamTransaction> next = stream.next(20);
        if (next.isPresent()) {
          apply(next.get(), rows);
          assertThat(total(rows)).isEqualTo(rows.isEmpty() ? 0 : ACCOUNTS * START);
          position.set(next.get().commitTs() - 1);
        }
      }
    }
    return rows;
  }

  private static void apply(TransactionStream.StreamTransaction transaction, Map<Integer, Long> to)
      throws InterruptedException {
    for (ChangeRecord.Row row : TestCluster.rows(transaction)) {
      if (row.before() != null) {
        int before = ByteBuffer.wrap(row.before()).getInt();
        assertThat(to.remove(before)).isEqualTo(balance(row.before(), 0));
      }
      if (row.after() != null) {
        int after = ByteBuffer.wrap(row.after()).getInt();
        assertThat(to.put(after, balance(row.after(), 0))).isNull();
      }
    }
  }

  /** A snapshot that is read again and again while shards move away under it. */
  private int holdSnapshots(SplittableRandom random, AtomicBoolean over) {
    int held = 0;
    while (!over.get()) {
      try (Transaction in = cluster.begin()) {
        Map<Integer, Long> first = rows(in, random.nextBoolean());
        assertThat(total(first)).isEqualTo(ACCOUNTS * START);
        int times = 1 + random.nextInt(20);
        for (int i = 0; i < times; i++) {
          assertThat(rows(in, random.nextBoolean())).isEqualTo(first);
          assertThat(rowsByIndex(in)).isEqualTo(first);
        }
      }
      held++;
    }
    return held;
  }

  private void collect(AtomicLong streamed) {
    long point = Math.min(cluster.transactions().oldestSnapshot(), streamed.get());
    if (point > 0) {
      cluster.replicas().forEach(volume -> volume.collectGarbage(point));
    }
  }

  private static byte[] splitKey(SplittableRandom random) {
    int account = random.nextInt(KEYS);
    return random.nextInt(4) == 0 ? indexKey(account) : rowKey(account);
  }

  /** Splits, moves and cancels; returns how many moves were finished. */
  private int moveAround(SplittableRandom random, int times, AtomicLong streamed)
      throws InterruptedException {
    int finished = 0;
    for (int i = 0; i < times; i++) {
      if (cluster.shards().all().size() < 12) {
        assertThat(moves().split(List.of(splitKey(random)))).isNotNull();
      }
      List<Long> started = new ArrayList<>();
      for (int n = 0; n < 3; n++) {
        List<Shard> all = cluster.shards().all();
        Shard shard = all.get(random.nextInt(all.size()));
        try {
          started.add(moves().start(shard.id(), 1 + random.nextInt(VOLUMES)));
        } catch (MySqlException refused) {
          assertThat(refused.getMessage()).containsAnyOf("already", "being moved");
        }
      }
      if (!started.isEmpty() && random.nextInt(4) == 0) {
        try {
          moves().cancel(started.getFirst());
        } catch (MySqlException tooLate) {
          assertThat(tooLate.getMessage()).containsAnyOf("has moved", "is over");
        }
      }
      for (long id : started) {
        Optional<MoveOperator> ended = moves().await(id, 5);
        for (int tries = 0; ended.isEmpty(); tries++) {
          assertThat(tries).as("%s", moves().list()).isLessThan(2_000);
          collect(streamed);
          ended = moves().await(id, 10);
        }
        assertThat(ended.get().message()).isEmpty();
        finished += ended.get().state() == MoveOperator.State.FINISHED ? 1 : 0;
      }
      collect(streamed);
    }
    return finished;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void snapshotsAndStreamStayRightWhileShardsAreSplitAndMoved(long seed) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong until = new AtomicLong(Long.MAX_VALUE);
    AtomicLong streamed = new AtomicLong();
    Map<Integer, Long> followed;
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        SplittableRandom random = new SplittableRandom(seed * 100 + thread);
        running.add(threads.submit(work(over, () -> change(random))));
      }
      for (int thread = 0; thread < 2; thread++) {
        SplittableRandom random = new SplittableRandom(seed * 100 + 50 + thread);
        running.add(threads.submit(() -> assertThat(holdSnapshots(random, over)).isPositive()));
      }
      Future<Map<Integer, Long>> stream = threads.submit(() -> follow(until, streamed));
      try {
        int finished = moveAround(new SplittableRandom(seed), ROUNDS, streamed);
        assertThat(finished).isGreaterThan(ROUNDS / 2);
      } catch (RuntimeException | Error failed) {
        until.set(0);
        throw failed;
      } finally {
        over.set(true);
      }
      try {
        for (Future<?> future : running) {
          future.get(30, TimeUnit.SECONDS);
        }
        until.set(cluster.oracle().next());
        followed = stream.get(30, TimeUnit.SECONDS);
      } finally {
        // Whatever failed: the follower must not keep the executor open.
        until.compareAndSet(Long.MAX_VALUE, 0);
      }
    }
    assertThat(rows()).isEqualTo(followed);
    reopen();
    assertThat(rows()).isEqualTo(followed);
    assertThat(cluster.shards().all().size()).isGreaterThan(5);
  }

  private static Callable<Integer> work(AtomicBoolean over, Callable<Boolean> step) {
    return () -> {
      int done = 0;
      while (!over.get() && !Thread.currentThread().isInterrupted()) {
        done += step.call() ? 1 : 0;
      }
      return done;
    };
  }

  @ParameterizedTest
  @EnumSource(MoveObserver.Step.class)
  void aMoveCutOffBehindAnyStepIsBroughtToItsEndAfterARestart(MoveObserver.Step crashAt)
      throws Exception {
    List<Shard> parts = moves().split(List.of(rowKey(20), rowKey(70), indexKey(60)));
    assertThat(parts).hasSize(4);
    Shard moving = parts.get(1);
    observer =
        (step, operator) -> {
          if (step == crashAt) {
            throw new Crash(step);
          }
        };
    // Each writer counts its acknowledged commits in a row of its own.
    List<Integer> acknowledged = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Integer>> counters = new ArrayList<>();
      for (int thread = 0; thread < 3; thread++) {
        int row = KEYS + thread;
        SplittableRandom random = new SplittableRandom(thread);
        counters.add(threads.submit(work(new AtomicBoolean(), () -> changeAndCount(random, row))));
      }
      long id = moves().start(moving.id(), 2);
      Optional<MoveOperator> ended = Optional.empty();
      while (ended.isEmpty()) {
        ended = moves().await(id, 1_000);
        if (!ended.isEmpty() && !ended.get().state().isOver()) {
          break;
        }
      }
      threads.shutdownNow();
      for (Future<Integer> counter : counters) {
        acknowledged.add(counter.get(30, TimeUnit.SECONDS));
      }
    }
    observer = (step, operator) -> {};
    reopen();
    for (int thread = 0; thread < 3; thread++) {
      assertThat(count(KEYS + thread)).as("writer %s", thread).isEqualTo(acknowledged.get(thread));
    }
    moves().resume();
    MoveOperator operator = moves().list().getLast().operator();
    assertThat(moves().await(operator.id(), 20_000)).isPresent();
    assertThat(moves().list().getLast().operator().state()).isEqualTo(MoveOperator.State.FINISHED);
    assertThat(cluster.shards().find(moving.id()).orElseThrow().volume())
        .isEqualTo(new VolumeId(2));
    for (int thread = 0; thread < 3; thread++) {
      assertThat(count(KEYS + thread)).isEqualTo(acknowledged.get(thread));
    }
    withoutCounters();
    Map<Integer, Long> before = rows();
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 50; i++) {
      assertThat(change(random)).isTrue();
    }
    assertThat(rows()).isNotEqualTo(before);
    Volume source = cluster.volume(1);
    assertThat(source.transfer().isEmpty(moving.range())).isFalse();
    collect(new AtomicLong(Long.MAX_VALUE));
    assertThat(source.transfer().isEmpty(moving.range())).isTrue();
    assertThat(source.transfer().pendingRemovals()).isEmpty();
    Map<Integer, Long> after = rows();
    reopen();
    assertThat(rows()).isEqualTo(after);
  }

  private boolean changeAndCount(SplittableRandom random, int row) {
    boolean unused = change(random);
    try (Transaction in = cluster.begin()) {
      Optional<StoredVersion> found = in.getForUpdate(rowKey(row), LockMode.EXCLUSIVE, WAIT);
      if (found.isEmpty()) {
        insert(in, row, 1);
      } else {
        update(in, row, found.get().value(), balance(found.get().value(), 0) + 1);
      }
      in.commit();
      return true;
    } catch (MySqlException failed) {
      assertThat(failed.error()).isEqualTo(MySqlError.ER_QUERY_INTERRUPTED);
      return false;
    }
  }

  private int count(int row) {
    try (Transaction in = cluster.begin()) {
      return in.get(rowKey(row)).map(found -> (int) balance(found.value(), 0)).orElse(0);
    }
  }

  private void withoutCounters() {
    try (Transaction in = cluster.begin()) {
      for (int row = KEYS; row < KEYS + 3; row++) {
        Optional<StoredVersion> found = in.getForUpdate(rowKey(row), LockMode.EXCLUSIVE, WAIT);
        if (found.isPresent()) {
          delete(in, row, found.get().value());
        }
      }
      in.commit();
    }
  }

  @Test
  void aMoveIsCancelledBeforeItsSwitchAndNotAfterIt() throws Exception {
    AtomicBoolean reached = new AtomicBoolean();
    AtomicBoolean go = new AtomicBoolean();
    observer =
        (step, operator) -> {
          if (step == MoveObserver.Step.CAUGHT_UP) {
            reached.set(true);
            while (!go.get()) {
              Thread.onSpinWait();
            }
          }
        };
    Shard shard = cluster.shards().all().getFirst();
    long id = moves().start(shard.id(), 2);
    while (!reached.get()) {
      Thread.onSpinWait();
    }
    assertThatThrownBy(() -> moves().start(shard.id(), 3)).hasMessageContaining("being moved");
    assertThatThrownBy(() -> moves().split(List.of(rowKey(5)))).hasMessageContaining("being moved");
    moves().cancel(id);
    go.set(true);
    assertThat(moves().await(id, 20_000).orElseThrow().state())
        .isEqualTo(MoveOperator.State.CANCELLED);
    assertThat(cluster.volume(2).transfer().isEmpty(shard.range())).isTrue();
    assertThat(cluster.shards().all()).containsExactly(shard);
    long second = moves().start(shard.id(), 2);
    assertThat(moves().await(second, 20_000).orElseThrow().state())
        .isEqualTo(MoveOperator.State.FINISHED);
    assertThatThrownBy(() -> moves().cancel(second)).hasMessageContaining("has moved");
    assertThatThrownBy(() -> moves().cancel(4_711)).hasMessageContaining("no operator");
    assertThat(rows()).hasSize(ACCOUNTS);
  }

  @Test
  void aTableThatGoesEndsTheMoveAndItsCopy() throws Exception {
    observer =
        (step, operator) -> {
          if (step == MoveObserver.Step.COPIED) {
            drop();
          }
        };
    KeyRange range = cluster.shards().all().getFirst().range();
    long id = moves().start(cluster.shards().all().getFirst().id(), 3);
    MoveOperator ended = moves().await(id, 20_000).orElseThrow();
    assertThat(ended.state()).isEqualTo(MoveOperator.State.FAILED);
    assertThat(ended.message()).isEqualTo("the table was dropped");
    assertThat(cluster.volume(3).transfer().isEmpty(range)).isTrue();
  }

  private void drop() {
    Shard shard = cluster.shards().all().getFirst();
    boolean done =
        shards
            .records()
            .exclusively(() -> {
              try (Transaction in = cluster.begin()) {
                in.dropTableData(TABLE);
                in.write(ShardRecords.remove(shard));
                in.commit();
              }
              cluster.shards().removeTable(TABLE);
              return true;
            });
    assertThat(done).isTrue();
  }

  @Test
  void manyChangedKeysMakeTheMoveCopyOnceMore() throws Exception {
    shards.limit(new MoveLimits(3, 2, 1, Duration.ofSeconds(1), Duration.ofMillis(1), 0));
    SplittableRandom random = new SplittableRandom(3);
    int[] copies = {0};
    observer =
        (step, operator) -> {
          if (step == MoveObserver.Step.COPIED && copies[0]++ == 0) {
            for (int i = 0; i < 10; i++) {
              assertThat(change(random)).isTrue();
            }
          }
        };
    long id = moves().start(cluster.shards().all().getFirst().id(), 2);
    assertThat(moves().await(id, 20_000).orElseThrow().state())
        .isEqualTo(MoveOperator.State.FINISHED);
    assertThat(copies[0]).isEqualTo(2);
    Map<Integer, Long> rows = rows();
    reopen();
    assertThat(rows()).isEqualTo(rows);
  }
}
