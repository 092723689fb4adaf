package io.braid.binlog.file;

import static io.braid.binlog.file.TestCluster.TABLE;
import static io.braid.binlog.file.TestCluster.number;
import static io.braid.binlog.file.TestCluster.rowKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.storage.ChangeRecord;
import io.braid.storage.Gtid;
import io.braid.storage.KeySpace;
import io.braid.storage.Participation;
import io.braid.storage.RowChange;
import io.braid.storage.Share;
import io.braid.storage.StoredVersion;
import io.braid.storage.TransactionId;
import io.braid.storage.TransactionRecord;
import io.braid.storage.VersionCursor;
import io.braid.storage.VolumeId;
import io.braid.storage.WriteSet;
import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import io.braid.txn.Transaction;
import io.braid.txn.commit.TransactionLimits;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions over three volumes of one table, their snapshots and their merged stream. */
class ShardedStreamTest {
  private static final int VOLUMES = 3;
  private static final int ACCOUNTS = 30;
  private static final long START = 1_000;
  private static final LockWait WAIT = new LockWait.UpTo(20_000);

  @TempDir private Path folder;
  private TestCluster cluster;

  @BeforeEach
  void open() {
    cluster = new TestCluster(folder, VOLUMES, TransactionLimits.ofHeap(256 << 20));
    cluster.place(rowKey(10), rowKey(20));
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private static byte[] image(long balance) {
    return ByteBuffer.allocate(8).putLong(balance).array();
  }

  private static long balance(byte[] image, int offset) {
    return ByteBuffer.wrap(image).getLong(offset);
  }

  private static void put(Transaction in, int account, byte[] before, byte[] after) {
    in.write(new RowChange(TABLE, 1, rowKey(account), Optional.empty(), before, after));
  }

  private void openAccounts() {
    try (Transaction in = cluster.begin()) {
      for (int account = 0; account < ACCOUNTS; account++) {
        in.lock(rowKey(account), LockMode.EXCLUSIVE, WAIT);
        in.write(new RowChange(TABLE, 1, rowKey(account), Optional.empty(), null, image(START)));
      }
      in.commit();
    }
  }

  private boolean transfer(int from, int to, long amount) {
    try (Transaction in = cluster.begin()) {
      for (int account : new int[] {from, to}) {
        StoredVersion row =
            in.getForUpdate(rowKey(account), LockMode.EXCLUSIVE, WAIT).orElseThrow();
        byte[] before = row.value();
        long now = balance(before, 0) + (account == from ? -amount : amount);
        put(in, account, before, image(now));
      }
      in.commit();
      return true;
    } catch (MySqlException deadlock) {
      assertThat(deadlock.error()).isEqualTo(MySqlError.ER_LOCK_DEADLOCK);
      return false;
    }
  }

  private Map<Integer, Long> balances(boolean reverse) {
    Map<Integer, Long> found = new TreeMap<>();
    List<Integer> order = new ArrayList<>();
    try (Transaction in = cluster.begin();
        VersionCursor rows = in.scan(KeySpace.indexRange(TABLE, KeySpace.ROW_INDEX), reverse)) {
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

  private static long total(Map<Integer, Long> balances) {
    return balances.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Reads all there is, and checks the total behind each transaction. */
  private List<List<Integer>> stream(Map<Integer, Long> balances) throws InterruptedException {
    List<List<Integer>> seen = new ArrayList<>();
    cluster.readStream(rows -> {
      List<Integer> accounts = new ArrayList<>();
      for (ChangeRecord.Row row : rows) {
        int account = number(row.key(), 0);
        accounts.add(account);
        if (row.after() == null) {
          balances.remove(account);
        } else {
          balances.put(account, balance(row.after(), 0));
        }
      }
      assertThat(total(balances)).as("total behind %s", accounts).isEqualTo(ACCOUNTS * START);
      seen.add(accounts);
    });
    return seen;
  }

  /** As an INSERT into a table without a primary key, whose new rows need no locks. */
  @Test
  void aRowThatWasNotLockedGoesToTheVolumeOfItsKey() {
    openAccounts();
    try (Transaction in = cluster.begin()) {
      in.lock(rowKey(1), LockMode.SHARED, WAIT);
      put(in, 25, image(START), image(START + 1));
      in.commit();
    }
    assertThat(balances(false)).containsEntry(25, START + 1).containsEntry(1, START);
  }

  @Test
  void everySnapshotAndEveryPrefixOfTheStreamHasTheSameTotal() throws Exception {
    openAccounts();
    AtomicBoolean over = new AtomicBoolean();
    int transferred = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Integer>> writers = new ArrayList<>();
      for (int thread = 0; thread < 6; thread++) {
        SplittableRandom random = new SplittableRandom(thread);
        writers.add(
            threads.submit(() -> {
              int done = 0;
              for (int i = 0; i < 150; i++) {
                int from = random.nextInt(ACCOUNTS);
                int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
                done += transfer(from, to, random.nextInt(50)) ? 1 : 0;
              }
              return done;
            }));
      }
      List<Future<Integer>> readers = new ArrayList<>();
      for (boolean reverse : new boolean[] {false, true}) {
        readers.add(
            threads.submit(() -> {
              int reads = 0;
              while (!over.get()) {
                assertThat(total(balances(reverse))).isEqualTo(ACCOUNTS * START);
                reads++;
              }
              return reads;
            }));
      }
      for (Future<Integer> writer : writers) {
        transferred += writer.get();
      }
      over.set(true);
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
    }
    Map<Integer, Long> streamed = new TreeMap<>();
    assertThat(stream(streamed)).hasSize(transferred + 1);
    assertThat(streamed).isEqualTo(balances(false));
    cluster.reopen();
    assertThat(cluster.recovered()).isZero();
    assertThat(balances(false)).isEqualTo(streamed);
  }

  @Test
  void rowsOfOneTransactionKeepTheirStatementOrderAcrossVolumes() throws Exception {
    openAccounts();
    try (Transaction in = cluster.begin()) {
      for (int account : new int[] {25, 3, 15, 26, 4}) {
        StoredVersion row =
            in.getForUpdate(rowKey(account), LockMode.EXCLUSIVE, WAIT).orElseThrow();
        put(in, account, row.value(), row.value());
      }
      in.commit();
    }
    assertThat(stream(new TreeMap<>()).getLast()).containsExactly(25, 3, 15, 26, 4);
  }

  @Test
  void anUpdateMovesARowToAnotherVolume() throws Exception {
    openAccounts();
    long before = cluster.oracle().next();
    try (Transaction in = cluster.begin()) {
      in.lock(rowKey(99), LockMode.EXCLUSIVE, WAIT);
      StoredVersion row = in.getForUpdate(rowKey(3), LockMode.EXCLUSIVE, WAIT).orElseThrow();
      in.write(
          new RowChange(TABLE, 1, rowKey(99), Optional.of(rowKey(3)), row.value(), row.value()));
      assertThat(in.get(rowKey(3))).isEmpty();
      in.commit();
    }
    Map<Integer, Long> now = balances(false);
    assertThat(now).containsKey(99).doesNotContainKey(3).hasSize(ACCOUNTS);
    assertThat(cluster.volume(1).get(rowKey(3), before)).isPresent();
    assertThat(cluster.volume(3).get(rowKey(99), before)).isEmpty();
    List<List<ChangeRecord.Row>> streamed = new ArrayList<>();
    cluster.readStream(streamed::add);
    assertThat(streamed.getLast()).hasSize(1);
    assertThat(streamed.getLast().getFirst().before()).isNotNull();
    assertThat(streamed.getLast().getFirst().after()).isNotNull();
  }

  @Test
  void recoveryFollowsThePrimary() throws Exception {
    openAccounts();
    WriteSetPair decided = pair(1, 11, 100);
    WriteSetPair undecided = pair(2, 12, 100);
    decided.prepare();
    undecided.prepare();
    long commitTs = cluster.oracle().next();
    cluster.volume(1).commitPrepared(decided.id, commitTs).join();
    cluster.reopen();
    assertThat(cluster.recovered()).isEqualTo(2);
    Map<Integer, Long> found = balances(false);
    assertThat(found.get(1)).isEqualTo(START - 100);
    assertThat(found.get(11)).isEqualTo(START + 100);
    assertThat(found.get(2)).isEqualTo(START);
    assertThat(found.get(12)).isEqualTo(START);
    assertThat(stream(new TreeMap<>())).hasSize(2);
    assertThat(cluster.replicas())
        .allSatisfy(volume -> assertThat(volume.preparedParts()).isEmpty());
  }

  private WriteSetPair pair(int from, int to, long amount) {
    return new WriteSetPair(cluster.oracle().next(), from, to, amount);
  }

  /** A transfer between volumes 1 and 2, prepared by hand. */
  private final class WriteSetPair {
    private final long id;
    private final Map<VolumeId, WriteSet> parts = new TreeMap<>();

    WriteSetPair(long id, int from, int to, long amount) {
      this.id = id;
      parts.put(new VolumeId(1), part(from, START - amount, true, 1));
      parts.put(new VolumeId(2), part(to, START + amount, false, 2));
    }

    private WriteSet part(int account, long after, boolean primary, int sequence) {
      TransactionRecord record =
          new TransactionRecord(
              new TransactionId(id), new Gtid.Automatic(), 0, 0, List.of(), Optional.empty(), 0);
      return new WriteSet(
          record,
          List.of(
              new RowChange(
                  TABLE, 1, rowKey(account), Optional.empty(), image(START), image(after))),
          List.of(),
          List.of(),
          Map.of(),
          0,
          List.of(),
          Optional.of(new Share(primary, new int[] {sequence}, 2, 2, new BitSet())));
    }

    void prepare() {
      Set<VolumeId> all = new TreeSet<>(parts.keySet());
      Participation participation =
          Participation.of(new VolumeId(1), Arrays.asList(all.toArray(new VolumeId[0])));
      parts.forEach((volume, part) -> {
        long floor = cluster.volume(volume.value()).prepare(part, participation, true).join();
        assertThat(floor).isPositive();
      });
    }
  }
}
