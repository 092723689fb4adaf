package io.braid.storage.node.volume;

import io.braid.common.NotNowException;
import io.braid.common.time.Clock;
import io.braid.storage.ChangeRecord;
import io.braid.storage.ControlCommand;
import io.braid.storage.KeyRange;
import io.braid.storage.OwnWrites;
import io.braid.storage.Participation;
import io.braid.storage.PreparedPart;
import io.braid.storage.ReadOutcome;
import io.braid.storage.StagedChunk;
import io.braid.storage.StoredVersion;
import io.braid.storage.Timestamps;
import io.braid.storage.VersionBuffer;
import io.braid.storage.VersionCursor;
import io.braid.storage.VolumeId;
import io.braid.storage.WriteSet;
import io.braid.storage.node.StorageResources;
import io.braid.storage.node.log.LocalLog;
import io.braid.storage.node.log.LogFailedException;
import io.braid.storage.node.log.RaftLog;
import io.braid.storage.node.log.ReplicatedLog;
import io.braid.storage.node.log.ReplicatedLog.LogPosition;
import io.braid.storage.node.log.UnknownOutcomeException;
import io.braid.storage.node.mvcc.ChangeLogScan;
import io.braid.storage.node.mvcc.Commit;
import io.braid.storage.node.mvcc.GarbageCollection;
import io.braid.storage.node.mvcc.InCommitMap;
import io.braid.storage.node.mvcc.PreparedParts;
import io.braid.storage.node.mvcc.RangeTransfer;
import io.braid.storage.node.mvcc.StagedWorker;
import io.braid.storage.node.mvcc.VersionStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A volume replica: its locked folder, its store, its log, and the order between them that makes
 * commits durable before they are visible.
 *
 * <pre>
 * commit ─► in-commit map ─► resolve ─► oracle ─► stamp ─► encode ─► log: sync, apply ─► leave map
 * read   ─► in-commit map: wait for what is at or below the snapshot ─► RocksDB
 * </pre>
 *
 * @see "PROTOCOL.md, rules 1 to 3 and 18"
 */
public final class VolumeReplica implements Volume {
  private final VolumeOptions options;
  private final VolumeFolder folder;
  private final VersionStore store;
  private final ReplicatedLog log;
  private final InCommitMap inCommit;
  private final StagedWorker stagedWorker;
  private final PreparedParts prepared;
  private final List<Runnable> appliedListeners = new CopyOnWriteArrayList<>();

  /** One garbage collection at a time. */
  private final ReentrantLock collecting = new ReentrantLock();

  private VolumeReplica(
      VolumeOptions options,
      VolumeFolder folder,
      VersionStore store,
      ReplicatedLog log,
      InCommitMap inCommit,
      StagedWorker stagedWorker,
      PreparedParts prepared) {
    this.options = options;
    this.folder = folder;
    this.store = store;
    this.log = log;
    this.inCommit = inCommit;
    this.stagedWorker = stagedWorker;
    this.prepared = prepared;
  }

  /**
   * Opens a replica, or makes it in an empty folder, and recovers what its log holds.
   *
   * @param resources shared with the node's other volumes; must outlive this one
   * @param onFailure called once when the disk failed; the process must end
   * @throws VolumeRefusedException when the folder is not this volume's, or locked
   * @throws LogFailedException when its files are damaged
   */
  public static VolumeReplica open(
      VolumeOptions options,
      StorageResources resources,
      Clock clock,
      Consumer<Throwable> onFailure) {
    VolumeFolder folder = VolumeFolder.open(options);
    @Nullable VersionStore store = null;
    try {
      store =
          new VersionStore(
              folder.database(),
              resources,
              options.logMode() == LogMode.LOCAL,
              !folder.superblock().complete());
      folder.complete();
      ReplicatedLog log = openLog(options, folder, store, onFailure);
      InCommitMap inCommit = new InCommitMap(clock, options.waitMax().toNanos());
      inCommit.seen(store.highestCommitTs());
      StagedWorker stagedWorker =
          new StagedWorker(
              "volume-" + options.volume().value(),
              store,
              inCommit,
              payload -> log.propose(log.term(), payload),
              log::entryBytesMax);
      return new VolumeReplica(
          options,
          folder,
          store,
          log,
          inCommit,
          stagedWorker,
          PreparedParts.recover(store, log, inCommit, stagedWorker));
    } catch (RuntimeException | Error failure) {
      if (store != null) {
        store.close();
      }
      folder.close();
      throw failure;
    }
  }

  private static ReplicatedLog openLog(
      VolumeOptions options,
      VolumeFolder folder,
      VersionStore store,
      Consumer<Throwable> onFailure) {
    String name = "volume-" + options.volume().value();
    return switch (options.logMode()) {
      case LOCAL ->
          new LocalLog(
              name, store, folder.superblock().epoch(), options.commitBytesMax(), onFailure);
      case RAFT -> {
        // One group for each volume of each cluster.
        UUID group =
            UUID.nameUUIDFromBytes(
                (options.cluster() + " " + name).getBytes(StandardCharsets.UTF_8));
        yield RaftLog.open(
            name, folder.raft(), group, folder.superblock().replica(), store, onFailure);
      }
    };
  }

  @Override
  public VolumeId id() {
    return options.volume();
  }

  @Override
  public long term() {
    return log.term();
  }

  @Override
  public Optional<StoredVersion> get(byte[] key, long readTs) {
    return get(key, readTs, null);
  }

  @Override
  public Optional<StoredVersion> get(byte[] key, long readTs, @Nullable OwnWrites own) {
    // The newest applied version needs no wait: what is under way was not acknowledged to anybody.
    if (readTs != Timestamps.NEWEST) {
      inCommit.awaitKey(key, readTs);
      store.awaitStaged(inCommit, readTs);
    }
    return store.get(key, readTs, own);
  }

  @Override
  public ReadOutcome getNow(byte[] key, long readTs, VersionBuffer target) {
    if (inCommit.holds(key, readTs) || !store.staged().isEmpty()) {
      return ReadOutcome.NOT_NOW;
    }
    return store.getNow(key, readTs, target);
  }

  @Override
  public Optional<StoredVersion> newest(byte[] key) {
    return store.newest(key);
  }

  @Override
  public Optional<StoredVersion> newest(byte[] key, @Nullable OwnWrites own) {
    inCommit.awaitCommit(key);
    return store.newest(key, own);
  }

  @Override
  public Optional<AbsentRange> absentFrom(byte[] key, byte[] end) {
    // Read first: what is applied while the keys are looked at changes it.
    LogPosition before = store.applied();
    return store
        .absentUntil(key, end)
        .map(until ->
            new AbsentRange(
                key, until, asked -> store.applied() == before && !inCommit.holdsCommit(asked)));
  }

  @Override
  public VersionCursor scan(KeyRange range, long readTs, boolean reverse) {
    return scan(range, readTs, reverse, null);
  }

  @Override
  public VersionCursor scan(KeyRange range, long readTs, boolean reverse, @Nullable OwnWrites own) {
    inCommit.awaitRange(range, readTs);
    store.awaitStaged(inCommit, readTs);
    return store.scan(range, readTs, reverse, own);
  }

  @Override
  public VersionCursor scanNow(KeyRange range, long readTs, boolean reverse) {
    if (inCommit.holds(range, readTs) || !store.staged().isEmpty()) {
      throw NotNowException.passing("a commit is under way");
    }
    return store.scan(range, readTs, reverse);
  }

  @Override
  public void stage(StagedChunk chunk) {
    stagedWorker.stage(chunk);
  }

  @Override
  public void rollbackStaged(long transactionId, int lastKept) {
    stagedWorker.rollback(transactionId, lastKept);
  }

  @Override
  public void discardStaged(long transactionId) {
    stagedWorker.remove(transactionId);
  }

  @Override
  public boolean hasStaged(KeyRange range) {
    return store.hasStaged(range, 0);
  }

  @Override
  public boolean hasStaged(KeyRange range, long transactionId) {
    return store.hasStaged(range, transactionId);
  }

  @Override
  public long stagedOwner(byte[] key) {
    return store.stagedOwner(key);
  }

  @Override
  public CompletableFuture<Long> commit(WriteSet writes, LongSupplier commitTs) {
    Commit commit = new Commit(store, writes);
    return propose(
        inCommit.enter(commit.keys()),
        commit::resolve,
        commitTs,
        timestamp -> commit.encode(timestamp, log.entryBytesMax()));
  }

  @Override
  public CompletableFuture<Long> prepare(
      WriteSet writes, Participation participation, boolean hold) {
    return prepared.prepare(writes, participation, hold);
  }

  @Override
  public CompletableFuture<Long> hold(long transactionId) {
    return prepared.hold(transactionId);
  }

  @Override
  public CompletableFuture<Long> commitPrepared(long transactionId, long commitTs) {
    return prepared
        .commit(transactionId, commitTs)
        .thenApply(committed -> {
          notifyApplied();
          return committed;
        });
  }

  @Override
  public CompletableFuture<Void> abortPrepared(long transactionId, boolean fence) {
    return prepared.abort(transactionId, fence).thenRun(this::notifyApplied);
  }

  @Override
  public CompletableFuture<Optional<Long>> decide(long transactionId) {
    return prepared.decide(transactionId);
  }

  @Override
  public List<PreparedPart> preparedParts() {
    return prepared.parts();
  }

  @Override
  public CompletableFuture<Long> control(ControlCommand command, LongSupplier commitTs) {
    return propose(
        inCommit.enter(List.of()),
        () -> {},
        commitTs,
        timestamp -> Commit.encodeControl(timestamp, command));
  }

  /** Rule 1's order; whatever fails before the proposal leaves nothing behind. */
  private CompletableFuture<Long> propose(
      InCommitMap.Entry entry,
      Runnable resolve,
      LongSupplier commitTs,
      LongFunction<byte[]> encode) {
    long timestamp;
    CompletableFuture<ReplicatedLog.LogPosition> proposal;
    try {
      resolve.run();
      timestamp = commitTs.getAsLong();
      inCommit.stamp(entry, timestamp);
      proposal = log.propose(log.term(), encode.apply(timestamp));
    } catch (RuntimeException | Error failure) {
      inCommit.leave(entry);
      throw failure;
    }
    return proposal.handle((position, failure) -> {
      if (failure != null) {
        outcomeFailed(entry, failure);
      }
      inCommit.leave(entry);
      notifyApplied();
      return timestamp;
    });
  }

  private void notifyApplied() {
    for (Runnable listener : appliedListeners) {
      listener.run();
    }
  }

  /** What was refused is over; what may still be applied stays in the map and holds the stream. */
  private void outcomeFailed(InCommitMap.Entry entry, Throwable failure) {
    if (!(failure instanceof UnknownOutcomeException)) {
      inCommit.leave(entry);
    }
    throw failure instanceof RuntimeException runtime ? runtime : new CompletionException(failure);
  }

  @Override
  public long resolvedTimestamp(long oracleNow) {
    return inCommit.resolved(oracleNow);
  }

  @Override
  public ChangeLog.Cursor changes(long afterCommitTs, int afterSequence, boolean undoToo) {
    ChangeLogScan scan = store.changes(afterCommitTs, afterSequence, undoToo);
    return new ChangeLog.Cursor() {
      @Override
      public Optional<ChangeRecord> next() {
        return scan.next();
      }

      @Override
      public void seekAfter(long commitTs, int sequence) {
        scan.seekAfter(commitTs, sequence);
      }

      @Override
      public void close() {
        scan.close();
      }
    };
  }

  @Override
  public void onApplied(Runnable listener) {
    appliedListeners.add(listener);
  }

  @Override
  public void removeListener(Runnable listener) {
    appliedListeners.remove(listener);
  }

  @Override
  public long highestCommitTs() {
    return store.highestCommitTs();
  }

  @Override
  public Optional<Long> outcome(long transactionId) {
    long commitTs = store.outcome(transactionId);
    return commitTs == 0 || VersionStore.isFence(commitTs)
        ? Optional.empty()
        : Optional.of(commitTs);
  }

  @Override
  public void collectGarbage(long safePoint) {
    collecting.lock();
    try {
      long point =
          Math.min(
              Math.min(safePoint, inCommit.resolved(safePoint)), store.staged().collectBelow() - 1);
      new GarbageCollection(
              store,
              inCommit,
              payload -> proposeAndWait(log, payload),
              options.outcomeKept().toMillis())
          .collect(point);
    } finally {
      collecting.unlock();
    }
  }

  @Override
  public RangeTransfer transfer() {
    return new RangeTransfer(
        store, inCommit, payload -> proposeAndWait(log, payload), log::entryBytesMax);
  }

  @Override
  public long safePoint() {
    return store.safePoint();
  }

  @Override
  public long historyBytes() {
    return store.historyBytes();
  }

  @Override
  public long persistedAutoIncrement(long tableId) {
    return store.autoIncrement(tableId);
  }

  private static void proposeAndWait(ReplicatedLog log, byte[] payload) {
    try {
      log.propose(log.term(), payload).join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failure;
    }
  }

  @Override
  public void close() {
    stagedWorker.close();
    log.close();
    store.close();
    folder.close();
  }
}
