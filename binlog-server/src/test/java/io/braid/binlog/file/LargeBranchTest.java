package io.braid.binlog.file;

import static io.braid.binlog.file.TestCluster.TABLE;
import static io.braid.binlog.file.TestCluster.number;
import static io.braid.binlog.file.TestCluster.rowKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.storage.ChangeRecord;
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
import io.braid.txn.xa.Branches;
import io.braid.txn.xa.Xid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Branches of outside coordinators whose writes are staged on four volumes. */
class LargeBranchTest {
  private static final int KEYS = 200;
  private static final int FREE_KEY = KEYS + 5;
  private static final int LOCKED_KEY = KEYS + 6;
  private static final int HELD_FROM = KEYS + 100;
  private static final int ROW_BYTES = 20_000;
  private static final LockWait WAIT = new LockWait.UpTo(5_000);
  private static final LockWait NO_WAIT = new LockWait.NoWait();

  private static final Xid XID =
      new Xid(7, "global".getBytes(StandardCharsets.UTF_8), new byte[] {1});

  @TempDir private Path folder;
  private TestCluster cluster;
  private final Map<Integer, Integer> model = new TreeMap<>();

  @BeforeEach
  void open() {
    cluster = new TestCluster(folder, 4, new TransactionLimits(1 << 20, 64 << 20, 64 << 20));
    cluster.place(rowKey(KEYS / 4), rowKey(KEYS / 2), rowKey(KEYS / 4 * 3));
    try (Transaction in = cluster.begin()) {
      put(in, 1, 1);
      put(in, FREE_KEY, 1);
      put(in, LOCKED_KEY, 1);
      in.commit();
    }
    model.putAll(Map.of(1, 1, FREE_KEY, 1, LOCKED_KEY, 1));
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private static void put(Transaction in, int number, int value) {
    byte[] before =
        in.getForUpdate(rowKey(number), LockMode.EXCLUSIVE, WAIT)
            .map(StoredVersion::value)
            .orElse(null);
    byte[] after = ByteBuffer.allocate(ROW_BYTES).putInt(value).array();
    in.write(new RowChange(TABLE, 1, rowKey(number), Optional.empty(), before, after));
  }

  /** A branch that has written every key, with a statement behind a chunk rolled back. */
  private Map<Integer, Integer> prepare() {
    Map<Integer, Integer> written = new TreeMap<>(model);
    Transaction in = cluster.begin();
    in.lock(rowKey(LOCKED_KEY), LockMode.SHARED, WAIT);
    in.lockRange(new KeyRange(rowKey(HELD_FROM), rowKey(HELD_FROM + 10)), WAIT);
    for (int number = 0; number < KEYS; number++) {
      put(in, number, number + 1_000);
      written.put(number, number + 1_000);
    }
    in.startStatement(0, "");
    for (int number = 0; number < KEYS; number++) {
      put(in, number, -1);
    }
    in.rollbackStatement();
    in.startStatement(0, "");
    put(in, KEYS - 1, 5);
    written.put(KEYS - 1, 5);
    branches().reserve(XID);
    branches().prepare(XID, Optional.of(in), () -> {});
    assertThat(in.isFinished()).isTrue();
    return written;
  }

  private Branches branches() {
    return cluster.transactions().branches();
  }

  private void check(Map<Integer, Integer> expected) {
    Map<Integer, Integer> found = new TreeMap<>();
    try (Transaction in = cluster.begin();
        VersionCursor rows = in.scan(KeySpace.indexRange(TABLE, KeySpace.ROW_INDEX), false)) {
      while (rows.next()) {
        found.put(
            number(rows.keyArray(), rows.keyOffset()),
            ByteBuffer.wrap(rows.valueArray()).getInt(rows.valueOffset()));
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  private void assertLocked(int number, LockMode mode) {
    try (Transaction in = cluster.begin()) {
      assertRefused(() -> in.lock(rowKey(number), mode, NO_WAIT));
    }
  }

  private static void assertRefused(ThrowingCallable request) {
    assertThatThrownBy(request)
        .isInstanceOfSatisfying(
            MySqlException.class, e -> assertThat(e.error()).isEqualTo(MySqlError.ER_LOCK_NOWAIT));
  }

  private void assertPrepared() {
    assertThat(branches().prepared()).containsExactly(XID);
    assertThat(branches().tables(XID)).containsExactly(TABLE);
    check(model);
    for (int number : List.of(0, 1, KEYS / 2, KEYS - 1)) {
      assertLocked(number, LockMode.SHARED);
    }
    assertLocked(LOCKED_KEY, LockMode.EXCLUSIVE);
    try (Transaction in = cluster.begin()) {
      in.lockRange(new KeyRange(rowKey(KEYS), rowKey(KEYS + 5)), NO_WAIT);
      assertRefused(() -> in.lockRange(new KeyRange(rowKey(KEYS - 1), rowKey(KEYS)), NO_WAIT));
      in.awaitRanges(rowKey(HELD_FROM - 1), NO_WAIT);
      assertRefused(() -> in.awaitRanges(rowKey(HELD_FROM + 9), NO_WAIT));
    }
    try (Transaction in = cluster.begin()) {
      put(in, FREE_KEY, 2);
      in.commit();
    }
    model.put(FREE_KEY, 2);
    check(model);
  }

  private List<Integer> rowsOfStreamedTransactions(long after) throws InterruptedException {
    List<Integer> sizes = new ArrayList<>();
    cluster.readStream(after, rows -> sizes.add(rows.size()));
    return sizes;
  }

  private Map<Integer, Integer> streamed() throws InterruptedException {
    Map<Integer, Integer> found = new TreeMap<>();
    cluster.readStream(rows -> {
      for (ChangeRecord.Row row : rows) {
        found.put(number(row.key(), 0), ByteBuffer.wrap(row.after()).getInt());
      }
    });
    return found;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void isCommittedByAnotherSession(int restarts) throws Exception {
    Map<Integer, Integer> written = prepare();
    for (int i = 0; i < restarts; i++) {
      cluster.reopen();
      assertThat(cluster.recovered()).isZero();
      assertThat(cluster.recoveredBranches()).isEqualTo(1);
    }
    assertPrepared();
    assertThat(rowsOfStreamedTransactions(0)).containsExactly(3, 1);
    try (Transaction old = cluster.begin()) {
      assertThat(old.get(rowKey(0))).isEmpty();
      assertThat(branches().commit(XID)).isPositive();
      assertThat(old.get(rowKey(0))).isEmpty();
      assertThat(old.get(rowKey(1)).map(row -> ByteBuffer.wrap(row.value()).getInt())).contains(1);
    }
    written.put(FREE_KEY, 2);
    check(written);
    try (Transaction in = cluster.begin()) {
      put(in, 3, 3);
      put(in, LOCKED_KEY, 3);
      in.commit();
    }
    written.put(3, 3);
    written.put(LOCKED_KEY, 3);
    check(written);
    assertThat(rowsOfStreamedTransactions(0)).containsExactly(3, 1, KEYS + 1, 2);
    assertThat(streamed()).isEqualTo(written);
    cluster.reopen();
    assertThat(cluster.recoveredBranches()).isZero();
    check(written);
    assertThat(streamed()).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void isRolledBackByAnotherSession(int restarts) throws Exception {
    prepare();
    for (int i = 0; i < restarts; i++) {
      cluster.reopen();
    }
    assertPrepared();
    branches().rollback(XID);
    check(model);
    try (Transaction in = cluster.begin()) {
      for (int number = 0; number < KEYS; number++) {
        put(in, number, 9);
        model.put(number, 9);
      }
      in.commit();
    }
    check(model);
    assertThat(streamed()).isEqualTo(model);
    cluster.reopen();
    assertThat(cluster.recoveredBranches()).isZero();
    check(model);
  }

  @Test
  void garbageCollectionPassesIt() throws Exception {
    Map<Integer, Integer> written = prepare();
    assertPrepared();
    long now = cluster.oracle().next();
    for (VolumeReplica volume : cluster.replicas()) {
      volume.collectGarbage(now);
    }
    check(model);
    try (Transaction old = cluster.begin()) {
      assertThat(old.get(rowKey(0))).isEmpty();
      assertThat(branches().commit(XID)).isPositive();
      assertThat(old.get(rowKey(0))).isEmpty();
      assertThat(old.get(rowKey(1)).map(row -> ByteBuffer.wrap(row.value()).getInt())).contains(1);
    }
    written.put(FREE_KEY, 2);
    check(written);
    assertThat(rowsOfStreamedTransactions(now)).containsExactly(KEYS + 1);
  }

  @Test
  void waitsForAreOverWhenItIsCommitted() throws Exception {
    Map<Integer, Integer> written = prepare();
    cluster.reopen();
    Thread waiter =
        Thread.ofVirtual()
            .start(() -> {
              try (Transaction in = cluster.begin()) {
                put(in, 10, 4);
                in.commit();
              }
            });
    branches().commit(XID);
    waiter.join();
    written.put(10, 4);
    check(written);
    assertThat(streamed()).isEqualTo(written);
  }
}
