package io.braid.txn.commit;

import io.braid.common.MySqlError;
import io.braid.storage.ControlCommand;
import io.braid.storage.TransactionId;
import io.braid.storage.node.volume.Volume;
import io.braid.txn.AutoIncrement;
import io.braid.txn.Transaction;
import io.braid.txn.TransactionManager;
import io.braid.txn.TransactionOptions;
import io.braid.txn.lock.LockTable;
import io.braid.txn.timestamp.TimestampOracle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Transactions on one volume, with the locks and counters of its leader in this process. */
public final class VolumeTransactionManager implements TransactionManager {
  private final Volume volume;
  private final TimestampOracle oracle;
  private final TransactionLimits limits;
  private final LockTable locks;
  private final SnapshotRegistry snapshots;
  private final VolumeAutoIncrement autoIncrement;
  private final AtomicLong bufferedBytes = new AtomicLong();

  /**
   * @param random for the seed of the lock table's hash
   */
  public VolumeTransactionManager(
      Volume volume, TimestampOracle oracle, TransactionLimits limits, RandomGenerator random) {
    this.volume = volume;
    this.oracle = oracle;
    this.limits = limits;
    this.locks = new LockTable(limits.lockBytesMax(), random.nextLong());
    this.snapshots = new SnapshotRegistry(oracle);
    this.autoIncrement = new VolumeAutoIncrement(volume::persistedAutoIncrement);
  }

  @Override
  public Transaction begin(TransactionOptions options) {
    VolumeTransaction transaction =
        new VolumeTransaction(this, new TransactionId(oracle.next()), options);
    if (options.snapshotNow()) {
      transaction.readTs();
    }
    return transaction;
  }

  @Override
  public long currentTimestamp() {
    return oracle.next();
  }

  @Override
  public long control(ControlCommand command) {
    return CommitOutcome.await(volume.control(command, oracle::next));
  }

  @Override
  public AutoIncrement autoIncrement() {
    return autoIncrement;
  }

  @Override
  public long oldestSnapshot() {
    return snapshots.oldest();
  }

  /** Keys that are locked or waited for. */
  public long lockedKeys() {
    return locks.size();
  }

  /** Bytes of the buffered writes of all transactions. */
  public long bufferedBytes() {
    return bufferedBytes.get();
  }

  Volume volume() {
    return volume;
  }

  TimestampOracle oracle() {
    return oracle;
  }

  LockTable locks() {
    return locks;
  }

  SnapshotRegistry snapshots() {
    return snapshots;
  }

  /**
   * Accounts for buffered bytes.
   *
   * @throws io.braid.common.MySqlException 1197 when a bound is passed
   */
  void reserveBuffer(long transactionBytes, long more) {
    if (transactionBytes > limits.bufferBytesMax()) {
      throw MySqlError.ER_TRANS_CACHE_FULL.with();
    }
    if (bufferedBytes.addAndGet(more) > limits.allBuffersBytesMax() && more > 0) {
      bufferedBytes.addAndGet(-more);
      throw MySqlError.ER_TRANS_CACHE_FULL.with();
    }
  }

  void releaseBuffer(long bytes) {
    bufferedBytes.addAndGet(-bytes);
  }
}
