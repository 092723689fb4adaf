package io.braid.binlog.file;

import io.braid.cdc.TransactionStream.StreamTransaction;
import io.braid.cdc.merge.MergedStream;
import io.braid.common.time.Clock;
import io.braid.storage.ChangeRecord;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.VolumeId;
import io.braid.storage.node.StorageResources;
import io.braid.storage.node.volume.VolumeOptions;
import io.braid.storage.node.volume.VolumeReplica;
import io.braid.txn.IsolationLevel;
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
import io.braid.txn.timestamp.TimestampOracle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Stored volumes in one folder with what commits over them and reads their stream, and one table
 * that lies on them. {@link #reopen} is what a new process does after a crash.
 */
final class TestCluster implements AutoCloseable {
  /** The table whose shards {@link #place} makes. */
  static final long TABLE = KeySpace.FIRST_USER_TABLE;

  private final Path folder;
  private final int dataVolumes;
  private final TransactionLimits limits;
  private final Function<VolumeSet, TimestampOracle> oracles;
  private final StorageResources resources = new StorageResources(64 << 20, 32 << 20, 1);
  private final List<Shard> placed = new ArrayList<>();
  private List<VolumeReplica> replicas = List.of();
  private VolumeSet volumes;
  private TimestampOracle oracle;
  private ShardMap shards;
  private NodeTransactionManager transactions;
  private int recovered;
  private int recoveredBranches;

  /** Opens the volumes, with a timestamp oracle of the system's clock. */
  TestCluster(Path folder, int dataVolumes, TransactionLimits limits) {
    this(
        folder,
        dataVolumes,
        limits,
        volumes ->
            new LocalTimestampOracle(
                Clock.system(),
                new FileCeilingStore(folder.resolve("timestamp")),
                volumes.highestCommitTs(),
                task -> Thread.ofVirtual().start(task)));
  }

  /**
   * Opens the volumes; those of an empty folder are made.
   *
   * @param dataVolumes without volume 0
   */
  TestCluster(
      Path folder,
      int dataVolumes,
      TransactionLimits limits,
      Function<VolumeSet, TimestampOracle> oracles) {
    this.folder = folder;
    this.dataVolumes = dataVolumes;
    this.limits = limits;
    this.oracles = oracles;
    open();
  }

  private void open() {
    List<VolumeReplica> opened = new ArrayList<>();
    for (int id = 0; id <= dataVolumes; id++) {
      opened.add(
          VolumeReplica.open(
              VolumeOptions.local(
                  folder.resolve("volume-" + id), new UUID(1, 1), new VolumeId(id), new UUID(2, 2)),
              resources,
              Clock.system(),
              failure -> {
                throw new AssertionError(failure);
              }));
    }
    replicas = List.copyOf(opened);
    volumes = new VolumeSet(replicas);
    oracle = oracles.apply(volumes);
    recovered = new TwoPhaseCommits(volumes, oracle).recover();
    shards = new ShardMap();
    placed.forEach(shards::add);
    transactions =
        new NodeTransactionManager(volumes, shards, oracle, limits, new SplittableRandom(1));
    recoveredBranches = transactions.recoverBranches();
  }

  /** Cuts the table at {@code splits} and lays the parts on volumes 1, 2, and so on. */
  TestCluster place(byte[]... splits) {
    KeyRange table = KeySpace.tableRange(TABLE);
    byte[] start = table.start();
    for (int i = 1; i <= splits.length + 1; i++) {
      byte[] end = i > splits.length ? table.end() : splits[i - 1];
      placed.add(new Shard(i, new KeyRange(start, end), new VolumeId(i), 1));
      shards.add(placed.getLast());
      start = end;
    }
    return this;
  }

  /** A key of the table: its number is what follows the prefix. */
  static byte[] key(int index, int number) {
    return ByteBuffer.allocate(KeySpace.PREFIX_BYTES + 4)
        .put(KeySpace.prefix(TABLE, index))
        .putInt(number)
        .array();
  }

  static byte[] rowKey(int number) {
    return key(KeySpace.ROW_INDEX, number);
  }

  /** The number in a key that begins at {@code offset}. */
  static int number(byte[] key, int offset) {
    return ByteBuffer.wrap(key).getInt(offset + KeySpace.PREFIX_BYTES);
  }

  List<VolumeReplica> replicas() {
    return replicas;
  }

  VolumeReplica volume(int id) {
    return replicas.get(id);
  }

  TimestampOracle oracle() {
    return oracle;
  }

  ShardMap shards() {
    return shards;
  }

  NodeTransactionManager transactions() {
    return transactions;
  }

  /** A transaction in its first statement. */
  Transaction begin(IsolationLevel isolation) {
    Transaction transaction = transactions.begin(TransactionOptions.of(1, isolation, false));
    transaction.startStatement(0, "");
    return transaction;
  }

  Transaction begin() {
    return begin(IsolationLevel.REPEATABLE_READ);
  }

  MergedStream stream(long after) {
    return new MergedStream(volumes.all(), oracle::next, Clock.system(), after);
  }

  /** Gives the rows of each transaction of the stream, from its start to all that is committed. */
  void readStream(Consumer<List<ChangeRecord.Row>> reader) throws InterruptedException {
    readStream(0, reader);
  }

  /** As {@link #readStream(Consumer)}, of the transactions after a timestamp. */
  void readStream(long after, Consumer<List<ChangeRecord.Row>> reader) throws InterruptedException {
    long until = oracle.next();
    try (MergedStream stream = stream(after)) {
      while (stream.resolvedTimestamp() < until) {
        Optional<StreamTransaction> next = stream.next(100);
        if (next.isPresent()) {
          reader.accept(rows(next.get()));
        }
      }
    }
  }

  /** The row changes of a transaction, without the records of the catalog. */
  static List<ChangeRecord.Row> rows(StreamTransaction transaction) throws InterruptedException {
    List<ChangeRecord.Row> rows = new ArrayList<>();
    for (Optional<ChangeRecord> record = transaction.nextRecord();
        record.isPresent();
        record = transaction.nextRecord()) {
      if (record.get() instanceof ChangeRecord.Row row) {
        rows.add(row);
      }
    }
    return rows;
  }

  /** Drops what only a process holds, and recovers. */
  void reopen() {
    replicas.forEach(VolumeReplica::close);
    open();
  }

  /** How many transactions recovery ended when the volumes were opened last. */
  int recovered() {
    return recovered;
  }

  /** How many prepared branches were found when the volumes were opened last. */
  int recoveredBranches() {
    return recoveredBranches;
  }

  @Override
  public void close() {
    replicas.forEach(VolumeReplica::close);
    resources.close();
  }
}
