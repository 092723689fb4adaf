package io.braid.txn.commit;

import io.braid.common.Invariant;
import io.braid.common.MySqlError;
import io.braid.common.NotNowException;
import io.braid.storage.CatalogChange;
import io.braid.storage.Gtid;
import io.braid.storage.IndexChange;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.OwnWrites;
import io.braid.storage.Participation;
import io.braid.storage.ReadOutcome;
import io.braid.storage.RowChange;
import io.braid.storage.StatementMark;
import io.braid.storage.StoredVersion;
import io.braid.storage.StreamQuery;
import io.braid.storage.Timestamps;
import io.braid.storage.TransactionId;
import io.braid.storage.TransactionRecord;
import io.braid.storage.VersionBuffer;
import io.braid.storage.VersionCursor;
import io.braid.storage.VersionPointer;
import io.braid.storage.VolumeId;
import io.braid.storage.WriteSet;
import io.braid.storage.node.log.UnknownOutcomeException;
import io.braid.storage.node.volume.Volume;
import io.braid.txn.IsolationLevel;
import io.braid.txn.LockMode;
import io.braid.txn.LockWait;
import io.braid.txn.NewKeys;
import io.braid.txn.Transaction;
import io.braid.txn.TransactionOptions;
import io.braid.txn.lock.LockOutcome;
import io.braid.txn.lock.LockOwner;
import io.braid.txn.lock.LockTable;
import io.braid.txn.shard.CommitGate;
import io.braid.txn.shard.Shard;
import io.braid.txn.shard.ShardMap;
import io.braid.txn.xa.Xid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A transaction over any of the volumes. What it wrote goes to one volume as one log entry, or to
 * several by a two-phase commit.
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
final class NodeTransaction implements Transaction {
  /** Own versions have no commit yet. */
  private static final VersionPointer OWN = new VersionPointer(Timestamps.NEWEST, 0);

  private final NodeTransactionManager manager;
  private final TransactionId id;
  private final TransactionOptions options;
  private final LockOwner owner;

  /** Replaced when it was staged; others may ask {@link #wroteInto} at any time. */
  private volatile WriteBuffer buffer = new WriteBuffer();

  /** Set once a part of the writes is on the volumes. */
  private volatile @Nullable Staging staging;

  /** What is on its way to the volumes, by another thread. */
  private volatile @Nullable LeavingBuffer leaving;

  private boolean writesRegistered;

  private final List<Savepoint> savepoints = new ArrayList<>(0);
  private final Map<Long, Long> autoIncrements = new HashMap<>(0);
  private final List<Long> droppedTables = new ArrayList<>(0);
  private Mark statementStart = mark();
  private SnapshotRegistry.@Nullable Snapshot snapshot;

  /** Keep what is staged, or is being committed, where it is. */
  private final List<CommitGate.Passage> passages = new ArrayList<>(0);

  private final LockedShards lockedShards;

  private long reservedBytes;
  private boolean refusesWaits;
  private volatile boolean finished;

  private record Savepoint(String name, Mark mark) {}

  /** A point to roll back to. */
  private record Mark(
      WriteBuffer buffer, WriteBuffer.Mark inBuffer, int stagedRows, int stagedStatements) {}

  NodeTransaction(NodeTransactionManager manager, TransactionId id, TransactionOptions options) {
    this.manager = manager;
    this.id = id;
    this.options = options;
    this.owner = new LockOwner(id.value(), options.connectionId());
    this.lockedShards = new LockedShards(manager.volumes(), manager.shards());
  }

  @Override
  public TransactionId id() {
    return id;
  }

  LockOwner owner() {
    return owner;
  }

  TransactionOptions options() {
    return options;
  }

  @Override
  public void startStatement(int streamFlags, String queryText) {
    checkActive();
    settle();
    owner.startStatement();
    statementStart = mark();
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
    boolean begun =
        buffer != statementStart.buffer || buffer.rowCount() > statementStart.inBuffer.rows();
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
    statementStart = mark();
    savepoints.add(new Savepoint(name, statementStart));
  }

  @Override
  public void rollbackTo(String name) {
    checkActive();
    int found = findSavepoint(name);
    rollbackTo(savepoints.get(found).mark());
    savepoints.subList(found + 1, savepoints.size()).clear();
    statementStart = mark();
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

  private Mark mark() {
    Staging present = staging;
    return new Mark(
        buffer,
        buffer.mark(),
        present == null ? 0 : present.streamedRows(),
        present == null ? 0 : present.statementCount());
  }

  private void rollbackTo(Mark mark) {
    settle();
    Staging present = staging;
    if (buffer == mark.buffer || present == null) {
      buffer.rollbackTo(mark.inBuffer);
    } else {
      // The mark lies in what was staged since.
      present.rollback(
          mark.inBuffer.nextSequence(),
          mark.stagedRows + mark.inBuffer.streamedRows(),
          mark.stagedStatements + mark.inBuffer.statements());
      mark.buffer.rollbackTo(mark.inBuffer);
      WriteBuffer kept = mark.buffer.successor();
      kept.skipTo(present.lastSequence() + 1);
      buffer = kept;
    }
    account();
    owner.setWeight(rowCount());
  }

  private long rowCount() {
    Staging present = staging;
    return buffer.rowCount() + (present == null ? 0L : present.streamedRows());
  }

  private @Nullable OwnWrites own() {
    Staging present = staging;
    return present == null ? null : present.own();
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
    OwnVersion own = inMemory(key);
    if (own != null) {
      return own.value() == null ? Optional.empty() : Optional.of(version(own));
    }
    // The snapshot first: where it is read depends on it, and a move between the two is harmless.
    long at = readTs();
    if (refusesWaits) {
      return presentNow(key, at);
    }
    return manager.reads().get(key, at, own());
  }

  @Override
  public void refuseWaits(boolean refuse) {
    refusesWaits = refuse;
  }

  /** As {@link #get}, at once or not at all. */
  private Optional<StoredVersion> presentNow(byte[] key, long at) {
    VersionBuffer found = new VersionBuffer();
    return switch (manager.reads().getNow(key, at, found)) {
      case FOUND -> Optional.of(found.toVersion());
      case ABSENT -> Optional.empty();
      case NOT_NOW ->
          throw NotNowException.passing("a commit is under way, or an old version asked for");
    };
  }

  @Override
  public ReadOutcome getNow(byte[] key, VersionBuffer target) {
    checkActive();
    if (staging != null || locksReads() || buffer.get(key) != null) {
      return ReadOutcome.NOT_NOW;
    }
    return manager.reads().getNow(key, readTs(), target);
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
    settle();
    VersionCursor committed = committed(range, at, reverse);
    return buffer.touches(range) ? new OverlayCursor(committed, buffer, range, reverse) : committed;
  }

  private VersionCursor committed(KeyRange range, long at, boolean reverse) {
    if (refusesWaits) {
      if (staging != null) {
        throw new NotNowException("staged writes");
      }
      return manager.reads().scanNow(range, at, reverse);
    }
    return manager.reads().scan(range, at, reverse, own());
  }

  @Override
  public Optional<StoredVersion> getForUpdate(byte[] key, LockMode mode, LockWait wait) {
    if (!lock(key, mode, wait)) {
      return Optional.empty();
    }
    return newest(key).filter(version -> version.value() != null);
  }

  /** The newest version of a locked key, tombstones included. */
  private Optional<StoredVersion> newest(byte[] key) {
    OwnVersion own = inMemory(key);
    return own == null ? manager.reads().newest(key, own()) : Optional.of(version(own));
  }

  /** The newest own version of a key that is not staged yet; null if there is none. */
  private @Nullable OwnVersion inMemory(byte[] key) {
    OwnVersion own = buffer.get(key);
    LeavingBuffer before = leaving;
    return own != null || before == null ? own : before.buffer().get(key);
  }

  private static StoredVersion version(OwnVersion own) {
    return new StoredVersion(OWN, own.schemaVersion(), own.value());
  }

  @Override
  public NewKeys newKeys() {
    AbsentKeys absent = new AbsentKeys();
    return (key, wait) -> claim(key, absent, wait);
  }

  private Optional<StoredVersion> claim(byte[] key, AbsentKeys absent, LockWait wait) {
    awaitRanges(key, wait);
    checkActive();
    lockedShards.note(key);
    if (absent.knowsAny()) {
      // The lock first: who had it until now has perhaps written the key.
      checkPassed(lockInMemory(key, LockMode.EXCLUSIVE, wait));
      if (absent.has(key) && inMemory(key) == null) {
        return Optional.empty();
      }
    }
    checkPassed(lock(key, LockMode.EXCLUSIVE, wait));
    Optional<StoredVersion> found = newest(key);
    absent.note(key, found.isEmpty(), this::absentFrom);
    return found;
  }

  private static void checkPassed(boolean locked) {
    Invariant.check(locked, "a new key is passed over");
  }

  /** The keys from one on that have nothing where its shard is. */
  private Optional<AbsentKeys.OnShard> absentFrom(byte[] key) {
    Shard shard = manager.shards().shardOf(key);
    return manager
        .volumes()
        .get(shard.volume())
        .absentFrom(key, shard.range().end())
        .map(range -> new AbsentKeys.OnShard(range, () -> manager.shards().shardOf(key) == shard));
  }

  @Override
  public boolean lock(byte[] key, LockMode mode, LockWait wait) {
    checkActive();
    lockedShards.note(key);
    while (true) {
      if (!lockInMemory(key, mode, wait)) {
        return false;
      }
      long other = volumeOf(key).stagedOwner(key);
      if (other == 0 || other == id.value()) {
        return true;
      }
      // A large transaction holds it by what it has staged: its one lock stands for all of them.
      manager.locks().unlockOfStatement(owner, key);
      byte[] theirs = Staging.lockKey(other);
      if (!lockInMemory(theirs, LockMode.SHARED, wait)) {
        return false;
      }
      manager.locks().unlockOfStatement(owner, theirs);
      Invariant.check(
          volumeOf(key).stagedOwner(key) != other,
          "large transaction %s has given up its lock before its end",
          other);
    }
  }

  private Volume volumeOf(byte[] key) {
    return manager.volumes().get(manager.shards().shardOf(key).volume());
  }

  private boolean lockInMemory(byte[] key, LockMode mode, LockWait wait) {
    return isGranted(manager.locks().lock(owner, key, mode, wait), wait);
  }

  private boolean isGranted(LockOutcome outcome, LockWait wait) {
    return switch (outcome) {
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
  public void lockRange(KeyRange range, LockWait wait) {
    checkActive();
    lockedShards.note(range);
    boolean granted = isGranted(manager.locks().lockRange(owner, range, wait), wait);
    Invariant.check(granted, "a range is passed over");
  }

  @Override
  public void awaitRanges(byte[] key, LockWait wait) {
    boolean free = isGranted(manager.locks().awaitRanges(owner, key, wait), wait);
    Invariant.check(free, "a write is passed over");
  }

  /** Whether a key in a range was written and not removed; others ask, at any time. */
  private boolean wroteInto(KeyRange range) {
    // In this order: what leaves the buffer is staged before.
    if (buffer.putsInto(range)) {
      return true;
    }
    LeavingBuffer before = leaving;
    if (before != null && before.buffer().putsInto(range)) {
      return true;
    }
    Staging present = staging;
    return present != null && present.writesInto(range);
  }

  @Override
  public void unlockUnmatched(byte[] key) {
    checkActive();
    if (inMemory(key) == null) {
      manager.locks().unlockOfStatement(owner, key);
    }
  }

  @Override
  public void write(RowChange change, LockWait wait) {
    checkWritable();
    registerWrites();
    // Not every new row's key was locked: those of tables without a primary key are not.
    lockedShards.note(change.key());
    boolean newKey = change.before() == null || change.oldKey().isPresent();
    if (newKey) {
      awaitRanges(change.key(), wait);
    }
    buffer.write(change);
    // Once more: a range that was taken in between has perhaps not seen the key.
    if (newKey) {
      awaitRanges(change.key(), wait);
    }
    owner.setWeight(rowCount());
    account();
  }

  @Override
  public void write(IndexChange change, LockWait wait) {
    checkWritable();
    registerWrites();
    lockedShards.note(change.key());
    boolean newKey = change.rowKey() != null;
    if (newKey) {
      awaitRanges(change.key(), wait);
    }
    buffer.write(change);
    if (newKey) {
      awaitRanges(change.key(), wait);
    }
    account();
  }

  private void registerWrites() {
    if (!writesRegistered) {
      manager.locks().registerWrites(owner, this::wroteInto);
      writesRegistered = true;
    }
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
  public boolean locksReads() {
    return options.isolation() == IsolationLevel.SERIALIZABLE;
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
    return staging != null || !buffer.isEmpty();
  }

  @Override
  public long bufferedBytes() {
    return bytesInMemory();
  }

  private long bytesInMemory() {
    LeavingBuffer before = leaving;
    return buffer.bytes() + (before == null ? 0 : before.buffer().bytes());
  }

  @Override
  public long commit() {
    checkActive();
    if (!hasWrites() && !(options.gtid() instanceof Gtid.Foreign)) {
      finish();
      return 0;
    }
    boolean handedOver = false;
    try {
      WriteParts parts = divide();
      Optional<WriteSet> whole = parts.whole();
      if (whole.isPresent()) {
        Volume only = manager.volumes().get(parts.primary());
        return CommitOutcome.await(only.commit(whole.get(), manager.oracle()::next));
      }
      handedOver = true;
      return manager.twoPhase().commit(id, parts, lockedShards::areHeld, this::giveUpLocks);
    } finally {
      if (handedOver) {
        finishButLocks();
      } else {
        rollback();
      }
    }
  }

  /**
   * Makes all writes durable without committing them. The transaction is finished, but its locks
   * stay with the branch; those of one that wrote nothing are given back, as MySQL does.
   *
   * @throws io.braid.common.MySqlException what a volume refused with; nothing is left then
   * @throws UnknownOutcomeException when a restart decides whether it is prepared; its locks stay
   */
  PreparedBranch prepare(Xid xid) {
    checkActive();
    if (!hasWrites()) {
      finish();
      return new PreparedBranch(id, Optional.empty(), owner, Set.of(), () -> {});
    }
    boolean handedOver = false;
    try {
      // Until the branch is ended no shard that it writes to moves.
      WriteParts parts = divide();
      Set<Long> tables = writtenTables();
      List<LockTable.HeldLock> onlyLocked =
          manager.locks().held(owner, key -> !buffer.contains(key));
      BranchCodec.Branch branch =
          new BranchCodec.Branch(xid, onlyLocked, manager.locks().heldRanges(owner), tables);
      Participation participation = manager.twoPhase().prepareBranch(id, parts, branch);
      handedOver = true;
      return new PreparedBranch(id, Optional.of(participation), owner, tables, this::leaveGate);
    } catch (UnknownOutcomeException unknown) {
      // Perhaps a restart finds it prepared: nobody may change its rows until then.
      handedOver = true;
      throw unknown;
    } finally {
      if (handedOver) {
        finishButLocks();
      } else {
        rollback();
      }
    }
  }

  private Set<Long> writtenTables() {
    Staging present = staging;
    Set<Long> tables = new TreeSet<>(present == null ? Set.of() : present.tables());
    buffer.rows().forEach(row -> tables.add(row.tableId()));
    return tables;
  }

  /**
   * Divides the writes among the volumes. From here on no shard that is written to moves; where it
   * is now decides.
   *
   * @throws io.braid.common.MySqlException 1213 when locks were lost
   */
  private WriteParts divide() {
    if (staging == null) {
      passages.add(manager.gate().enter(this::touches));
    }
    if (!lockedShards.areHeld()) {
      throw MySqlError.ER_LOCK_DEADLOCK.with();
    }
    Staging present = staging;
    if (present != null) {
      stage();
      settle();
      return present.parts(writeSet(), this::volumesOfTable);
    }
    WriteSet writes = writeSet();
    Optional<VolumeId> only = onlyVolume(writes);
    return only.isPresent()
        ? WriteParts.whole(only.get(), writes)
        : new WriteSetSplit(
                writes, key -> manager.shards().shardOf(key).volume(), this::volumesOfTable)
            .parts();
  }

  private Optional<VolumeId> onlyVolume(WriteSet writes) {
    return writes.catalog().isEmpty()
            && writes.droppedTables().isEmpty()
            && writes.transaction().query().isEmpty()
            && !writes.rows().isEmpty()
        ? lockedShards.onlyVolume()
        : Optional.empty();
  }

  /** Called by a mover while this transaction commits; nothing of it changes then. */
  private boolean touches(KeyRange range) {
    if (buffer.touches(range)) {
      return true;
    }
    for (long tableId : droppedTables) {
      if (ShardMap.overlap(KeySpace.tableRange(tableId), range)) {
        return true;
      }
    }
    return false;
  }

  private Set<VolumeId> volumesOfTable(long tableId) {
    Set<VolumeId> volumes = new TreeSet<>();
    for (Shard shard : manager.shards().shardsOf(KeySpace.tableRange(tableId))) {
      volumes.add(shard.volume());
    }
    return volumes;
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
        List.copyOf(droppedTables),
        Optional.empty());
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

  /**
   * Begins to move the buffer to the volumes, while the transaction goes on with an empty one; what
   * is staged there stands for the locks of its keys.
   */
  private void stage() {
    settle();
    Staging present = staging;
    if (present == null) {
      present = new Staging(id.value(), manager.volumes(), manager.shards());
      boolean locked =
          lockInMemory(Staging.lockKey(id.value()), LockMode.EXCLUSIVE, new LockWait.NoWait());
      Invariant.check(locked, "the lock of a transaction on itself");
      staging = present;
    }
    // No shard with staged writes moves before they are decided.
    lockedShards.enter(manager.gate(), passages::add);
    WriteBuffer written = buffer;
    Staging staged = present;
    LeavingBuffer next = new LeavingBuffer(written, () -> staged.stage(written));
    staged.note(written);
    // Others look into the buffer first, then at what is leaving, then at what is staged.
    leaving = next;
    buffer = written.successor();
    next.start("stage-" + id.value());
    owner.setWeight(rowCount());
  }

  /**
   * Waits until what is leaving is staged.
   *
   * @throws RuntimeException as the staging failed; the transaction is rolled back then
   */
  private void settle() {
    LeavingBuffer before = leaving;
    if (before == null) {
      return;
    }
    RuntimeException failure = before.await();
    leaving = null;
    if (failure != null) {
      finish();
      throw failure;
    }
    manager.locks().releaseKeys(owner, key -> before.buffer().contains(key) && !isCatalog(key));
    releaseTo(buffer.bytes());
  }

  private static boolean isCatalog(byte[] key) {
    return KeySpace.tableId(key) == KeySpace.CATALOG_TABLE;
  }

  private void finish() {
    LeavingBuffer before = leaving;
    if (before != null) {
      var unused = before.await();
      leaving = null;
    }
    Staging given = staging;
    if (given != null) {
      // Before the locks: who waits for this transaction's looks at its staged writes then.
      given.discard();
    }
    finishButLocks();
    giveUpLocks();
  }

  /** Perhaps called by a log's thread, when the transaction has long left its session. */
  private void giveUpLocks() {
    leaveGate();
    manager.locks().releaseAll(owner);
  }

  private void leaveGate() {
    passages.forEach(CommitGate.Passage::leave);
  }

  private void finishButLocks() {
    finished = true;
    manager.ended(this);
    if (snapshot != null) {
      snapshot.close();
      snapshot = null;
    }
    manager.releaseBuffer(reservedBytes);
    reservedBytes = 0;
  }

  private void account() {
    // Once it is clear that the transaction is large, half a buffer is filled while the other
    // leaves.
    long full = staging == null ? manager.bufferBytesMax() : manager.bufferBytesMax() / 2;
    if (buffer.bytes() > full && buffer.canBeStaged()) {
      stage();
      return;
    }
    long more = bytesInMemory() - reservedBytes;
    if (more <= 0) {
      releaseTo(bytesInMemory());
    } else if (manager.reserveBuffer(more)) {
      reservedBytes += more;
    } else if (buffer.canBeStaged()) {
      stage();
      settle();
    } else if (leaving != null) {
      settle();
      account();
    } else {
      throw MySqlError.ER_TRANS_CACHE_FULL.with();
    }
  }

  private void releaseTo(long bytes) {
    if (bytes < reservedBytes) {
      manager.releaseBuffer(reservedBytes - bytes);
      reservedBytes = bytes;
    }
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
