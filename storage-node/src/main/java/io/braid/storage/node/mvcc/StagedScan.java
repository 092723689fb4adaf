package io.braid.storage.node.mvcc;

import io.braid.storage.KeyRange;
import io.braid.storage.OwnWrites;
import io.braid.storage.StoredVersion;
import io.braid.storage.VersionCursor;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * A scan while there are staged keys: every key that is staged is read as a point, the others come
 * from the scan of {@code current}. Costs a point read for each staged key of the range.
 */
final class StagedScan implements VersionCursor {
  private final VersionStore store;
  private final VersionScan folded;
  private final long readTs;
  private final @Nullable OwnWrites own;
  private final boolean reverse;
  private final RangeIterator staged;

  private boolean started;
  private boolean released;
  private boolean foldedValid;
  private byte @Nullable [] stagedKey;

  /** Set while the cursor stands on a staged key. */
  private @Nullable StoredVersion shown;

  StagedScan(
      VersionStore store, KeyRange range, long readTs, boolean reverse, @Nullable OwnWrites own) {
    this.store = store;
    this.readTs = readTs;
    this.own = own;
    this.reverse = reverse;
    // Before the scan of current: a key that is folded in between is then found by both.
    staged = new RangeIterator(store, Column.STAGED_KEYS, range, reverse);
    folded = new VersionScan(store, range, readTs, reverse);
  }

  @Override
  public boolean next() {
    if (!started) {
      started = true;
      foldedValid = folded.next();
      moveStaged();
    } else if (shown != null) {
      shown = null;
      moveStaged();
    } else if (foldedValid) {
      foldedValid = folded.next();
    }
    while (true) {
      byte[] key = stagedKey;
      if (key == null) {
        return foldedValid;
      }
      int order = foldedValid ? compareWithFolded(key) : -1;
      if (order > 0) {
        return true;
      }
      if (order == 0) {
        foldedValid = folded.next();
      }
      Optional<StoredVersion> version = store.get(key, readTs, own);
      if (version.isPresent()) {
        shown = version.get();
        return true;
      }
      moveStaged();
    }
  }

  private void moveStaged() {
    store.gate().enter();
    try {
      stagedKey = staged.move() ? staged.at().key() : null;
    } catch (RocksDBException failure) {
      throw VersionStore.readFailed(failure);
    } finally {
      store.gate().leave();
    }
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
    staged.close();
  }
}
