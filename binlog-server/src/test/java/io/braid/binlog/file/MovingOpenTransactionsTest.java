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
import io.braid.storage.KeySpace;
import io.braid.storage.RowChange;
import io.braid.storage.StoredVersion;
import io.braid.storage.VersionCursor;
import io.braid.storage.VolumeId;
import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import io.braid.txn.Transaction;
import io.braid.txn.commit.TransactionLimits;
import io.braid.txn.move.MoveLimits;
import io.braid.txn.move.MoveObserver;
import io.braid.txn.move.MoveOperator;
import io.braid.txn.shard.Shard;
import io.braid.txn.xa.Xid;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Transactions that have something durable in a shard before they are decided, while it is asked to
 * move: large ones with staged writes, and branches that are prepared. The move waits for them and
 * everybody else goes on; both come out right, however they end.
 */
@Timeout(120)
class MovingOpenTransactionsTest {
  private static final int INDEX = 2;
  private static final int KEYS = 200;

  /** Rows from here on are in a shard that stays. */
  private static final int STAYING = 150;

  private static final int ROW_BYTES = 12_000;
  private static final LockWait WAIT = new LockWait.UpTo(20_000);
  private static final MoveLimits LIMITS =
      new MoveLimits(10_000, 20, 20, Duration.ofSeconds(2), Duration.ofMillis(2), 0);
  private static final Xid XID = new Xid(1, new byte[] {1, 2}, new byte[0]);

  private enum End {
    COMMIT,
    ROLLBACK,
    CRASH
  }

  @TempDir private Path folder;
  private TestCluster cluster;
  private TestMoves shards;
  private MoveObserver observer = (step, operator) -> {};
  private Shard moving;
  private final Map<Integer, Integer> model = new TreeMap<>();

  @BeforeEach
  void open() {
    cluster = new TestCluster(folder, 3, new TransactionLimits(1 << 20, 64 << 20, 64 << 20));
    shards = new TestMoves(cluster, LIMITS, () -> observer);
    shards.placeWhole();
    moving = shards.moves().split(List.of(rowKey(STAYING))).getFirst();
    try (Transaction in = cluster.begin()) {
      for (int number = 0; number < KEYS; number += 2) {
        put(in, number, number);
        model.put(number, number);
      }
      in.commit();
    }
    awaitFolded();
  }

  @AfterEach
  void close() throws InterruptedException {
    shards.close();
    cluster.close();
  }

  /** As after kill -9: what only a process held is gone, moves that were under way go on. */
  private void crash() throws InterruptedException {
    shards.close();
    cluster.reopen();
    shards = new TestMoves(cluster, LIMITS, () -> observer);
    shards.moves().resume();
  }

  // ---- rows

  private static byte[] image(int value) {
    return ByteBuffer.allocate(ROW_BYTES).putInt(value).array();
  }

  private static int value(byte[] image, int offset) {
    return ByteBuffer.wrap(image).getInt(offset);
  }

  /** Changes or inserts one row, with its index entry. */
  private static void put(Transaction in, int number, int value) {
    StoredVersion before = in.getForUpdate(rowKey(number), LockMode.EXCLUSIVE, WAIT).orElse(null);
    byte[] old = before == null ? null : before.value();
    in.write(new RowChange(TABLE, 1, rowKey(number), Optional.empty(), old, image(value)));
    if (old == null) {
      in.lock(key(INDEX, number), LockMode.EXCLUSIVE, WAIT);
      in.write(new IndexChange(key(INDEX, number), rowKey(number), null));
    }
  }

  /** More rows than a buffer holds, on both shards. */
  private static void putAll(Transaction in, Map<Integer, Integer> to, int plus) {
    for (int number = 0; number < KEYS; number++) {
      put(in, number, number + plus);
      to.put(number, number + plus);
    }
  }

  private static Map<Integer, Integer> rows(Transaction in) {
    Map<Integer, Integer> found = new TreeMap<>();
    List<Integer> entries = new ArrayList<>();
    try (VersionCursor rows = in.scan(KeySpace.indexRange(TABLE, KeySpace.ROW_INDEX), false);
        VersionCursor index = in.scan(KeySpace.indexRange(TABLE, INDEX), false)) {
      while (rows.next()) {
        found.put(
            number(rows.keyArray(), rows.keyOffset()),
            value(rows.valueArray(), rows.valueOffset()));
      }
      while (index.next()) {
        entries.add(number(index.keyArray(), index.keyOffset()));
      }
    }
    assertThat(entries).isEqualTo(List.copyOf(found.keySet()));
    return found;
  }

  private Map<Integer, Integer> rows() {
    try (Transaction in = cluster.begin()) {
      return rows(in);
    }
  }

  private Map<Integer, Integer> streamed() throws InterruptedException {
    Map<Integer, Integer> found = new TreeMap<>();
    cluster.readStream(rows -> {
      for (ChangeRecord.Row row : rows) {
        int number = number(row.key(), 0);
        byte[] before = row.before();
        assertThat(found.get(number)).isEqualTo(before == null ? null : value(before, 0));
        found.put(number, value(row.after(), 0));
      }
    });
    return found;
  }

  private void awaitFolded() {
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() ->
            cluster.replicas().stream()
                .noneMatch(volume -> volume.hasStaged(KeySpace.tableRange(TABLE))));
  }

  // ---- moves

  private long startMove() {
    return shards.moves().start(moving.id(), 2);
  }

  private void awaitWaiting(long id) throws InterruptedException {
    Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() ->
            shards.moves().list().stream()
                .anyMatch(status ->
                    status.operator().id() == id
                        && status.activity().contains("prepared or committing")));
    assertThat(shards.moves().await(id, 20)).isEmpty();
    assertThat(cluster.shards().find(moving.id()).orElseThrow().volume())
        .isEqualTo(new VolumeId(1));
  }

  private void awaitFinished(long id) throws InterruptedException {
    MoveOperator ended = shards.moves().await(id, 60_000).orElseThrow();
    assertThat(ended.message()).isEmpty();
    assertThat(ended.state()).isEqualTo(MoveOperator.State.FINISHED);
    assertThat(cluster.shards().find(moving.id()).orElseThrow().volume())
        .isEqualTo(new VolumeId(2));
  }

  /** While something is waited for, others read and write in the same shard. */
  private void othersGoOn(int number) {
    assertThat(rows()).isEqualTo(model);
    try (Transaction in = cluster.begin()) {
      put(in, number, 7_000 + number);
      in.commit();
    }
    model.put(number, 7_000 + number);
    assertThat(rows()).isEqualTo(model);
  }

  private void assertRightToTheEnd() throws InterruptedException {
    assertThat(rows()).isEqualTo(model);
    assertThat(streamed()).isEqualTo(model);
    othersGoOn(1);
    crash();
    assertThat(rows()).isEqualTo(model);
    long now = cluster.oracle().next();
    cluster.replicas().forEach(volume -> volume.collectGarbage(now));
    assertThat(cluster.volume(1).transfer().isEmpty(moving.range())).isTrue();
    assertThat(rows()).isEqualTo(model);
  }

  // ---- large transactions

  private void end(Transaction in, End how, Map<Integer, Integer> written)
      throws InterruptedException {
    switch (how) {
      case COMMIT -> {
        in.commit();
        model.putAll(written);
      }
      case ROLLBACK -> in.rollback();
      case CRASH -> crash();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMoveWaitsForStagedWrites(End how) throws Exception {
    Map<Integer, Integer> written = new TreeMap<>();
    Transaction in = cluster.begin();
    putAll(in, written, 1_000);
    in.savepoint("s");
    putAll(in, new TreeMap<>(), 2_000);
    in.rollbackTo("s");
    assertThat(cluster.volume(1).hasStaged(moving.range())).isTrue();
    long id = startMove();
    awaitWaiting(id);
    assertThat(rows()).isEqualTo(model);
    assertThat(rows(in)).isEqualTo(written);
    put(in, 3, 3_333);
    written.put(3, 3_333);
    end(in, how, written);
    awaitFinished(id);
    assertRightToTheEnd();
  }

  /** The transaction stages its first writes when the copy is made already. */
  @ParameterizedTest
  @EnumSource
  void aMoveWaitsForWritesThatAreStagedWhileItCopies(End how) throws Exception {
    Map<Integer, Integer> written = new TreeMap<>();
    Transaction in = cluster.begin();
    observer =
        (step, operator) -> {
          if (step == MoveObserver.Step.COPIED && written.isEmpty()) {
            putAll(in, written, 1_000);
          }
        };
    long id = startMove();
    awaitWaiting(id);
    assertThat(cluster.volume(1).hasStaged(moving.range())).isTrue();
    end(in, how, written);
    awaitFinished(id);
    assertRightToTheEnd();
  }

  /** Locks are had before the move and written under after it. */
  @ParameterizedTest
  @EnumSource
  void writesAreStagedWhereTheShardHasMovedTo(End how) throws Exception {
    Map<Integer, Integer> written = new TreeMap<>();
    Transaction in = cluster.begin();
    put(in, 0, 1_000);
    put(in, STAYING, 1_000);
    long id = startMove();
    awaitFinished(id);
    putAll(in, written, 2_000);
    assertThat(cluster.volume(2).hasStaged(moving.range())).isTrue();
    assertThat(cluster.volume(1).hasStaged(moving.range())).isFalse();
    end(in, how, written);
    awaitFolded();
    assertRightToTheEnd();
  }

  @Test
  void aMoveThatWaitsForStagedWritesIsCancelled() throws Exception {
    Map<Integer, Integer> written = new TreeMap<>();
    Transaction in = cluster.begin();
    putAll(in, written, 1_000);
    long id = startMove();
    awaitWaiting(id);
    shards.moves().cancel(id);
    assertThat(shards.moves().await(id, 20_000).orElseThrow().state())
        .isEqualTo(MoveOperator.State.CANCELLED);
    end(in, End.COMMIT, written);
    assertThat(rows()).isEqualTo(model);
    awaitFolded();
    awaitFinished(startMove());
    assertRightToTheEnd();
  }

  // ---- branches

  private Map<Integer, Integer> prepare(int number) {
    Map<Integer, Integer> written = new TreeMap<>();
    Transaction in = cluster.begin();
    prepare(in, number, written);
    return written;
  }

  /** A branch over both shards, so over two volumes when they are apart. */
  private void prepare(Transaction in, int number, Map<Integer, Integer> written) {
    put(in, number, 5_000);
    put(in, STAYING + number, 5_000);
    written.put(number, 5_000);
    written.put(STAYING + number, 5_000);
    cluster.transactions().branches().reserve(XID);
    cluster.transactions().branches().prepare(XID, Optional.of(in), () -> {});
  }

  private void endBranch(End how, Map<Integer, Integer> written) throws InterruptedException {
    if (how == End.CRASH) {
      crash();
      assertThat(cluster.transactions().branches().prepared()).containsExactly(XID);
    }
    assertLocked(written);
    if (how == End.ROLLBACK) {
      cluster.transactions().branches().rollback(XID);
    } else {
      cluster.transactions().branches().commit(XID);
      model.putAll(written);
    }
    assertThat(cluster.transactions().branches().prepared()).isEmpty();
  }

  private void assertLocked(Map<Integer, Integer> written) {
    for (int number : written.keySet()) {
      try (Transaction other = cluster.begin()) {
        assertThatThrownBy(
                () -> other.getForUpdate(rowKey(number), LockMode.SHARED, new LockWait.NoWait()))
            .isInstanceOfSatisfying(
                MySqlException.class,
                refused -> assertThat(refused.error()).isEqualTo(MySqlError.ER_LOCK_NOWAIT));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMoveWaitsForAPreparedBranch(End how) throws Exception {
    Map<Integer, Integer> written = prepare(11);
    long id = startMove();
    awaitWaiting(id);
    othersGoOn(12);
    endBranch(how, written);
    awaitFinished(id);
    assertRightToTheEnd();
  }

  /** A branch whose writes were staged before it was prepared. */
  @ParameterizedTest
  @EnumSource
  void aMoveWaitsForALargePreparedBranch(End how) throws Exception {
    Map<Integer, Integer> written = new TreeMap<>();
    Transaction in = cluster.begin();
    putAll(in, written, 1_000);
    prepare(in, 11, written);
    long id = startMove();
    awaitWaiting(id);
    assertThat(rows()).isEqualTo(model);
    endBranch(how, written);
    awaitFinished(id);
    assertRightToTheEnd();
  }

  @ParameterizedTest
  @EnumSource
  void aMoveWaitsForABranchThatIsPreparedWhileItCopies(End how) throws Exception {
    Map<Integer, Integer> written = new TreeMap<>();
    observer =
        (step, operator) -> {
          if (step == MoveObserver.Step.COPIED && written.isEmpty()) {
            written.putAll(prepare(11));
          }
        };
    long id = startMove();
    awaitWaiting(id);
    othersGoOn(12);
    endBranch(how, written);
    awaitFinished(id);
    assertRightToTheEnd();
  }

  /** What it wrote before the move is prepared where the shard is now. */
  @ParameterizedTest
  @EnumSource
  void aBranchIsPreparedWhereTheShardHasMovedTo(End how) throws Exception {
    Map<Integer, Integer> written = new TreeMap<>();
    Transaction in = cluster.begin();
    put(in, 11, 4_000);
    awaitFinished(startMove());
    prepare(in, 11, written);
    othersGoOn(12);
    endBranch(how, written);
    assertRightToTheEnd();
  }
}
