package io.braid.txn.commit;

import io.braid.storage.ControlCommand;
import io.braid.storage.ReadOutcome;
import io.braid.storage.TransactionId;
import io.braid.storage.VersionBuffer;
import io.braid.storage.node.volume.Volume;
import io.braid.txn.AutoIncrement;
import io.braid.txn.IsolationLevel;
import io.braid.txn.Transaction;
import io.braid.txn.TransactionManager;
import io.braid.txn.TransactionOptions;
import io.braid.txn.TransactionReport;
import io.braid.txn.TransactionReport.LatestDeadlock;
import io.braid.txn.lock.Deadlock;
import io.braid.txn.lock.LockOwner;
import io.braid.txn.lock.LockTable;
import io.braid.txn.shard.CommitGate;
import io.braid.txn.shard.ShardMap;
import io.braid.txn.shard.VolumeSet;
import io.braid.txn.timestamp.TimestampOracle;
import io.braid.txn.xa.Branches;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of a node over all volumes, with the locks and counters of the volumes that this
 * node leads.
 */
public final class NodeTransactionManager implements TransactionManager {
  private final VolumeSet volumes;
  private final ShardMap shards;
  private final TimestampOracle oracle;
  private final TransactionLimits limits;
  private final LockTable locks;
  private final CommitGate gate = new CommitGate();
  private final SnapshotRegistry snapshots;
  private final ShardReads reads;
  private final TwoPhaseCommits twoPhase;
  private final NodeAutoIncrement autoIncrement;
  private final PreparedBranches branches = new PreparedBranches(this);
  private final AtomicLong bufferedBytes = new AtomicLong();
  private final Set<NodeTransaction> open = ConcurrentHashMap.newKeySet();

  /** What a connection runs, for reports. */
  private volatile LongFunction<String> statements = connection -> "";

  private volatile @Nullable LatestDeadlock latestDeadlock;

  /**
   * @param volumes all of the cluster
   * @param shards which of them holds which keys; the caller changes it with the schema
   * @param random for the seed of the lock table's hash
   */
  public NodeTransactionManager(
      VolumeSet volumes,
      ShardMap shards,
      TimestampOracle oracle,
      TransactionLimits limits,
      RandomGenerator random) {
    this.volumes = volumes;
    this.shards = shards;
    this.oracle = oracle;
    this.limits = limits;
    this.locks = new LockTable(limits.lockBytesMax(), random.nextLong(), this::noteDeadlock);
    this.reads = new ShardReads(volumes, shards);
    this.twoPhase = new TwoPhaseCommits(volumes, oracle);
    this.snapshots = new SnapshotRegistry(oracle);
    this.autoIncrement = new NodeAutoIncrement(this::persistedAutoIncrement);
  }

  @Override
  public Transaction begin(TransactionOptions options) {
    NodeTransaction transaction =
        new NodeTransaction(this, new TransactionId(oracle.next()), options);
    open.add(transaction);
    if (options.snapshotNow()) {
      transaction.readTs();
    }
    return transaction;
  }

  @Override
  public ReadOutcome newestNow(byte[] key, VersionBuffer target) {
    return reads.newestNow(key, target);
  }

  @Override
  public long currentTimestamp() {
    return oracle.next();
  }

  @Override
  public long control(ControlCommand command) {
    return CommitOutcome.await(volumes.meta().control(command, oracle::next));
  }

  @Override
  public AutoIncrement autoIncrement() {
    return autoIncrement;
  }

  @Override
  public long oldestSnapshot() {
    return snapshots.oldest();
  }

  @Override
  public int giveUpSnapshotsBelow(long timestamp) {
    return snapshots.giveUpBelow(timestamp);
  }

  /** Forgets a transaction that has ended or left its session. */
  void ended(NodeTransaction transaction) {
    open.remove(transaction);
  }

  /**
   * Says where reports find what a connection runs.
   *
   * @param texts by connection id; "" for one that is not known
   */
  public void describeStatements(LongFunction<String> texts) {
    statements = texts;
  }

  private void noteDeadlock(Deadlock deadlock) {
    List<String> texts = new ArrayList<>();
    for (Deadlock.Member member : deadlock.members()) {
      texts.add(statements.apply(member.connectionId()));
    }
    latestDeadlock = new LatestDeadlock(deadlock, oracle.next(), texts);
  }

  @Override
  public TransactionReport report() {
    List<TransactionReport.Open> transactions = new ArrayList<>();
    for (NodeTransaction transaction : open) {
      LockOwner owner = transaction.owner();
      TransactionOptions options = transaction.options();
      transactions.add(
          new TransactionReport.Open(
              owner.id(),
              owner.connectionId(),
              false,
              options.isolation(),
              options.readOnly(),
              owner.weight(),
              locks.describe(owner)));
    }
    for (LockOwner owner : branches.owners()) {
      transactions.add(
          new TransactionReport.Open(
              owner.id(),
              0,
              true,
              IsolationLevel.REPEATABLE_READ,
              false,
              owner.weight(),
              locks.describe(owner)));
    }
    transactions.sort(Comparator.comparingLong(TransactionReport.Open::id));
    return new TransactionReport(
        Optional.ofNullable(latestDeadlock),
        transactions,
        locks.counters(),
        bufferedBytes(),
        oldestSnapshot(),
        oracle.next());
  }

  @Override
  public Branches branches() {
    return branches;
  }

  /**
   * Gives the branches that were prepared before a restart their locks again. Must be called when
   * the shard map is loaded and before anything is served.
   *
   * @return how many there are
   */
  public int recoverBranches() {
    return branches.recover();
  }

  /** Keys that are locked or waited for. */
  public long lockedKeys() {
    return locks.size();
  }

  /** Bytes of the buffered writes of all transactions. */
  public long bufferedBytes() {
    return bufferedBytes.get();
  }

  /**
   * Commits write the largest value to one of the volumes that they write to anyway, so that it is
   * durable with the rows; the counter starts above the largest of all (PROTOCOL.md, rule 32).
   */
  private long persistedAutoIncrement(long tableId) {
    long largest = 0;
    for (Volume volume : volumes.all()) {
      long used = volume.persistedAutoIncrement(tableId);
      largest = Long.compareUnsigned(used, largest) > 0 ? used : largest;
    }
    return largest;
  }

  /** All volumes. */
  public VolumeSet volumes() {
    return volumes;
  }

  /** Which volume holds which keys. */
  public ShardMap shards() {
    return shards;
  }

  /** What commits pass; a mover of shards closes it for a moment. */
  public CommitGate gate() {
    return gate;
  }

  TimestampOracle oracle() {
    return oracle;
  }

  ShardReads reads() {
    return reads;
  }

  TwoPhaseCommits twoPhase() {
    return twoPhase;
  }

  LockTable locks() {
    return locks;
  }

  SnapshotRegistry snapshots() {
    return snapshots;
  }

  /** Bytes beyond which a transaction's buffer is staged. */
  long bufferBytesMax() {
    return limits.bufferBytesMax();
  }

  /** Accounts for buffered bytes; false, and nothing is, when all buffers are full. */
  boolean reserveBuffer(long more) {
    if (bufferedBytes.addAndGet(more) > limits.allBuffersBytesMax() && more > 0) {
      bufferedBytes.addAndGet(-more);
      return false;
    }
    return true;
  }

  void releaseBuffer(long bytes) {
    bufferedBytes.addAndGet(-bytes);
  }
}
