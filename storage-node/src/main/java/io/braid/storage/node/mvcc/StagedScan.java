package io.braid.storage.node.mvcc;

import io.braid.storage.KeyRange;
import io.braid.storage.OwnWrites;
import io.braid.storage.StoredVersion;
import io.braid.storage.Timestamps;
import io.braid.storage.VersionCursor;
import io.braid.storage.VersionPointer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/**
 * A scan while there are staged keys: a merge of {@code staged_keys} and {@code current} as one
 * RocksDB snapshot has them. A key that has both is shown by its newer version, if that is visible.
 */
final class StagedScan implements VersionCursor {
  private static final StoredVersion ABSENT =
      new StoredVersion(new VersionPointer(Timestamps.NEWEST, 0), 0, null);

  private final VersionStore store;
  private final long readTs;
  private final @Nullable OwnWrites own;
  private final boolean reverse;
  private final Snapshot snapshot;
  private final VersionScan folded;
  private final RangeIterator staged;
  private final StagedRecordReader records;

  private boolean started;
  private boolean released;

  /** Whether the key where the scan stands is staged, and whether it is in {@code current}. */
  private boolean atStaged;

  private boolean atFolded;

  private boolean foldedValid;
  private byte @Nullable [] stagedKey;

  /** Set while the cursor shows a staged version. */
  private @Nullable StoredVersion shown;

  StagedScan(
      VersionStore store, KeyRange range, long readTs, boolean reverse, @Nullable OwnWrites own) {
    this.store = store;
    this.readTs = readTs;
    this.own = own;
    this.reverse = reverse;
    // Folding moves a key from one to the other in one step; so each is found in one of them.
    snapshot = store.database().rocks().getSnapshot();
    staged = new RangeIterator(store, Column.STAGED_KEYS, range, reverse, snapshot);
    records = new StagedRecordReader(store, snapshot);
    folded = new VersionScan(store, range, readTs, reverse, snapshot);
  }

  @Override
  public boolean next() {
    store.gate().enter();
    try {
      boolean visible = false;
      while (!visible && moveToKey()) {
        visible = show();
      }
      store.checkSafePoint(readTs);
      return visible;
    } catch (RocksDBException failure) {
      throw VersionStore.readFailed(failure);
    } finally {
      store.gate().leave();
    }
  }

  /** Goes to the next key of either; false at the end of both. */
  private boolean moveToKey() throws RocksDBException {
    if (!started || atFolded) {
      foldedValid = folded.moveToStored();
      if (foldedValid) {
        folded.readKey();
      }
    }
    if (!started || atStaged) {
      stagedKey = staged.move() ? staged.at().key() : null;
    }
    started = true;
    byte[] key = stagedKey;
    int order = key == null ? 1 : foldedValid ? compareWithFolded(key) : -1;
    atStaged = key != null && order <= 0;
    atFolded = foldedValid && order >= 0;
    return atStaged || atFolded;
  }

  private boolean show() throws RocksDBException {
    shown = null;
    if (atStaged) {
      Optional<StoredVersion> version = stagedVersion(StagedKey.read(staged.at().value()));
      if (version.isPresent()) {
        shown = version.get();
        return shown.value() != null;
      }
    }
    return atFolded && folded.readVisible();
  }

  /** What of the staged key is visible, a tombstone too; empty to show what {@code current} has. */
  private Optional<StoredVersion> stagedVersion(StagedKey key) throws RocksDBException {
    if (own != null && key.transactionId() == own.transactionId()) {
      return StagedReads.ownVersion(key, own.sequenceMax(), records::read);
    }
    StagedTransactions.@Nullable State state = store.staged().find(key.transactionId());
    if (state == null) {
      // It was folded or removed as a whole since the snapshot, and what it was is forgotten.
      Optional<StoredVersion> version = store.get(shownKey(), readTs);
      return Optional.of(version.orElse(ABSENT));
    }
    long newestFolded = atFolded ? folded.newestTs() : 0;
    return StagedReads.isVisible(state, readTs) && newestFolded < state.commitTs()
        ? Optional.of(key.version(new VersionPointer(state.commitTs(), key.first()), records::read))
        : Optional.empty();
  }

  private int compareWithFolded(byte[] key) {
    int order =
        Arrays.compareUnsigned(
            key, 0, key.length, folded.keyArray(), folded.keyOffset(), folded.keyLength());
    return reverse ? -order : order;
  }

  private byte[] shownKey() {
    byte[] key = stagedKey;
    if (key == null) {
      throw new IllegalStateException("a cursor is read where it has no key");
    }
    return key;
  }

  private byte[] valueOf(StoredVersion version) {
    byte[] value = version.value();
    if (value == null) {
      throw new IllegalStateException("a tombstone is not shown");
    }
    return value;
  }

  @Override
  public byte[] keyArray() {
    return shown == null ? folded.keyArray() : shownKey();
  }

  @Override
  public int keyOffset() {
    return shown == null ? folded.keyOffset() : 0;
  }

  @Override
  public int keyLength() {
    return shown == null ? folded.keyLength() : shownKey().length;
  }

  @Override
  public byte[] valueArray() {
    return shown == null ? folded.valueArray() : valueOf(shown);
  }

  @Override
  public int valueOffset() {
    return shown == null ? folded.valueOffset() : 0;
  }

  @Override
  public int valueLength() {
    return shown == null ? folded.valueLength() : valueOf(shown).length;
  }

  @Override
  public int schemaVersion() {
    return shown == null ? folded.schemaVersion() : shown.schemaVersion();
  }

  @Override
  public long commitTs() {
    return shown == null ? folded.commitTs() : shown.pointer().commitTs();
  }

  @Override
  public void close() {
    store.release(this, this::release);
  }

  /** Frees the native objects; inside the gate or by the closing store. */
  synchronized void release() {
    if (released) {
      return;
    }
    released = true;
    folded.release();
    records.close();
    staged.close();
    store.database().rocks().releaseSnapshot(snapshot);
    snapshot.close();
  }
}
