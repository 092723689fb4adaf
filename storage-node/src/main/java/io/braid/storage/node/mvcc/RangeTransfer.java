package io.braid.storage.node.mvcc;

import io.braid.common.Invariant;
import io.braid.common.MySqlError;
import io.braid.storage.KeyRange;
import io.braid.storage.StoredVersion;
import io.braid.storage.Timestamps;
import io.braid.storage.VersionCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * What moving a range of keys to another volume needs of both volumes: the newest versions go over,
 * each with its own commit timestamp and without history. Readers below the moment of the move stay
 * with the volume that the range came from, until its history is collected there.
 *
 * <p>All writes go through the log as housekeeping: they are in no change log and have no timestamp
 * of their own. Nobody reads or writes the range on the target meanwhile.
 */
public final class RangeTransfer {
  /** A batch that is larger than this ends; one version may be larger alone. */
  public static final int BATCH_BYTES = 512 << 10;

  private static final int VERSION_BYTES = 32;

  private final VersionStore store;
  private final InCommitMap inCommit;
  private final Consumer<byte[]> propose;
  private final LongSupplier entryBytesMax;

  /**
   * The newest version of a key.
   *
   * @param value null when the key has none: it is removed on the target
   */
  public record CopiedVersion(
      byte[] key, long commitTs, int schemaVersion, byte @Nullable [] value) {
    int bytes() {
      return VERSION_BYTES + key.length + (value == null ? 0 : value.length);
    }
  }

  /** A range that garbage collection removes when it passes a timestamp. */
  public record PendingRemoval(KeyRange range, long timestamp) {}

  /**
   * @param propose puts an entry into the log and waits until it is applied
   * @param entryBytesMax the largest entry that the log takes
   */
  public RangeTransfer(
      VersionStore store,
      InCommitMap inCommit,
      Consumer<byte[]> propose,
      LongSupplier entryBytesMax) {
    this.store = store;
    this.inCommit = inCommit;
    this.propose = propose;
    this.entryBytesMax = entryBytesMax;
  }

  /**
   * Notes from now on which keys of a range commits write. What is read after this call and what is
   * noted are together everything.
   *
   * @param keysMax beyond it {@link KeyTracker#overflowed}
   */
  public KeyTracker track(KeyRange range, int keysMax) {
    return inCommit.track(range, keysMax);
  }

  /** The newest applied versions from the start of a range, about {@link #BATCH_BYTES} of them. */
  public List<CopiedVersion> read(KeyRange range) {
    List<CopiedVersion> batch = new ArrayList<>();
    long bytes = 0;
    try (VersionCursor cursor = store.scan(range, Timestamps.NEWEST, false)) {
      while (bytes < BATCH_BYTES && cursor.next()) {
        CopiedVersion version =
            new CopiedVersion(
                copy(cursor.keyArray(), cursor.keyOffset(), cursor.keyLength()),
                cursor.commitTs(),
                cursor.schemaVersion(),
                copy(cursor.valueArray(), cursor.valueOffset(), cursor.valueLength()));
        batch.add(version);
        bytes += version.bytes();
      }
    }
    return batch;
  }

  private static byte[] copy(byte[] array, int offset, int length) {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** The newest applied versions of some keys. */
  public List<CopiedVersion> newest(List<byte[]> keys) {
    List<CopiedVersion> found = new ArrayList<>(keys.size());
    for (byte[] key : keys) {
      Optional<StoredVersion> newest = store.newest(key);
      found.add(
          newest.isEmpty() || newest.get().value() == null
              ? new CopiedVersion(key, 0, 0, null)
              : new CopiedVersion(
                  key,
                  newest.get().pointer().commitTs(),
                  newest.get().schemaVersion(),
                  newest.get().value()));
    }
    return found;
  }

  /**
   * Writes versions of another volume and waits until they are durable.
   *
   * @throws io.braid.common.MySqlException ER_TRANS_CACHE_FULL (1197) when one of them is larger
   *     than a log entry may be
   */
  public void write(List<CopiedVersion> versions) {
    EntryWriter entry = new EntryWriter(EntryWriter.KIND_DATA, 0, 4096);
    boolean empty = true;
    for (CopiedVersion version : versions) {
      byte[] value = version.value();
      if (value == null) {
        entry.delete(Column.CURRENT, version.key());
      } else {
        entry.putVersion(
            version.key(), false, version.commitTs(), 0, version.schemaVersion(), value);
      }
      empty = false;
      if (entry.length() >= BATCH_BYTES) {
        proposeChecked(entry);
        entry = new EntryWriter(EntryWriter.KIND_DATA, 0, 4096);
        empty = true;
      }
    }
    if (!empty) {
      proposeChecked(entry);
    }
  }

  private void proposeChecked(EntryWriter entry) {
    if (entry.length() > entryBytesMax.getAsLong()) {
      throw MySqlError.ER_TRANS_CACHE_FULL.with();
    }
    propose.accept(entry.finish());
  }

  /** Removes what an interrupted copy left in a range that this volume does not serve. */
  public void clear(KeyRange range) {
    Invariant.check(range.end().length > 0, "an open range must not be cleared");
    if (!isEmpty(range)) {
      EntryWriter entry = new EntryWriter(EntryWriter.KIND_DATA, 0, 256);
      entry.deleteRange(Column.CURRENT, range.start(), range.end());
      propose.accept(entry.finish());
    }
  }

  /** Whether nothing is stored in a range, not even tombstones. */
  public boolean isEmpty(KeyRange range) {
    store.gate().enter();
    try (Slice end = new Slice(range.end());
        ReadOptions options = new ReadOptions().setIterateUpperBound(end);
        RocksIterator keys =
            store
                .database()
                .rocks()
                .newIterator(store.database().handle(Column.CURRENT), options)) {
      keys.seek(range.start());
      boolean empty = !keys.isValid();
      keys.status();
      return empty;
    } catch (RocksDBException failure) {
      throw VersionStore.readFailed(failure);
    } finally {
      store.gate().leave();
    }
  }

  /** About how many bytes a range takes here, with what is not yet in files. */
  public long estimatedBytes(KeyRange range) {
    return store.estimatedBytes(Column.CURRENT, range);
  }

  /**
   * Has garbage collection remove a range that this volume does not serve any more.
   *
   * @param timestamp of the oracle, taken when nobody with a later snapshot looks for it here; no
   *     two removals of a volume have the same
   */
  public void removeAt(KeyRange range, long timestamp) {
    Invariant.check(range.end().length > 0, "an open range must not be removed");
    EntryWriter entry = new EntryWriter(EntryWriter.KIND_DATA, 0, 256);
    ByteWriter value = new ByteWriter(64);
    value.putByte(1).putSized(range.start()).putSized(range.end());
    entry.put(Column.META, MetaKey.of(MetaKey.REMOVED_RANGE, timestamp), value);
    propose.accept(entry.finish());
  }

  /** The removals that garbage collection has not come to. */
  public List<PendingRemoval> pendingRemovals() {
    return pendingRemovals(store);
  }

  static List<PendingRemoval> pendingRemovals(VersionStore store) {
    List<PendingRemoval> found = new ArrayList<>();
    store.gate().enter();
    try (Slice end = new Slice(new byte[] {MetaKey.REMOVED_RANGE + 1});
        ReadOptions options = new ReadOptions().setIterateUpperBound(end);
        RocksIterator entries =
            store.database().rocks().newIterator(store.database().handle(Column.META), options)) {
      for (entries.seek(new byte[] {MetaKey.REMOVED_RANGE}); entries.isValid(); entries.next()) {
        ByteReader in = new ByteReader(entries.value());
        int format = in.readByte();
        Invariant.check(format == 1, "a removed range in format %s", format);
        found.add(
            new PendingRemoval(
                new KeyRange(in.readSized(), in.readSized()), MetaKey.number(entries.key())));
      }
      entries.status();
    } catch (RocksDBException failure) {
      throw VersionStore.readFailed(failure);
    } finally {
      store.gate().leave();
    }
    return found;
  }
}
