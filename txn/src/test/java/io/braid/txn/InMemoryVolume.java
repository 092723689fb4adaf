package io.braid.txn;

import io.braid.common.MySqlError;
import io.braid.common.NotNowException;
import io.braid.storage.CatalogChange;
import io.braid.storage.ControlCommand;
import io.braid.storage.IndexChange;
import io.braid.storage.KeyRange;
import io.braid.storage.OwnWrites;
import io.braid.storage.Participation;
import io.braid.storage.PreparedPart;
import io.braid.storage.ReadOutcome;
import io.braid.storage.RowChange;
import io.braid.storage.StagedChunk;
import io.braid.storage.StoredVersion;
import io.braid.storage.Timestamps;
import io.braid.storage.VersionBuffer;
import io.braid.storage.VersionCursor;
import io.braid.storage.VersionPointer;
import io.braid.storage.VolumeId;
import io.braid.storage.WriteSet;
import io.braid.storage.node.mvcc.RangeTransfer;
import io.braid.storage.node.volume.AbsentRange;
import io.braid.storage.node.volume.ChangeLog;
import io.braid.storage.node.volume.Volume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All versions of all keys in sorted maps; commits and reads exclude each other. */
public final class InMemoryVolume implements Volume {
  private final NavigableMap<byte[], TreeMap<Long, StoredVersion>> versions =
      new TreeMap<>(Arrays::compareUnsigned);
  private final Map<Long, Long> autoIncrements = new HashMap<>();
  private final List<WriteSet> writeSets = new ArrayList<>();
  private final List<ControlCommand> controls = new ArrayList<>();
  private long highest;
  private long collected;
  private long term = 1;
  private @Nullable RuntimeException nextFailure;

  /** All write sets in commit order. */
  public synchronized List<WriteSet> writeSets() {
    return List.copyOf(writeSets);
  }

  /** All control records in order. */
  public synchronized List<ControlCommand> controls() {
    return List.copyOf(controls);
  }

  /** A change of leader: memory of locks is lost. */
  public synchronized void changeTerm() {
    term++;
  }

  /** Makes the next commit fail. */
  public synchronized void failNextCommit(RuntimeException failure) {
    nextFailure = failure;
  }

  @Override
  public VolumeId id() {
    return VolumeId.META;
  }

  @Override
  public synchronized long term() {
    return term;
  }

  @Override
  public synchronized Optional<StoredVersion> get(byte[] key, long readTs) {
    checkKept(readTs);
    return at(versions.get(key), readTs).filter(v -> v.value() != null);
  }

  @Override
  public long historyBytes() {
    return 0;
  }

  @Override
  public VersionCursor scanNow(KeyRange range, long readTs, boolean reverse) {
    throw new NotNowException("never here");
  }

  @Override
  public ReadOutcome getNow(byte[] key, long readTs, VersionBuffer target) {
    return ReadOutcome.NOT_NOW;
  }

  @Override
  public synchronized Optional<StoredVersion> newest(byte[] key) {
    return at(versions.get(key), Timestamps.NEWEST);
  }

  @Override
  public Optional<StoredVersion> newest(byte[] key, @Nullable OwnWrites own) {
    return newest(key);
  }

  @Override
  public Optional<AbsentRange> absentFrom(byte[] key, byte[] end) {
    return Optional.empty();
  }

  private static Optional<StoredVersion> at(
      @Nullable TreeMap<Long, StoredVersion> history, long readTs) {
    Map.Entry<Long, StoredVersion> entry = history == null ? null : history.floorEntry(readTs);
    return entry == null ? Optional.empty() : Optional.of(entry.getValue());
  }

  private void checkKept(long readTs) {
    if (readTs < collected) {
      throw MySqlError.ER_TABLE_DEF_CHANGED.with();
    }
  }

  @Override
  public synchronized VersionCursor scan(KeyRange range, long readTs, boolean reverse) {
    checkKept(readTs);
    List<Map.Entry<byte[], StoredVersion>> found = new ArrayList<>();
    NavigableMap<byte[], TreeMap<Long, StoredVersion>> from = versions.tailMap(range.start(), true);
    if (range.end().length > 0) {
      from =
          Arrays.compareUnsigned(range.start(), range.end()) >= 0
              ? new TreeMap<>(Arrays::compareUnsigned)
              : versions.subMap(range.start(), true, range.end(), false);
    }
    for (var entry : (reverse ? from.descendingMap() : from).entrySet()) {
      at(entry.getValue(), readTs)
          .filter(v -> v.value() != null)
          .ifPresent(v -> found.add(Map.entry(entry.getKey(), v)));
    }
    return new ListCursor(found);
  }

  @Override
  public synchronized CompletableFuture<Long> commit(WriteSet writes, LongSupplier commitTs) {
    RuntimeException failure = nextFailure;
    if (failure != null) {
      nextFailure = null;
      return CompletableFuture.failedFuture(failure);
    }
    long commit = commitTs.getAsLong();
    if (commit <= highest) {
      throw new IllegalStateException("commit " + commit + " at or below " + highest);
    }
    highest = commit;
    int sequence = 0;
    for (RowChange row : writes.rows()) {
      sequence++;
      int number = sequence;
      row.oldKey().ifPresent(old -> put(old, commit, number, row.schemaVersion(), null));
      put(row.key(), commit, sequence, row.schemaVersion(), row.after());
    }
    for (IndexChange index : writes.indexes()) {
      put(index.key(), commit, ++sequence, 0, index.rowKey());
    }
    for (CatalogChange change : writes.catalog()) {
      put(change.key(), commit, ++sequence, 0, change.value());
    }
    writes.autoIncrements().forEach((table, used) -> autoIncrements.merge(table, used, Math::max));
    writeSets.add(
        new WriteSet(
            writes.transaction(),
            List.copyOf(writes.rows()),
            List.copyOf(writes.indexes()),
            List.copyOf(writes.catalog()),
            writes.autoIncrements(),
            writes.readTs()));
    return CompletableFuture.completedFuture(commit);
  }

  private void put(
      byte[] key, long commit, int sequence, int schemaVersion, byte @Nullable [] value) {
    versions
        .computeIfAbsent(key, k -> new TreeMap<>())
        .put(commit, new StoredVersion(new VersionPointer(commit, sequence), schemaVersion, value));
  }

  @Override
  public Optional<StoredVersion> get(byte[] key, long readTs, @Nullable OwnWrites own) {
    return get(key, readTs);
  }

  @Override
  public VersionCursor scan(KeyRange range, long readTs, boolean reverse, @Nullable OwnWrites own) {
    return scan(range, readTs, reverse);
  }

  @Override
  public void stage(StagedChunk chunk) {
    throw new UnsupportedOperationException("no large transactions");
  }

  @Override
  public void rollbackStaged(long transactionId, int lastKept) {
    throw new UnsupportedOperationException("no large transactions");
  }

  @Override
  public void discardStaged(long transactionId) {
    throw new UnsupportedOperationException("no large transactions");
  }

  @Override
  public boolean hasStaged(KeyRange range) {
    return false;
  }

  @Override
  public boolean hasStaged(KeyRange range, long transactionId) {
    return false;
  }

  @Override
  public long stagedOwner(byte[] key) {
    return 0;
  }

  @Override
  public CompletableFuture<Long> prepare(
      WriteSet writes, Participation participation, boolean hold) {
    throw new UnsupportedOperationException("the only volume");
  }

  @Override
  public CompletableFuture<Long> hold(long transactionId) {
    throw new UnsupportedOperationException("the only volume");
  }

  @Override
  public CompletableFuture<Long> commitPrepared(long transactionId, long commitTs) {
    throw new UnsupportedOperationException("the only volume");
  }

  @Override
  public CompletableFuture<Void> abortPrepared(long transactionId, boolean fence) {
    throw new UnsupportedOperationException("the only volume");
  }

  @Override
  public CompletableFuture<Optional<Long>> decide(long transactionId) {
    throw new UnsupportedOperationException("the only volume");
  }

  @Override
  public List<PreparedPart> preparedParts() {
    return List.of();
  }

  @Override
  public synchronized CompletableFuture<Long> control(
      ControlCommand command, LongSupplier commitTs) {
    controls.add(command);
    highest = commitTs.getAsLong();
    return CompletableFuture.completedFuture(highest);
  }

  @Override
  public synchronized long resolvedTimestamp(long oracleNow) {
    return oracleNow;
  }

  @Override
  public ChangeLog.Cursor changes(long afterCommitTs, int afterSequence, boolean undoToo) {
    throw new UnsupportedOperationException("no change log");
  }

  @Override
  public void onApplied(Runnable listener) {}

  @Override
  public void removeListener(Runnable listener) {}

  @Override
  public synchronized Optional<Long> outcome(long transactionId) {
    throw new UnsupportedOperationException("no outcomes");
  }

  @Override
  public RangeTransfer transfer() {
    throw new UnsupportedOperationException("the only volume");
  }

  @Override
  public synchronized long safePoint() {
    return collected;
  }

  @Override
  public synchronized long highestCommitTs() {
    return highest;
  }

  @Override
  public synchronized void collectGarbage(long safePoint) {
    collected = Math.max(collected, safePoint);
    for (TreeMap<Long, StoredVersion> history : versions.values()) {
      Long kept = history.floorKey(safePoint);
      if (kept != null) {
        history.headMap(kept, false).clear();
      }
    }
  }

  @Override
  public synchronized long persistedAutoIncrement(long tableId) {
    return autoIncrements.getOrDefault(tableId, 0L);
  }

  @Override
  public void close() {}

  private static final class ListCursor implements VersionCursor {
    private final List<Map.Entry<byte[], StoredVersion>> entries;
    private int at = -1;

    ListCursor(List<Map.Entry<byte[], StoredVersion>> entries) {
      this.entries = entries;
    }

    @Override
    public boolean next() {
      at = Math.min(at + 1, entries.size());
      return at < entries.size();
    }

    @Override
    public byte[] keyArray() {
      return entries.get(at).getKey();
    }

    @Override
    public int keyOffset() {
      return 0;
    }

    @Override
    public int keyLength() {
      return keyArray().length;
    }

    @Override
    public byte[] valueArray() {
      byte[] value = entries.get(at).getValue().value();
      return value == null ? new byte[0] : value;
    }

    @Override
    public int valueOffset() {
      return 0;
    }

    @Override
    public int valueLength() {
      return valueArray().length;
    }

    @Override
    public int schemaVersion() {
      return entries.get(at).getValue().schemaVersion();
    }

    @Override
    public long commitTs() {
      return entries.get(at).getValue().pointer().commitTs();
    }

    @Override
    public void close() {}
  }
}
