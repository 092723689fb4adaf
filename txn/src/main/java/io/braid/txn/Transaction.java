package io.braid.txn;

import io.braid.storage.CatalogChange;
import io.braid.storage.IndexChange;
import io.braid.storage.KeyRange;
import io.braid.storage.ReadOutcome;
import io.braid.storage.RowChange;
import io.braid.storage.StoredVersion;
import io.braid.storage.StreamQuery;
import io.braid.storage.TransactionId;
import io.braid.storage.VersionBuffer;
import io.braid.storage.VersionCursor;
import java.util.Optional;

/**
 * One transaction of one session: its snapshot, its locks and its buffered writes. It belongs to
 * one thread at a time, except {@link #cancel}.
 *
 * <p>Reads see the transaction's own writes above its snapshot; own versions have {@link
 * io.braid.storage.Timestamps#NEWEST} as their commit timestamp. A cursor sees the own writes that
 * were there when it was opened, so that a statement can change the rows that it scans. Locking
 * reads and DML read the newest committed version under a lock. Writes are buffered in statement
 * order and reach the volume at {@link #commit}.
 *
 * @see "DESIGN.md, section 4"
 */
public interface Transaction extends AutoCloseable {
  /** Its id. */
  TransactionId id();

  /**
   * Marks the start of a statement: a READ COMMITTED transaction takes a new snapshot, and {@link
   * #rollbackStatement} returns to here.
   *
   * @param streamFlags flags of {@link io.braid.storage.StatementMark}
   * @param queryText the text when the stream is to carry it, else ""
   */
  void startStatement(int streamFlags, String queryText);

  /**
   * Begins a part of the statement under way whose row events carry other flags: the rows of a
   * foreign-key cascade, and the rows of the statement itself after them.
   *
   * @param streamFlags as of {@link #startStatement}; the mark gets {@link
   *     io.braid.storage.StatementMark#CONTINUES} beside them
   */
  void continueStatement(int streamFlags);

  /** Undoes the writes since {@link #startStatement}; locks stay. */
  void rollbackStatement();

  /** SAVEPOINT; a savepoint of the same name (in any case) moves. */
  void savepoint(String name);

  /**
   * ROLLBACK TO SAVEPOINT.
   *
   * @throws io.braid.common.MySqlException ER_SP_DOES_NOT_EXIST (1305)
   */
  void rollbackTo(String name);

  /** RELEASE SAVEPOINT; errors as {@link #rollbackTo}. */
  void release(String name);

  /** The snapshot of consistent reads, taken now if it has not been. */
  long readTs();

  /** A consistent read of one key, own writes included. */
  Optional<StoredVersion> get(byte[] key);

  /**
   * As {@link #get} for threads that must not block.
   *
   * @param target takes the version
   * @return NOT_NOW when {@link #get} has to be asked: also when the transaction has written the
   *     key, or its reads take locks
   */
  ReadOutcome getNow(byte[] key, VersionBuffer target);

  /**
   * A consistent scan of a range, own writes included. The cursor must be closed before the
   * statement or the transaction is rolled back.
   */
  VersionCursor scan(KeyRange range, boolean reverse);

  /**
   * Makes {@link #get} and {@link #scan} throw {@link io.braid.common.NotNowException} where they
   * would wait, for threads that must not block; other methods must not be called then.
   */
  void refuseWaits(boolean refuse);

  /**
   * Locks one key and reads its newest version, own writes included; what a locking read and each
   * row of DML do.
   *
   * @return empty when the key has no row, or is skipped by SKIP LOCKED
   * @throws io.braid.common.MySqlException 1205, 1213 (the transaction is rolled back as a whole),
   *     3572, 1317 when cancelled
   */
  Optional<StoredVersion> getForUpdate(byte[] key, LockMode mode, LockWait wait);

  /** Claims keys of one index that are to be written anew; for one statement. */
  NewKeys newKeys();

  /**
   * A scan over the newest committed versions with own writes, without locks: the candidates of a
   * locking read. The caller locks each row it wants with {@link #getForUpdate} and looks at it
   * again.
   */
  VersionCursor scanNewest(KeyRange range, boolean reverse);

  /**
   * Locks a key that may not exist, for unique checks; errors as {@link #getForUpdate}.
   *
   * @return false when SKIP LOCKED passes it over
   */
  boolean lock(byte[] key, LockMode mode, LockWait wait);

  /**
   * Gives back a row lock taken by this statement for a row that did not match (READ COMMITTED).
   */
  void unlockUnmatched(byte[] key);

  /**
   * Keeps others from writing new keys into a range until this transaction ends: SERIALIZABLE. To
   * be called before the range is scanned; waits for those who have written there and not ended.
   *
   * @throws io.braid.common.MySqlException as {@link #getForUpdate}
   */
  void lockRange(KeyRange range, LockWait wait);

  /**
   * Waits until no other transaction holds a range around a key that is to be written anew. {@link
   * #write} waits too; who locks the key first would stand in the way of those with the range.
   *
   * @throws io.braid.common.MySqlException as {@link #getForUpdate}
   */
  void awaitRanges(byte[] key, LockWait wait);

  /**
   * Buffers a row change; the caller holds the key's exclusive lock. A new key waits for the
   * transactions that hold a range around it.
   *
   * @throws io.braid.common.MySqlException 1792 when the transaction is read only, 1197 when the
   *     buffer is full, and as {@link #getForUpdate}
   */
  void write(RowChange change, LockWait wait);

  /** As {@link #write(RowChange, LockWait)} with {@link LockWait#DEFAULT}. */
  default void write(RowChange change) {
    write(change, LockWait.DEFAULT);
  }

  /** Buffers a change of an index entry; as {@link #write(RowChange, LockWait)}. */
  void write(IndexChange change, LockWait wait);

  /** As {@link #write(IndexChange, LockWait)} with {@link LockWait#DEFAULT}. */
  default void write(IndexChange change) {
    write(change, LockWait.DEFAULT);
  }

  /** Buffers a change of a catalog object; errors as {@link #write(RowChange)}. */
  void write(CatalogChange change);

  /** Makes this transaction the one of a DDL or account statement in the stream. */
  void streamQuery(StreamQuery query);

  /** Notes an AUTO_INCREMENT value that this transaction used. */
  void usedAutoIncrement(long tableId, long value);

  /** Whether plain reads take shared locks: SERIALIZABLE. */
  boolean locksReads();

  /** Whether it was committed or rolled back, also by a deadlock; nothing can be done with it. */
  boolean isFinished();

  /**
   * Gives up all rows and index entries of a table from this transaction's commit on: what DROP and
   * TRUNCATE do beside their catalog changes. Readers at older snapshots still see them. A rollback
   * to a savepoint does not undo it.
   */
  void dropTableData(long tableId);

  /** Whether anything was buffered. */
  boolean hasWrites();

  /** Bytes that the buffer holds, for the memory limit. */
  long bufferedBytes();

  /**
   * Commits. Returns when the transaction is durable and visible.
   *
   * @return the commit timestamp, or 0 when nothing was written
   * @throws io.braid.common.MySqlException 1213 when locks were lost by a change of leader
   * @throws io.braid.storage.node.log.UnknownOutcomeException when the outcome is not known
   */
  long commit();

  /** Drops all writes and locks. */
  void rollback();

  /** Makes a wait of this transaction fail with 1317; may be called by any thread. */
  void cancel();

  /** Rolls back if neither {@link #commit} nor {@link #rollback} was called. */
  @Override
  void close();
}
