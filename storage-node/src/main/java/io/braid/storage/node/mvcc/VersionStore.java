package io.braid.storage.node.mvcc;

import io.braid.common.Invariant;
import io.braid.common.MySqlError;
import io.braid.common.NotNowException;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.OwnWrites;
import io.braid.storage.PreparedPart;
import io.braid.storage.ReadOutcome;
import io.braid.storage.StoredVersion;
import io.braid.storage.Timestamps;
import io.braid.storage.VersionBuffer;
import io.braid.storage.VersionCursor;
import io.braid.storage.VersionPointer;
import io.braid.storage.node.StorageCounters;
import io.braid.storage.node.StorageResources;
import io.braid.storage.node.log.LogFailedException;
import io.braid.storage.node.log.LogStateMachine;
import io.braid.storage.node.log.ReplicatedLog.LogPosition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.FlushOptions;
import org.rocksdb.Range;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The versions of a volume's keys on RocksDB, and the state machine that log entries are applied
 * to. {@code current} holds the newest version of each key; older ones are found by following the
 * version's pointer into {@code changes}.
 *
 * <p>All reads may be called by any thread. {@link #apply} is called by the log's one thread.
 *
 * @see "DESIGN.md, section 3; PROTOCOL.md, rules 3, 6, 13, 15 and 16"
 */
public final class VersionStore implements LogStateMachine, AutoCloseable {
  static final byte[] LAST_KEY = {-1, -1, -1, -1, -1, -1, -1, -1};
  private static final int NOT_FOUND = RocksDB.NOT_FOUND;
  private static final byte[] NO_VALUE = new byte[0];

  /** Removed keys that a look for the next key passes before it gives up. */
  private static final int SKIPPED_KEYS_MAX = 1_000;

  /** So many earlier versions may be looked at by a read that must be short. */
  private static final int UNDO_STEPS_NOW_MAX = 8;

  /** No new batch is begun for entries beyond this; one entry may be larger. */
  private static final int BATCH_BYTES = 4 << 20;

  private final Database database;
  private final StorageCounters counters;
  private final ReadGate gate = new ReadGate();
  private final StagedTransactions staged = new StagedTransactions();
  private final BufferPool buffers = new BufferPool();
  private final HotPages pages;
  private final UndoChain undo = new UndoChain(this);
  private final StagedReads stagedReads = new StagedReads(this);
  private final ReadOptions pointRead = new ReadOptions();
  private final WriteOptions writeOptions;
  private final FlushOptions flushOptions = new FlushOptions().setWaitForFlush(true);
  private final boolean writeAheadLog;

  /** Closed with the store, so that no iterator outlives its database. */
  private final Set<AutoCloseable> cursors = ConcurrentHashMap.newKeySet();

  private volatile LogPosition applied = new LogPosition(0, 0);
  private volatile LogPosition durable = new LogPosition(0, 0);
  private volatile long highestCommitTs;
  private volatile long safePoint;

  /**
   * Opens or makes the store.
   *
   * @param folder RocksDB's own folder
   * @param writeAheadLog true when RocksDB's synced log is the volume's log, and {@link #apply}
   *     therefore durable by itself; false when a log above keeps the entries until {@link #flush}
   * @param create whether a missing database is made
   * @throws LogFailedException when the files are damaged
   */
  public VersionStore(
      Path folder, StorageResources resources, boolean writeAheadLog, boolean create) {
    this.writeAheadLog = writeAheadLog;
    // Without pipelined or unordered writes RocksDB writes and syncs its log first, then inserts
    // into the memtables, then publishes the sequence number that readers see
    // (DBImpl::WriteImpl: WriteGroupToWAL, InsertInto, SetLastSequence). So no reader sees a write
    // before it is synced, which PROTOCOL.md, rule 3 demands.
    this.writeOptions = new WriteOptions().setSync(writeAheadLog).setDisableWAL(!writeAheadLog);
    this.counters = resources.counters();
    this.pages = new HotPages(resources.pageBudget());
    this.database = Database.open(folder, resources, writeAheadLog, create);
    byte @Nullable [] position = meta(MetaKey.APPLIED);
    if (position != null) {
      ByteReader in = new ByteReader(position);
      applied = new LogPosition(in.readLong(), in.readLong());
      durable = applied;
      highestCommitTs = in.readLong();
    }
    for (byte[][] large : metaEntries(MetaKey.LARGE_TRANSACTION, Integer.MAX_VALUE)) {
      long value = new ByteReader(large[1]).readLong();
      if ((value & MetaKey.FOLDED) == 0) {
        staged.recovered(MetaKey.number(large[0]), value);
      }
    }
    byte @Nullable [] point = meta(MetaKey.SAFE_POINT);
    safePoint = point == null ? 0 : new ByteReader(point).readLong();
  }

  // ---- Reads ----

  /** Large transactions that are not all in {@code current}. */
  public StagedTransactions staged() {
    return staged;
  }

  /** Waits for large transactions that may commit at or below {@code readTs}. */
  public void awaitStaged(InCommitMap inCommit, long readTs) {
    if (!staged.isEmpty()) {
      staged.await(inCommit, readTs);
    }
  }

  /** What large transactions have staged. */
  StagedReads stagedReads() {
    return stagedReads;
  }

  /** As {@link #get(byte[], long)}, with the staged writes of large transactions. */
  public Optional<StoredVersion> get(byte[] key, long readTs, @Nullable OwnWrites own) {
    return stagedReads.get(key, readTs, own);
  }

  /** The newest committed version of {@code key}, tombstones included. */
  public Optional<StoredVersion> newest(byte[] key) {
    return stagedReads.newest(key);
  }

  /** As {@link #newest(byte[])}, for a large transaction that has staged writes: its own first. */
  public Optional<StoredVersion> newest(byte[] key, @Nullable OwnWrites own) {
    return stagedReads.newest(key, own);
  }

  /** The undecided large transaction that has written a key; 0 if there is none. */
  public long stagedOwner(byte[] key) {
    return stagedReads.owner(key);
  }

  /**
   * Whether a large transaction has anything of a range that is not in {@code current}.
   *
   * @param transactionId of the one that counts; 0 for any
   */
  public boolean hasStaged(KeyRange range, long transactionId) {
    return stagedReads.has(range, transactionId);
  }

  byte @Nullable [] read(Column column, byte[] key) {
    gate.enter();
    counters.got();
    try {
      return database.rocks().get(database.handle(column), pointRead, key);
    } catch (RocksDBException failure) {
      throw readFailed(failure);
    } finally {
      gate.leave();
    }
  }

  /**
   * The version of {@code key} that is visible at {@code readTs}; the caller has consulted the
   * in-commit map.
   */
  public Optional<StoredVersion> get(byte[] key, long readTs) {
    HotPages.@Nullable Page page = page(key);
    return page == null ? getFromRocks(key, readTs) : getFromPage(page, key, readTs);
  }

  private Optional<StoredVersion> getFromPage(HotPages.Page page, byte[] key, long readTs) {
    HotPages.Rows rows = page.rows();
    int place = rows.find(key);
    boolean found = false;
    VisibleVersion version = new VisibleVersion(this, readTs);
    if (place >= 0) {
      byte[] stored = rows.value(place);
      version.set(stored, stored.length);
      found = version.find();
    }
    checkSafePoint(readTs);
    return found ? Optional.of(version.toVersion()) : Optional.empty();
  }

  private Optional<StoredVersion> getFromRocks(byte[] key, long readTs) {
    gate.enter();
    byte[] buffer = buffers.borrow();
    try {
      int length = getAll(key, buffer);
      if (length > buffer.length) {
        byte[] larger = new byte[length + length / 4];
        // The value may have changed in between; it is asked for again until it fits.
        length = getAll(key, larger);
        while (length > larger.length) {
          larger = new byte[length + length / 4];
          length = getAll(key, larger);
        }
        buffers.giveBack(buffer);
        buffer = larger;
      }
      if (length == NOT_FOUND) {
        checkSafePoint(readTs);
        return Optional.empty();
      }
      VersionHeader header = new VersionHeader();
      header.parse(buffer, length);
      if (header.commitTs <= readTs) {
        checkSafePoint(readTs);
        return header.tombstone ? Optional.empty() : Optional.of(stored(header, buffer, length));
      }
      ChangeRecordCodec.@Nullable Undo earlier =
          undo.find(header.commitTs, header.sequence, readTs);
      if (earlier == null) {
        return Optional.empty();
      }
      return Optional.of(
          new StoredVersion(
              new VersionPointer(earlier.previousTs(), earlier.previousSequence()),
              earlier.schemaVersion(),
              Arrays.copyOfRange(
                  earlier.bytes(), earlier.offset(), earlier.offset() + earlier.length())));
    } catch (RocksDBException failure) {
      throw readFailed(failure);
    } finally {
      buffers.giveBack(buffer);
      gate.leave();
    }
  }

  /** As {@link #get(byte[], long)}, if that takes few look-ups. */
  public ReadOutcome getNow(byte[] key, long readTs, VersionBuffer target) {
    HotPages.@Nullable Page page = page(key);
    return page == null
        ? getNowFromRocks(key, readTs, target)
        : getNowFromPage(page, key, readTs, target);
  }

  private ReadOutcome getNowFromPage(
      HotPages.Page page, byte[] key, long readTs, VersionBuffer target) {
    HotPages.Rows rows = page.rows();
    int place = rows.find(key);
    byte[] stored = place < 0 ? NO_VALUE : rows.value(place);
    if (readTs < safePoint || !target.reserve(stored.length)) {
      return ReadOutcome.NOT_NOW;
    }
    if (place < 0) {
      return ReadOutcome.ABSENT;
    }
    System.arraycopy(stored, 0, target.array(), 0, stored.length);
    if (!gate.tryEnter()) {
      return ReadOutcome.NOT_NOW;
    }
    try {
      return visibleNow(stored.length, readTs, target);
    } finally {
      gate.leave();
    }
  }

  private ReadOutcome getNowFromRocks(byte[] key, long readTs, VersionBuffer target) {
    if (!gate.tryEnter()) {
      return ReadOutcome.NOT_NOW;
    }
    try {
      int length = getAll(key, target.array());
      while (length > target.array().length) {
        if (!target.reserve(length)) {
          return ReadOutcome.NOT_NOW;
        }
        length = getAll(key, target.array());
      }
      if (readTs < safePoint) {
        return ReadOutcome.NOT_NOW;
      }
      if (length == NOT_FOUND) {
        return ReadOutcome.ABSENT;
      }
      return visibleNow(length, readTs, target);
    } catch (RocksDBException failure) {
      throw readFailed(failure);
    } finally {
      gate.leave();
    }
  }

  private ReadOutcome visibleNow(int length, long readTs, VersionBuffer target) {
    VersionHeader header = new VersionHeader();
    header.parse(target.array(), length);
    if (header.commitTs > readTs) {
      return earlierNow(header, readTs, target);
    }
    target.set(
        header.commitTs,
        header.sequence,
        header.valueOffset,
        length - header.valueOffset,
        header.schemaVersion);
    return header.tombstone ? ReadOutcome.ABSENT : ReadOutcome.FOUND;
  }

  /** An earlier version, if it is not far back; inside the gate. */
  private ReadOutcome earlierNow(VersionHeader newest, long readTs, VersionBuffer target) {
    ChangeRecordCodec.@Nullable Undo earlier;
    try {
      earlier = undo.find(newest.commitTs, newest.sequence, readTs, UNDO_STEPS_NOW_MAX);
    } catch (NotNowException far) {
      return ReadOutcome.NOT_NOW;
    }
    if (earlier == null) {
      return ReadOutcome.ABSENT;
    }
    if (!target.reserve(earlier.length())) {
      return ReadOutcome.NOT_NOW;
    }
    System.arraycopy(earlier.bytes(), earlier.offset(), target.array(), 0, earlier.length());
    target.set(
        earlier.previousTs(),
        earlier.previousSequence(),
        0,
        earlier.length(),
        earlier.schemaVersion());
    return ReadOutcome.FOUND;
  }

  /** The page to read a key from, if there is one and it may be asked. */
  private HotPages.@Nullable Page page(byte[] key) {
    // In this order: when nothing is staged, all that was is in the pages.
    return staged.isEmpty() ? pages.at(key) : null;
  }

  private int getAll(byte[] key, byte[] buffer) throws RocksDBException {
    counters.got();
    return database
        .rocks()
        .get(
            database.handle(Column.CURRENT),
            pointRead,
            key,
            0,
            key.length,
            buffer,
            0,
            buffer.length);
  }

  /**
   * Whether a key has nothing that anybody can see, as {@link io.braid.storage.RowChange#fresh}
   * says. Of an index entry an old tombstone may be left, see {@link
   * io.braid.storage.IndexChange#fresh}.
   */
  boolean isFresh(byte[] key) {
    Optional<StoredVersion> newest = newest(key);
    return newest.isEmpty()
        || KeySpace.isIndexEntry(key)
            && newest.get().value() == null
            && newest.get().pointer().commitTs() <= safePoint;
  }

  /**
   * The first key at or above one that has a version or something staged.
   *
   * @param end where to stop; empty for no end
   * @return that key or {@code end}; empty when too much garbage lies in between
   */
  public Optional<byte[]> absentUntil(byte[] key, byte[] end) {
    Optional<byte[]> until = firstKey(Column.CURRENT, key, end);
    return until.isEmpty() || staged.isEmpty()
        ? until
        : firstKey(Column.STAGED_KEYS, key, until.get());
  }

  private Optional<byte[]> firstKey(Column column, byte[] from, byte[] end) {
    gate.enter();
    try (Slice upper = new Slice(end.length == 0 ? LAST_KEY : end);
        ReadOptions options =
            new ReadOptions()
                .setIterateUpperBound(upper)
                .setMaxSkippableInternalKeys(SKIPPED_KEYS_MAX);
        RocksIterator keys = database.rocks().newIterator(database.handle(column), options)) {
      counters.opened();
      keys.seek(from);
      if (keys.isValid()) {
        return Optional.of(keys.key());
      }
      keys.status();
      return Optional.of(end);
    } catch (RocksDBException failure) {
      Status status = failure.getStatus();
      if (status != null && status.getCode() == Status.Code.Incomplete) {
        return Optional.empty();
      }
      throw readFailed(failure);
    } finally {
      gate.leave();
    }
  }

  /** The version of a key in {@code current}. */
  Optional<StoredVersion> folded(byte[] key) {
    HotPages.@Nullable Page page = page(key);
    if (page != null) {
      HotPages.Rows rows = page.rows();
      int place = rows.find(key);
      return place < 0 ? Optional.empty() : Optional.of(stored(rows.value(place)));
    }
    gate.enter();
    counters.got();
    try {
      byte @Nullable [] value =
          database.rocks().get(database.handle(Column.CURRENT), pointRead, key);
      if (value == null) {
        return Optional.empty();
      }
      return Optional.of(stored(value));
    } catch (RocksDBException failure) {
      throw readFailed(failure);
    } finally {
      gate.leave();
    }
  }

  private static StoredVersion stored(byte[] value) {
    VersionHeader header = new VersionHeader();
    header.parse(value, value.length);
    return stored(header, value, value.length);
  }

  private static StoredVersion stored(VersionHeader header, byte[] bytes, int length) {
    return new StoredVersion(
        new VersionPointer(header.commitTs, header.sequence),
        header.schemaVersion,
        header.tombstone ? null : Arrays.copyOfRange(bytes, header.valueOffset, length));
  }

  /** What earlier versions of keys are found in. */
  UndoChain undo() {
    return undo;
  }

  /** As {@link #scan(KeyRange, long, boolean)}, with the staged writes of large transactions. */
  public VersionCursor scan(KeyRange range, long readTs, boolean reverse, @Nullable OwnWrites own) {
    if (staged.isEmpty()) {
      return scan(range, readTs, reverse);
    }
    gate.enter();
    try {
      StagedScan scan = new StagedScan(this, range, readTs, reverse, own);
      cursors.add(scan);
      counters.opened();
      return scan;
    } finally {
      gate.leave();
    }
  }

  /** A cursor over the versions visible at {@code readTs}; as {@link #get(byte[], long)}. */
  public VersionCursor scan(KeyRange range, long readTs, boolean reverse) {
    // A cursor over the newest versions sees those of when it was opened: its caller looks then
    // whether the range is still here.
    return reverse || readTs == Timestamps.NEWEST
        ? scanRocks(range, readTs, reverse)
        : new PagedScan(this, pages, range, readTs);
  }

  /** As {@link #scan(KeyRange, long, boolean)}, as of now and without pages. */
  VersionScan scanRocks(KeyRange range, long readTs, boolean reverse) {
    gate.enter();
    try {
      VersionScan scan = new VersionScan(this, range, readTs, reverse, null);
      cursors.add(scan);
      counters.opened();
      return scan;
    } finally {
      gate.leave();
    }
  }

  /** A cursor over the change log behind (commitTs, sequence). */
  public ChangeLogScan changes(long commitTs, int sequence, boolean undoToo) {
    gate.enter();
    try {
      ChangeLogScan scan = new ChangeLogScan(this, commitTs, sequence, undoToo);
      cursors.add(scan);
      counters.opened();
      return scan;
    } finally {
      gate.leave();
    }
  }

  /** About how many bytes a range of a column family takes, with what is not yet in files. */
  long estimatedBytes(Column column, KeyRange range) {
    gate.enter();
    try (Slice start = new Slice(range.start());
        Slice end = new Slice(range.end())) {
      return database.rocks()
          .getApproximateSizes(
              database.handle(column),
              List.of(new Range(start, end)),
              SizeApproximationFlag.INCLUDE_FILES,
              SizeApproximationFlag.INCLUDE_MEMTABLES)[0];
    } finally {
      gate.leave();
    }
  }

  /** About how many bytes all change records take, those of large transactions too. */
  public long historyBytes() {
    KeyRange every =
        new KeyRange(ChangeRecordCodec.key(0, 0), ChangeRecordCodec.key(Long.MAX_VALUE, 0));
    return estimatedBytes(Column.CHANGES, every) + estimatedBytes(Column.STAGED, every);
  }

  /**
   * Checked after every read: garbage collection raises the safe point before it removes anything.
   *
   * @throws io.braid.common.MySqlException ER_TABLE_DEF_CHANGED (1412)
   */
  void checkSafePoint(long readTs) {
    if (readTs < safePoint) {
      throw MySqlError.ER_TABLE_DEF_CHANGED.with();
    }
  }

  static RuntimeException readFailed(RocksDBException failure) {
    return new LogFailedException(
        "cannot read the volume's files: " + failure.getMessage(), failure);
  }

  Database database() {
    return database;
  }

  /** Counts a cursor over a range. */
  void opened() {
    counters.opened();
  }

  ReadGate gate() {
    return gate;
  }

  /** Frees a cursor's native objects, unless closing the store does or did it. */
  void release(AutoCloseable cursor, Runnable release) {
    if (!gate.tryEnter()) {
      return;
    }
    try {
      cursors.remove(cursor);
      release.run();
    } finally {
      gate.leave();
    }
  }

  // ---- Numbers ----

  /** The highest commit timestamp applied so far. */
  public long highestCommitTs() {
    return highestCommitTs;
  }

  /** Snapshots below are refused. */
  public long safePoint() {
    return safePoint;
  }

  /** Up to here the change log has been removed. */
  long collected() {
    return number(MetaKey.COLLECTED);
  }

  /** The highest AUTO_INCREMENT value that commits of a table used, or 0. */
  public long autoIncrement(long tableId) {
    return number(MetaKey.of(MetaKey.AUTO_INCREMENT, tableId));
  }

  /** The commit timestamp of a transaction, or 0 if nothing is known of it. */
  public long outcome(long transactionId) {
    return number(MetaKey.of(MetaKey.TRANSACTION, transactionId));
  }

  /** The fence among the values of {@link #outcome}. */
  public static boolean isFence(long outcome) {
    return outcome == MetaKey.ABORTED;
  }

  /** The parts that were prepared and not decided, by transaction id. */
  public List<PreparedPart> preparedParts() {
    List<PreparedPart> parts = new ArrayList<>();
    gate.enter();
    try (ReadOptions options = new ReadOptions();
        RocksIterator entries =
            database.rocks().newIterator(database.handle(Column.PREPARED), options)) {
      for (entries.seekToFirst(); entries.isValid(); entries.next()) {
        byte[] key = entries.key();
        byte[] head = entries.value();
        Invariant.check(PreparedPartCodec.isHead(key), "prepared writes without a head");
        entries.next();
        Invariant.check(
            entries.isValid()
                && PreparedPartCodec.transactionId(entries.key())
                    == PreparedPartCodec.transactionId(key),
            "a prepared head without writes");
        parts.add(PreparedPartCodec.read(head, entries.value()));
      }
      entries.status();
      return parts;
    } catch (RocksDBException failure) {
      throw readFailed(failure);
    } finally {
      gate.leave();
    }
  }

  private long number(byte[] key) {
    gate.enter();
    try {
      byte @Nullable [] value = meta(key);
      return value == null ? 0 : new ByteReader(value).readLong();
    } finally {
      gate.leave();
    }
  }

  /** Keys and values of a kind of meta entries, in order. */
  List<byte[][]> metaEntries(byte kind, int limit) {
    List<byte[][]> found = new ArrayList<>();
    gate.enter();
    try (Slice end = new Slice(new byte[] {(byte) (kind + 1)});
        ReadOptions options = new ReadOptions().setIterateUpperBound(end);
        RocksIterator entries =
            database.rocks().newIterator(database.handle(Column.META), options)) {
      for (entries.seek(new byte[] {kind});
          entries.isValid() && found.size() < limit;
          entries.next()) {
        found.add(new byte[][] {entries.key(), entries.value()});
      }
      entries.status();
    } catch (RocksDBException failure) {
      throw readFailed(failure);
    } finally {
      gate.leave();
    }
    return found;
  }

  private byte @Nullable [] meta(byte[] key) {
    try {
      return database.rocks().get(database.handle(Column.META), pointRead, key);
    } catch (RocksDBException failure) {
      throw readFailed(failure);
    }
  }

  // ---- The state machine ----

  @Override
  public void apply(List<Entry> entries) {
    int from = 0;
    while (from < entries.size()) {
      int to = from + 1;
      long bytes = entries.get(from).payload().length;
      while (to < entries.size() && bytes + entries.get(to).payload().length <= BATCH_BYTES) {
        bytes += entries.get(to).payload().length;
        to++;
      }
      applyBatch(entries.subList(from, to), bytes);
      from = to;
    }
  }

  private void applyBatch(List<Entry> entries, long payloadBytes) {
    EntryBatch batch = new EntryBatch(entries, payloadBytes, highestCommitTs, safePoint);
    // Raised before the write, so that a reader who misses what it removes finds out (rule 16).
    safePoint = batch.safePoint();
    try (WriteBatch nativeBatch = new WriteBatch(batch.bytes())) {
      database.rocks().write(writeOptions, nativeBatch);
      if (writeAheadLog) {
        counters.synced();
      }
    } catch (RocksDBException failure) {
      throw new LogFailedException(
          "cannot write or sync the volume's log: " + failure.getMessage(), failure);
    }
    pages.apply(batch.bytes());
    highestCommitTs = batch.highestCommitTs();
    applied = entries.getLast().position();
    if (writeAheadLog) {
      durable = applied;
    }
  }

  /** The last entry that readers here can see. */
  public LogPosition applied() {
    return applied;
  }

  @Override
  public LogPosition durable() {
    return durable;
  }

  @Override
  public LogPosition flush() {
    LogPosition position = applied;
    gate.enter();
    try {
      database.rocks().flush(flushOptions, database.handles());
    } catch (RocksDBException failure) {
      throw new LogFailedException(
          "cannot flush the volume's files: " + failure.getMessage(), failure);
    } finally {
      gate.leave();
    }
    durable = position;
    return position;
  }

  /** Waits for readers, closes cursors left open and the database. May be called twice. */
  @Override
  public void close() {
    if (!gate.close()) {
      return;
    }
    for (AutoCloseable cursor : cursors) {
      switch (cursor) {
        case VersionScan scan -> scan.release();
        case StagedScan scan -> scan.release();
        case ChangeLogScan scan -> scan.release();
        default -> throw new IllegalStateException("a cursor of " + cursor.getClass());
      }
    }
    pages.clear();
    pointRead.close();
    writeOptions.close();
    flushOptions.close();
    database.close();
  }
}
