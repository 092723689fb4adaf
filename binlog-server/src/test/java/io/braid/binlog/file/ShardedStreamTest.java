package io.braid.binlog.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.braid.cdc.TransactionStream;
import io.braid.cdc.merge.MergedStream;
import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.time.Clock;
import io.braid.storage.ChangeRecord;
import io.braid.storage.KeyRange;
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
import io.braid.storage.node.StorageResources;
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
import java.util.UUID;
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
  private static final long TABLE = KeySpace.FIRST_USER_TABLE;
  private static final int VOLUMES = 3;
  private static final int ACCOUNTS = 30;
  private static final long START = 1_000;
  private static final LockWait WAIT = new LockWait.UpTo(20_000);

  @TempDir private Path folder;
  private StorageResources resources;
  private List<VolumeReplica> replicas;
  private VolumeSet volumes;
  private LocalTimestampOracle oracle;
  private NodeTransactionManager transactions;

  @BeforeEach
  void open() {
    resources = new StorageResources(32 << 20, 16 << 20, 1);
    openVolumes();
  }

  private void openVolumes() {
    replicas = new ArrayList<>();
    for (int id = 0; id <= VOLUMES; id++) {
      replicas.add(
          VolumeReplica.open(
              VolumeOptions.local(
                  folder.resolve("volume-" + id), new UUID(1, 1), new VolumeId(id), new UUID(2, 2)),
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
    ShardMap shards = new ShardMap();
    KeyRange table = KeySpace.tableRange(TABLE);
    shards.add(new Shard(1, new KeyRange(table.start(), key(10)), new VolumeId(1), 1));
    shards.add(new Shard(2, new KeyRange(key(10), key(20)), new VolumeId(2), 1));
    shards.add(new Shard(3, new KeyRange(key(20), table.end()), new VolumeId(3), 1));
    transactions =
        new NodeTransactionManager(
            volumes, shards, oracle, TransactionLimits.ofHeap(256 << 20), new SplittableRandom(1));
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

  private static byte[] key(int account) {
    return ByteBuffer.allocate(KeySpace.PREFIX_BYTES + 4)
        .put(KeySpace.prefix(TABLE, KeySpace.ROW_INDEX))
        .putInt(account)
        .array();
  }

  private static int account(byte[] key, int offset) {
    return ByteBuffer.wrap(key).getInt(offset + KeySpace.PREFIX_BYTES);
  }

  private static byte[] image(long balance) {
    return ByteBuffer.allocate(8).putLong(balance).array();
  }

  private static long balance(byte[] image, int offset) {
    return ByteBuffer.wrap(image).getLong(offset);
  }

  private Transaction begin(IsolationLevel isolation) {
    Transaction transaction = transactions.begin(TransactionOptions.of(1, isolation, false));
    transaction.startStatement(0, "");
    return transaction;
  }

  private static void put(Transaction in, int account, byte[] before, byte[] after) {
    in.write(new RowChange(TABLE, 1, key(account), Optional.empty(), before, after));
  }

  private void openAccounts() {
    try (Transaction in = begin(IsolationLevel.REPEATABLE_READ)) {
      for (int account = 0; account < ACCOUNTS; account++) {
        in.lock(key(account), LockMode.EXCLUSIVE, WAIT);
        in.write(new RowChange(TABLE, 1, key(account), Optional.empty(), null, image(START)));
      }
      in.commit();
    }
  }

  private boolean transfer(int from, int to, long amount) {
    try (Transaction in = begin(IsolationLevel.REPEATABLE_READ)) {
      for (int account : new int[] {from, to}) {
        StoredVersion row = in.getForUpdate(key(account), LockMode.EXCLUSIVE, WAIT).orElseThrow();
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
    try (Transaction in = begin(IsolationLevel.REPEATABLE_READ);
        VersionCursor rows = in.scan(KeySpace.indexRange(TABLE, KeySpace.ROW_INDEX), reverse)) {
      while (rows.next()) {
        int account = account(rows.keyArray(), rows.keyOffset());
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
    long until = oracle.next();
    try (MergedStream stream = new MergedStream(volumes.all(), oracle::next, Clock.system(), 0)) {
      while (stream.resolvedTimestamp() < until) {
        Optional<TransactionStream.StreamTransaction> next = stream.next(100);
        if (next.isEmpty()) {
          continue;
        }
        List<Integer> accounts = new ArrayList<>();
        for (Optional<ChangeRecord> record = next.get().nextRecord();
            record.isPresent();
            record = next.get().nextRecord()) {
          ChangeRecord.Row row = (ChangeRecord.Row) record.get();
          int account = account(row.key(), 0);
          accounts.add(account);
          if (row.after() == null) {
            balances.remove(account);
          } else {
            balances.put(account, balance(row.after(), 0));
          }
        }
        assertThat(total(balances)).as("total behind %s", accounts).isEqualTo(ACCOUNTS * START);
        seen.add(accounts);
      }
    }
    return seen;
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
    reopen();
    assertThat(new TwoPhaseCommits(volumes, oracle).recover()).isZero();
    assertThat(balances(false)).isEqualTo(streamed);
  }

  @Test
  void rowsOfOneTransactionKeepTheirStatementOrderAcrossVolumes() throws Exception {
    openAccounts();
    try (Transaction in = begin(IsolationLevel.REPEATABLE_READ)) {
      for (int account : new int[] {25, 3, 15, 26, 4}) {
        StoredVersion row = in.getForUpdate(key(account), LockMode.EXCLUSIVE, WAIT).orElseThrow();
        put(in, account, row.value(), row.value());
      }
      in.commit();
    }
    assertThat(stream(new TreeMap<>()).getLast()).containsExactly(25, 3, 15, 26, 4);
  }

  @Test
  void anUpdateMovesARowToAnotherVolume() throws Exception {
    openAccounts();
    long before = oracle.next();
    try (Transaction in = begin(IsolationLevel.REPEATABLE_READ)) {
      in.lock(key(99), LockMode.EXCLUSIVE, WAIT);
      StoredVersion row = in.getForUpdate(key(3), LockMode.EXCLUSIVE, WAIT).orElseThrow();
      in.write(new RowChange(TABLE, 1, key(99), Optional.of(key(3)), row.value(), row.value()));
      assertThat(in.get(key(3))).isEmpty();
      in.commit();
    }
    Map<Integer, Long> now = balances(false);
    assertThat(now).containsKey(99).doesNotContainKey(3).hasSize(ACCOUNTS);
    assertThat(volumes.get(new VolumeId(1)).get(key(3), before)).isPresent();
    assertThat(volumes.get(new VolumeId(3)).get(key(99), before)).isEmpty();
    Map<Integer, Long> streamed = new TreeMap<>();
    try (MergedStream stream = new MergedStream(volumes.all(), oracle::next, Clock.system(), 0)) {
      long until = oracle.next();
      List<ChangeRecord.Row> rows = new ArrayList<>();
      while (stream.resolvedTimestamp() < until) {
        stream
            .next(100)
            .ifPresent(transaction -> {
              rows.clear();
              for (Optional<ChangeRecord> next = transaction.nextRecord();
                  next.isPresent();
                  next = transaction.nextRecord()) {
                rows.add((ChangeRecord.Row) next.get());
              }
            });
      }
      assertThat(rows).hasSize(1);
      assertThat(rows.getFirst().before()).isNotNull();
      assertThat(rows.getFirst().after()).isNotNull();
    }
  }

  @Test
  void recoveryFollowsThePrimary() throws Exception {
    openAccounts();
    WriteSetPair decided = pair(1, 11, 100);
    WriteSetPair undecided = pair(2, 12, 100);
    decided.prepare();
    undecided.prepare();
    long commitTs = oracle.next();
    volumes.get(new VolumeId(1)).commitPrepared(decided.id, commitTs).join();
    reopen();
    assertThat(new TwoPhaseCommits(volumes, oracle).recover()).isEqualTo(2);
    Map<Integer, Long> found = balances(false);
    assertThat(found.get(1)).isEqualTo(START - 100);
    assertThat(found.get(11)).isEqualTo(START + 100);
    assertThat(found.get(2)).isEqualTo(START);
    assertThat(found.get(12)).isEqualTo(START);
    assertThat(stream(new TreeMap<>())).hasSize(2);
    assertThat(replicas).allSatisfy(volume -> assertThat(volume.preparedParts()).isEmpty());
  }

  private WriteSetPair pair(int from, int to, long amount) {
    return new WriteSetPair(oracle.next(), from, to, amount);
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
              new TransactionId(id),
              new io.braid.storage.Gtid.Automatic(),
              0,
              0,
              List.of(),
              Optional.empty(),
              0);
      return new WriteSet(
          record,
          List.of(
              new RowChange(TABLE, 1, key(account), Optional.empty(), image(START), image(after))),
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
        long floor = volumes.get(volume).prepare(part, participation, true).join();
        assertThat(floor).isPositive();
      });
    }
  }
}
