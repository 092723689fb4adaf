package io.braid.storage.node.volume;

import io.braid.storage.ControlCommand;
import io.braid.storage.KeyRange;
import io.braid.storage.OwnWrites;
import io.braid.storage.Participation;
import io.braid.storage.PreparedPart;
import io.braid.storage.ReadOutcome;
import io.braid.storage.StagedChunk;
import io.braid.storage.StoredVersion;
import io.braid.storage.VersionBuffer;
import io.braid.storage.VersionCursor;
import io.braid.storage.WriteSet;
import io.braid.storage.node.mvcc.RangeTransfer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One member of a volume, as transactions, readers and the stream use it. All methods may be called
 * by any thread; reads run where they are called.
 *
 * <p>Reads obey PROTOCOL.md, rule 2: they consult the in-commit map first and wait for keys in
 * commit at or before their snapshot, then read RocksDB.
 */
public interface Volume extends ChangeLog, AutoCloseable {
  /** The leader's present term. */
  long term();

  /**
   * Reads one key at a snapshot. Blocks while a commit of this key is in flight at or before it; at
   * {@link io.braid.storage.Timestamps#NEWEST} it does not block and returns the newest applied
   * version.
   *
   * @param key a full key
   * @param readTs the snapshot, or {@link io.braid.storage.Timestamps#NEWEST}
   * @return empty if no version, or only a tombstone, is visible
   * @throws io.braid.common.MySqlException ER_TABLE_DEF_CHANGED (1412) when the snapshot is older
   *     than what garbage collection has kept
   */
  Optional<StoredVersion> get(byte[] key, long readTs);

  /**
   * As {@link #get(byte[], long)}, for a large transaction that has staged writes: at or above its
   * snapshot it sees its own.
   */
  Optional<StoredVersion> get(byte[] key, long readTs, @Nullable OwnWrites own);

  /**
   * Reads one key if that needs no wait: for threads that must not block. At {@link
   * io.braid.storage.Timestamps#NEWEST} it is the read of rule 4: with no commit of the key under
   * way, the newest applied version is what everybody was told of.
   *
   * @param target takes the version
   * @return NOT_NOW when a commit of the key is under way, a large transaction is not folded yet,
   *     the snapshot is too old, many later versions lie before the visible one or the value is
   *     long
   * @see "PROTOCOL.md, rules 2 and 4"
   */
  ReadOutcome getNow(byte[] key, long readTs, VersionBuffer target);

  /**
   * As {@link #scan(KeyRange, long, boolean)}, if that needs no wait: for threads that must not
   * block.
   *
   * @throws io.braid.common.NotNowException when a commit in the range is under way, or a large
   *     transaction is not folded yet
   */
  VersionCursor scanNow(KeyRange range, long readTs, boolean reverse);

  /** As {@link #scan(KeyRange, long, boolean)}, as {@link #get(byte[], long, OwnWrites)}. */
  VersionCursor scan(KeyRange range, long readTs, boolean reverse, @Nullable OwnWrites own);

  /**
   * Makes some writes of a large transaction durable before it commits, and blocks until they are.
   * From then on {@link #stagedOwner} stands for the locks of their keys. The transaction ends with
   * {@link #prepare} of a share that says it is staged, or with {@link #discardStaged}.
   *
   * @throws io.braid.common.InvariantViolation when a change contradicts what is stored
   * @see "PROTOCOL.md, rule 31"
   */
  void stage(StagedChunk chunk);

  /** Undoes the staged writes of a transaction above a sequence. */
  void rollbackStaged(long transactionId, int lastKept);

  /**
   * Gives up all staged writes of a transaction that is not prepared. Removed in the background.
   */
  void discardStaged(long transactionId);

  /** Whether a large transaction, decided or not, has staged writes in a range. */
  boolean hasStaged(KeyRange range);

  /** Whether one large transaction has staged writes in a range. */
  boolean hasStaged(KeyRange range, long transactionId);

  /** The undecided transaction that has a staged write of a key; 0 if there is none. */
  long stagedOwner(byte[] key);

  /**
   * The newest version of a key, tombstones included, for writers that hold its lock.
   *
   * @return empty if the key was never written or its tombstone was collected
   */
  Optional<StoredVersion> newest(byte[] key);

  /**
   * As {@link #newest(byte[])}, for a large transaction that has staged writes: its own first.
   * Waits for a commit of the key that is under way: its transaction has not learned the outcome.
   *
   * @throws io.braid.common.MySqlException ER_LOCK_WAIT_TIMEOUT (1205)
   */
  Optional<StoredVersion> newest(byte[] key, @Nullable OwnWrites own);

  /**
   * The keys from one on that have nothing, for a writer that holds the lock of each key it asks
   * about.
   *
   * @param end the last key to look at; empty for no end
   * @return empty when that is not quickly known
   */
  Optional<AbsentRange> absentFrom(byte[] key, byte[] end);

  /**
   * Scans a range at a snapshot. Rows, index entries and catalog objects are alike: every key has a
   * full chain of earlier versions, so that an index range is exact at its snapshot by itself, and
   * the row an entry leads to, read at the same snapshot, always exists.
   *
   * <p>At {@link io.braid.storage.Timestamps#NEWEST} it waits for the commits that are in flight in
   * the range, then returns what was applied: the candidates of a locking read. For a consistent
   * view of several keys give a timestamp.
   *
   * @param reverse from the end of the range to its start
   * @throws io.braid.common.MySqlException as {@link #get}, also from the cursor
   */
  VersionCursor scan(KeyRange range, long readTs, boolean reverse);

  /**
   * Commits a write set: enters its keys in the in-commit map, asks {@code commitTs} for the
   * timestamp, stamps, proposes, and leaves the map when the entry is synced and applied. The
   * caller holds the locks of all keys and releases them afterwards.
   *
   * @param commitTs the oracle
   * @return completes with the commit timestamp; fails as {@link
   *     io.braid.storage.node.log.ReplicatedLog#propose} does. It is completed by the log's thread:
   *     what depends on it must be short
   * @throws io.braid.common.MySqlException ER_TRANS_CACHE_FULL (1197) when the write set is larger
   *     than a log entry may be; nothing was proposed
   * @throws io.braid.common.InvariantViolation when the write set contradicts what is stored;
   *     nothing was proposed
   */
  CompletableFuture<Long> commit(WriteSet writes, LongSupplier commitTs);

  /**
   * Makes a part of a transaction over several volumes durable. The caller holds the locks of all
   * keys until the part is committed or aborted.
   *
   * <p>A held part holds the resolved timestamp, and readers above its floor wait for its keys. One
   * that is not held blocks nobody but writers, by the caller's locks: {@link #hold} follows before
   * the oracle is asked for its commit timestamp.
   *
   * @param hold whether the part is held at once
   * @return completes with the floor, which the commit timestamp must exceed; 0 without a hold
   * @throws io.braid.common.MySqlException as {@link #commit}
   * @see "PROTOCOL.md, rule 8"
   */
  CompletableFuture<Long> prepare(WriteSet writes, Participation participation, boolean hold);

  /** Holds a part that {@link #prepare} made durable without; completes with its floor. */
  CompletableFuture<Long> hold(long transactionId);

  /**
   * Applies a held part at its commit timestamp; on the primary this is the decision. Completes at
   * once when it was applied before.
   *
   * @return completes with the commit timestamp: that of an earlier attempt if it came through
   *     after all
   */
  CompletableFuture<Long> commitPrepared(long transactionId, long commitTs);

  /**
   * Drops a part, whether or not it has arrived; on the primary it leaves a fence that a late
   * commit meets. Must not be called for a transaction that may have been decided otherwise.
   *
   * @param fence whether this volume is the primary
   */
  CompletableFuture<Void> abortPrepared(long transactionId, boolean fence);

  /**
   * Asks the primary for a decision and, if there is none, makes it an abort: a fence is durable
   * when it completes.
   *
   * @return the commit timestamp; empty when the transaction will never commit
   * @see "PROTOCOL.md, rule 10"
   */
  CompletableFuture<Optional<Long>> decide(long transactionId);

  /** The parts that are durable here and not decided. */
  List<PreparedPart> preparedParts();

  /** Writes a control record, ordered like a commit. */
  CompletableFuture<Long> control(ControlCommand command, LongSupplier commitTs);

  /**
   * When a transaction committed here, if it did so within the last hour; a fence is not a commit.
   *
   * @see "PROTOCOL.md, rule 10"
   */
  Optional<Long> outcome(long transactionId);

  /**
   * Removes history that no snapshot or consumer at or above {@code safePoint} can need. May take
   * long; one at a time. Does nothing, and writes nothing, when nothing was committed up to there
   * since the last time.
   */
  void collectGarbage(long safePoint);

  /** Copies ranges of keys from here and to here. */
  RangeTransfer transfer();

  /** Snapshots below this are refused with 1412. */
  long safePoint();

  /** About how many bytes the change log takes, with the changes of large transactions. */
  long historyBytes();

  /** The largest AUTO_INCREMENT value that commits of the table have used; 0 if none. */
  long persistedAutoIncrement(long tableId);

  @Override
  void close();
}
