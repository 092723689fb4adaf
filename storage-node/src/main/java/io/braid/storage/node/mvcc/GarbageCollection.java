package io.braid.storage.node.mvcc;

import io.braid.common.Invariant;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.StoredVersion;
import io.braid.storage.Timestamps;
import io.braid.storage.node.mvcc.RangeTransfer.PendingRemoval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * Removes what no snapshot at or above the safe point can see, in an order that a crash at any step
 * leaves right:
 *
 * <ol>
 *   <li>the safe point is written; from then on older snapshots are refused,
 *   <li>the change records at or below it are read in order, and the tombstone that a record wrote
 *       is deleted if it is still there with the record's timestamp,
 *   <li>dropped tables, ranges that went to another volume, outcomes of old transactions and the
 *       records themselves are deleted by range, then whole files of them.
 * </ol>
 *
 * <p>Everything goes through the log. One thread at a time.
 *
 * @see "PROTOCOL.md, rule 16"
 */
public final class GarbageCollection {
  private static final int TOMBSTONES_AT_ONCE = 256;

  /** The most outcomes or dropped tables looked at in one collection; the next takes more. */
  private static final int META_ENTRIES_AT_ONCE = 200_000;

  private final VersionStore store;
  private final InCommitMap inCommit;
  private final Consumer<byte[]> propose;
  private final long outcomeKeptMillis;

  /**
   * @param propose puts an entry into the log and waits until it is applied
   * @param outcomeKeptMillis how long outcomes of transactions are kept
   */
  public GarbageCollection(
      VersionStore store, InCommitMap inCommit, Consumer<byte[]> propose, long outcomeKeptMillis) {
    this.store = store;
    this.inCommit = inCommit;
    this.propose = propose;
    this.outcomeKeptMillis = outcomeKeptMillis;
  }

  /**
   * Collects up to {@code point}, at which every commit must have been resolved.
   *
   * @param point the new safe point; nothing is done, and the safe point stays, when nothing has
   *     been committed since the last collection up to there
   */
  public void collect(long point) {
    long collected = store.collected();
    if (point <= collected || !hasWork(collected, point)) {
      return;
    }
    EntryWriter announcement = new EntryWriter(EntryWriter.KIND_SAFE_POINT, point, 64);
    announcement.put(Column.META, MetaKey.SAFE_POINT, MetaKey.value(point));
    propose.accept(announcement.finish());

    removeTombstones(
        Column.CHANGES,
        ChangeRecordCodec.key(collected + 1, 0),
        ChangeRecordCodec.key(point + 1, 0),
        0);
    for (Map.Entry<Long, Long> large : foldedUpTo(point).entrySet()) {
      KeyRange records = StagedWorker.records(large.getKey());
      removeTombstones(Column.STAGED, records.start(), records.end(), large.getValue());
    }

    EntryWriter removal = new EntryWriter(EntryWriter.KIND_DATA, 0, 256);
    List<KeyRange> tables = dropTables(removal, point);
    List<PendingRemoval> moved = dueRemovals(point);
    for (PendingRemoval due : moved) {
      removal.deleteRange(Column.CURRENT, due.range().start(), due.range().end());
    }
    List<KeyRange> large = dropStaged(removal, point);
    forgetOutcomes(removal, point);
    byte[] start = ChangeRecordCodec.key(0, 0);
    byte[] end = ChangeRecordCodec.key(point + 1, 0);
    // From where the last collection ended: ranges that overlap would add up.
    removal.deleteRange(Column.CHANGES, ChangeRecordCodec.key(collected + 1, 0), end);
    removal.put(Column.META, MetaKey.COLLECTED, MetaKey.value(point));
    propose.accept(removal.finish());
    deleteFiles(Column.CHANGES, new KeyRange(start, end));
    for (KeyRange table : tables) {
      deleteFiles(Column.CURRENT, table);
    }
    for (KeyRange staged : large) {
      deleteFiles(Column.STAGED, staged);
    }
    forgetRemovals(moved);
  }

  private List<PendingRemoval> dueRemovals(long point) {
    return RangeTransfer.pendingRemovals(store).stream()
        .filter(removal -> removal.timestamp() <= point)
        .toList();
  }

  /**
   * Only when the files are gone: from the moment that nothing is pending the range may come back,
   * and files of what came must not be deleted.
   */
  private void forgetRemovals(List<PendingRemoval> moved) {
    if (moved.isEmpty()) {
      return;
    }
    EntryWriter done = new EntryWriter(EntryWriter.KIND_DATA, 0, 256);
    for (PendingRemoval removal : moved) {
      deleteFiles(Column.CURRENT, removal.range());
      done.delete(Column.META, MetaKey.of(MetaKey.REMOVED_RANGE, removal.timestamp()));
    }
    propose.accept(done.finish());
  }

  /** An idle volume is not written to. */
  private boolean hasWork(long collected, long point) {
    return hasRecords(collected, point)
        || !metaEntries(MetaKey.DROPPED_TABLE).isEmpty()
        || !dueRemovals(point).isEmpty();
  }

  private boolean hasRecords(long collected, long point) {
    store.gate().enter();
    try (Slice end = new Slice(ChangeRecordCodec.key(point + 1, 0));
        ReadOptions options = new ReadOptions().setIterateUpperBound(end);
        RocksIterator records =
            store
                .database()
                .rocks()
                .newIterator(store.database().handle(Column.CHANGES), options)) {
      records.seek(ChangeRecordCodec.key(collected + 1, 0));
      boolean found = records.isValid();
      records.status();
      return found;
    } catch (RocksDBException failure) {
      throw VersionStore.readFailed(failure);
    } finally {
      store.gate().leave();
    }
  }

  /**
   * @param commitTs of staged records; 0 for others, which have it in their keys
   */
  private void removeTombstones(Column column, byte[] from, byte[] to, long commitTs) {
    TreeMap<byte[], Long> candidates = new TreeMap<>(Arrays::compareUnsigned);
    store.gate().enter();
    try (Slice end = new Slice(to);
        ReadOptions options = new ReadOptions().setIterateUpperBound(end).setFillCache(false);
        RocksIterator records =
            store.database().rocks().newIterator(store.database().handle(column), options)) {
      for (records.seek(from); records.isValid(); records.next()) {
        Optional<byte[]> key = ChangeRecordCodec.tombstoneKey(records.value());
        if (key.isPresent()) {
          candidates.put(
              key.get(), commitTs == 0 ? ChangeRecordCodec.commitTs(records.key()) : commitTs);
          if (candidates.size() >= TOMBSTONES_AT_ONCE) {
            removeTombstones(candidates);
          }
        }
      }
      records.status();
    } catch (RocksDBException failure) {
      throw VersionStore.readFailed(failure);
    } finally {
      store.gate().leave();
    }
    removeTombstones(candidates);
  }

  /**
   * Removes those that are still their key's newest version. The keys are in the in-commit map
   * meanwhile, so that a commit on one of them waits and then finds no tombstone to point to.
   */
  private void removeTombstones(TreeMap<byte[], Long> candidates) {
    if (candidates.isEmpty()) {
      return;
    }
    InCommitMap.Entry entry = inCommit.enterHousekeeping(List.copyOf(candidates.keySet()));
    try {
      EntryWriter removal = new EntryWriter(EntryWriter.KIND_DATA, 0, 4096);
      int found = 0;
      for (var candidate : candidates.entrySet()) {
        Optional<StoredVersion> newest = store.newest(candidate.getKey());
        if (newest.isPresent()
            && newest.get().value() == null
            && newest.get().pointer().commitTs() == candidate.getValue()) {
          removal.delete(Column.CURRENT, candidate.getKey());
          found++;
        }
      }
      if (found > 0) {
        propose.accept(removal.finish());
      }
    } finally {
      inCommit.leave(entry);
    }
    candidates.clear();
  }

  private List<KeyRange> dropTables(EntryWriter removal, long point) {
    List<KeyRange> ranges = new ArrayList<>();
    for (byte[][] pair : metaEntries(MetaKey.DROPPED_TABLE)) {
      long tableId = MetaKey.number(pair[0]);
      if (new ByteReader(pair[1]).readLong() <= point) {
        KeyRange range = KeySpace.tableRange(tableId);
        removal.deleteRange(Column.CURRENT, range.start(), range.end());
        removal.delete(Column.META, pair[0]);
        removal.delete(Column.META, MetaKey.of(MetaKey.AUTO_INCREMENT, tableId));
        ranges.add(range);
      }
    }
    return ranges;
  }

  /** Commit timestamps of folded large transactions at or below {@code point}, by their ids. */
  private Map<Long, Long> foldedUpTo(long point) {
    Map<Long, Long> found = new TreeMap<>();
    for (byte[][] pair : metaEntries(MetaKey.LARGE_TRANSACTION)) {
      long value = new ByteReader(pair[1]).readLong();
      long commitTs = value & ~MetaKey.FOLDED;
      if (value != commitTs && commitTs <= point) {
        found.put(MetaKey.number(pair[0]), commitTs);
      }
    }
    return found;
  }

  private List<KeyRange> dropStaged(EntryWriter removal, long point) {
    List<KeyRange> ranges = new ArrayList<>();
    for (long transactionId : foldedUpTo(point).keySet()) {
      KeyRange records = StagedWorker.records(transactionId);
      removal.deleteRange(Column.STAGED, records.start(), records.end());
      removal.delete(Column.META, MetaKey.of(MetaKey.LARGE_TRANSACTION, transactionId));
      ranges.add(records);
    }
    return ranges;
  }

  /** A transaction's id is older than its commit, so the search ends at the first young id. */
  private void forgetOutcomes(EntryWriter removal, long point) {
    long now = Timestamps.millis(Math.max(point, store.highestCommitTs()));
    long oldest = Timestamps.of(Math.max(0, now - outcomeKeptMillis), 0);
    for (byte[][] pair : metaEntries(MetaKey.TRANSACTION)) {
      if (MetaKey.number(pair[0]) >= oldest) {
        return;
      }
      if (new ByteReader(pair[1]).readLong() < oldest) {
        removal.delete(Column.META, pair[0]);
      }
    }
  }

  private List<byte[][]> metaEntries(byte kind) {
    return store.metaEntries(kind, META_ENTRIES_AT_ONCE);
  }

  private void deleteFiles(Column column, KeyRange range) {
    Invariant.check(range.end().length > 0, "files of an open range must not be deleted");
    store.gate().enter();
    try {
      store
          .database()
          .rocks()
          .deleteFilesInRanges(
              store.database().handle(column), List.of(range.start(), range.end()), false);
    } catch (RocksDBException failure) {
      throw VersionStore.readFailed(failure);
    } finally {
      store.gate().leave();
    }
  }
}
