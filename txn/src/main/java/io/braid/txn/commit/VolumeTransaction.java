package io.braid.txn.commit;

import io.braid.common.MySqlError;
import io.braid.storage.CatalogChange;
import io.braid.storage.Gtid;
import io.braid.storage.IndexChange;
import io.braid.storage.KeyRange;
import io.braid.storage.RowChange;
import io.braid.storage.StatementMark;
import io.braid.storage.StoredVersion;
import io.braid.storage.StreamQuery;
import io.braid.storage.Timestamps;
import io.braid.storage.TransactionId;
import io.braid.storage.TransactionRecord;
import io.braid.storage.VersionCursor;
import io.braid.storage.VersionPointer;
import io.braid.storage.WriteSet;
import io.braid.txn.IsolationLevel;
import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import io.braid.txn.Transaction;
import io.braid.txn.TransactionOptions;
import io.braid.txn.lock.LockOwner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A transaction on one volume.
 *
 * <pre>
 *            commit()                    durable and applied
 *   ACTIVE ───────────► (committing) ───────────────────────► FINISHED
 *      │                     │ 1213, failed, unknown              ▲
 *      └── rollback(), 1213, 1206 ────────────────────────────────┘
 * </pre>
 *
 * <p>Locks are released when it is finished, whatever the outcome: after an unknown one the volume
 * itself keeps readers and writers from the keys until it knows.
 */
final class VolumeTransaction implements Transaction {
  /** Own versions have no commit yet. */
  private static final VersionPointer OWN = new VersionPointer(Timestamps.NEWEST, 0);

  private final VolumeTransactionManager manager;
  private final TransactionId id;
  private final TransactionOptions options;
  private final LockOwner owner;
  private final WriteBuffer buffer = new WriteBuffer();
  private final List<Savepoint> savepoints = new ArrayList<>(0);
  private final Map<Long, Long> autoIncrements = new HashMap<>(0);
  private final List<Long> droppedTables = new ArrayList<>(0);
  private WriteBuffer.Mark statementStart = buffer.mark();
  private SnapshotRegistry.@Nullable Snapshot snapshot;

  /** Term of the volume's leader when the first lock was taken; -1 before. */
  private long lockTerm = -1;

  private long reservedBytes;
  private volatile boolean finished;

  private record Savepoint(String name, WriteBuffer.Mark mark) {}

  VolumeTransaction(
      VolumeTransactionManager manager, TransactionId id, TransactionOptions options) {
    this.manager = manager;
    this.id = id;
    this.options = options;
    this.owner = new LockOwner(id.value());
  }

  @Override
  public TransactionId id() {
    return id;
  }

  @Override
  public void startStatement(int streamFlags, String queryText) {
    checkActive();
    owner.startStatement();
    statementStart = buffer.mark();
    buffer.startStatement(streamFlags & ~StatementMark.CONTINUES, queryText);
    if (snapshot != null
        && (options.isolation() == IsolationLevel.READ_COMMITTED
            || options.isolation() == IsolationLevel.READ_UNCOMMITTED)) {
      snapshot.renew();
    }
  }

  @Override
  public void continueStatement(int streamFlags) {
    checkActive();
    boolean begun = buffer.rowCount() > statementStart.rows();
    buffer.startStatement(
        begun ? streamFlags | StatementMark.CONTINUES : streamFlags & ~StatementMark.CONTINUES, "");
  }

  @Override
  public void rollbackStatement() {
    checkActive();
    rollbackTo(statementStart);
  }

  @Override
  public void savepoint(String name) {
    checkActive();
    savepoints.removeIf(s -> s.name().equalsIgnoreCase(name));
    statementStart = buffer.mark();
    savepoints.add(new Savepoint(name, statementStart));
  }

  @Override
  public void rollbackTo(String name) {
    checkActive();
    int found = findSavepoint(name);
    rollbackTo(savepoints.get(found).mark());
    savepoints.subList(found + 1, savepoints.size()).clear();
    statementStart = buffer.mark();
  }

  @Override
  public void release(String name) {
    checkActive();
    int found = findSavepoint(name);
    savepoints.subList(found, savepoints.size()).clear();
  }

  private int findSavepoint(String name) {
    for (int i = 0; i < savepoints.size(); i++) {
      if (savepoints.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    throw MySqlError.ER_SP_DOES_NOT_EXIST.with("SAVEPOINT", name);
  }

  private void rollbackTo(WriteBuffer.Mark mark) {
    buffer.rollbackTo(mark);
    account();
    owner.setWeight(buffer.rowCount());
  }

  @Override
  public long readTs() {
    checkActive();
    SnapshotRegistry.Snapshot taken = snapshot;
    if (taken == null) {
      taken = manager.snapshots().take();
      snapshot = taken;
    }
    return taken.timestamp();
  }

  @Override
  public Optional<StoredVersion> get(byte[] key) {
    checkActive();
    OwnVersion own = buffer.get(key);
    return own == null ? manager.volume().get(key, readTs()) : present(own);
  }

  @Override
  public VersionCursor scan(KeyRange range, boolean reverse) {
    return scan(range, readTs(), reverse);
  }

  @Override
  public VersionCursor scanNewest(KeyRange range, boolean reverse) {
    checkActive();
    return scan(range, Timestamps.NEWEST, reverse);
  }

  private VersionCursor scan(KeyRange range, long at, boolean reverse) {
    VersionCursor committed = manager.volume().scan(range, at, reverse);
    return buffer.touches(range) ? new OverlayCursor(committed, buffer, range, reverse) : committed;
  }

  @Override
  public Optional<StoredVersion> getForUpdate(byte[] key, LockMode mode, LockWait wait) {
    if (!lock(key, mode, wait)) {
      return Optional.empty();
    }
    OwnVersion own = buffer.get(key);
    return own == null
        ? manager.volume().newest(key).filter(version -> version.value() != null)
        : present(own);
  }

  private static Optional<StoredVersion> present(OwnVersion own) {
    return own.value() == null
        ? Optional.empty()
        : Optional.of(new StoredVersion(OWN, own.schemaVersion(), own.value()));
  }

  @Override
  public boolean lock(byte[] key, LockMode mode, LockWait wait) {
    checkActive();
    if (lockTerm < 0) {
      lockTerm = manager.volume().term();
    }
    return switch (manager.locks().lock(owner, key, mode, wait)) {
      case GRANTED -> true;
      case REFUSED -> {
        if (wait instanceof LockWait.NoWait) {
          throw MySqlError.ER_LOCK_NOWAIT.with();
        }
        yield false;
      }
      case TIMED_OUT -> throw MySqlError.ER_LOCK_WAIT_TIMEOUT.with();
      case CANCELLED -> throw MySqlError.ER_QUERY_INTERRUPTED.with();
      case DEADLOCK -> {
        finish();
        throw MySqlError.ER_LOCK_DEADLOCK.with();
      }
      case TABLE_FULL -> {
        finish();
        throw MySqlError.ER_LOCK_TABLE_FULL.with();
      }
    };
  }

  @Override
  public void unlockUnmatched(byte[] key) {
    checkActive();
    if (buffer.get(key) == null) {
      manager.locks().unlockOfStatement(owner, key);
    }
  }

  @Override
  public void write(RowChange change) {
    checkWritable();
    buffer.write(change);
    owner.setWeight(buffer.rowCount());
    account();
  }

  @Override
  public void write(IndexChange change) {
    checkWritable();
    buffer.write(change);
    account();
  }

  @Override
  public void write(CatalogChange change) {
    checkWritable();
    buffer.write(change);
    account();
  }

  @Override
  public void streamQuery(StreamQuery query) {
    checkWritable();
    buffer.streamQuery(query);
  }

  @Override
  public void usedAutoIncrement(long tableId, long value) {
    checkActive();
    autoIncrements.merge(tableId, value, (a, b) -> Long.compareUnsigned(a, b) >= 0 ? a : b);
  }

  @Override
  public boolean isFinished() {
    return finished;
  }

  @Override
  public void dropTableData(long tableId) {
    checkWritable();
    droppedTables.add(tableId);
  }

  @Override
  public boolean hasWrites() {
    return !buffer.isEmpty();
  }

  @Override
  public long bufferedBytes() {
    return buffer.bytes();
  }

  @Override
  public long commit() {
    checkActive();
    try {
      if (buffer.isEmpty() && !(options.gtid() instanceof Gtid.Foreign)) {
        return 0;
      }
      if (lockTerm >= 0 && lockTerm != manager.volume().term()) {
        throw MySqlError.ER_LOCK_DEADLOCK.with();
      }
      return CommitOutcome.await(manager.volume().commit(writeSet(), manager.oracle()::next));
    } finally {
      finish();
    }
  }

  private WriteSet writeSet() {
    TransactionRecord record =
        new TransactionRecord(
            id,
            options.gtid(),
            options.originServerId(),
            options.originalCommitMicros(),
            buffer.statements(),
            buffer.query(),
            0);
    return new WriteSet(
        record,
        buffer.rows(),
        buffer.indexes(),
        buffer.catalog(),
        Map.copyOf(autoIncrements),
        snapshot == null ? 0 : snapshot.timestamp(),
        List.copyOf(droppedTables));
  }

  @Override
  public void rollback() {
    if (!finished) {
      finish();
    }
  }

  @Override
  public void cancel() {
    manager.locks().cancel(owner);
  }

  @Override
  public void close() {
    rollback();
  }

  private void finish() {
    finished = true;
    manager.locks().releaseAll(owner);
    if (snapshot != null) {
      snapshot.close();
      snapshot = null;
    }
    manager.releaseBuffer(reservedBytes);
    reservedBytes = 0;
  }

  private void account() {
    long more = buffer.bytes() - reservedBytes;
    manager.reserveBuffer(buffer.bytes(), more);
    reservedBytes += more;
  }

  private void checkWritable() {
    checkActive();
    if (options.readOnly()) {
      throw MySqlError.ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION.with();
    }
  }

  private void checkActive() {
    if (finished) {
      throw new IllegalStateException("transaction " + id.value() + " is finished");
    }
  }
}
