package io.braid.storage.node.mvcc;

import io.braid.storage.KeyRange;
import io.braid.storage.VersionCursor;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/**
 * A scan of {@code current} that resolves newer versions by their pointers. It reuses one array for
 * keys and one for values.
 */
final class VersionScan implements VersionCursor {
  private static final int KEY_BYTES = 64;
  private static final int VALUE_BYTES = 512;

  private final VersionStore store;
  private final long readTs;
  private final RangeIterator iterator;
  private final VisibleVersion version;

  private boolean ended;
  private boolean released;
  private byte[] key = new byte[KEY_BYTES];
  private int keyLength;
  private byte[] buffer = new byte[VALUE_BYTES];
  private int bufferLength;

  /** Stands before the first key; {@code snapshot} is that of the iterator. */
  VersionScan(
      VersionStore store,
      KeyRange range,
      long readTs,
      boolean reverse,
      @Nullable Snapshot snapshot) {
    this.store = store;
    this.readTs = readTs;
    version = new VisibleVersion(store, readTs);
    iterator = new RangeIterator(store, Column.CURRENT, range, reverse, snapshot);
  }

  @Override
  public boolean next() {
    if (ended) {
      return false;
    }
    store.gate().enter();
    try {
      do {
        if (!moveToStored()) {
          store.checkSafePoint(readTs);
          return false;
        }
      } while (!readVisible());
      readKey();
      store.checkSafePoint(readTs);
      return true;
    } catch (RocksDBException failure) {
      throw VersionStore.readFailed(failure);
    } finally {
      store.gate().leave();
    }
  }

  /** Goes to the next key that has any version, shown or not; inside the gate. */
  boolean moveToStored() throws RocksDBException {
    if (ended || !iterator.move()) {
      ended = true;
      return false;
    }
    bufferLength = iterator.at().value(buffer);
    if (bufferLength > buffer.length) {
      buffer = new byte[bufferLength + bufferLength / 4];
      bufferLength = iterator.at().value(buffer);
    }
    version.set(buffer, bufferLength);
    return true;
  }

  /** The commit timestamp of the newest version of the key where it stands. */
  long newestTs() {
    return version.newestTs();
  }

  /** Sets the value to what is visible of the key where it stands; false if nothing is. */
  boolean readVisible() {
    return version.find();
  }

  /** Sets the key to that where it stands. */
  void readKey() {
    keyLength = iterator.at().key(key);
    if (keyLength > key.length) {
      key = new byte[keyLength * 2];
      keyLength = iterator.at().key(key);
    }
  }

  @Override
  public byte[] keyArray() {
    return key;
  }

  @Override
  public int keyOffset() {
    return 0;
  }

  @Override
  public int keyLength() {
    return keyLength;
  }

  @Override
  public byte[] valueArray() {
    return version.array();
  }

  @Override
  public int valueOffset() {
    return version.offset();
  }

  @Override
  public int valueLength() {
    return version.length();
  }

  @Override
  public int schemaVersion() {
    return version.schemaVersion();
  }

  @Override
  public long commitTs() {
    return version.commitTs();
  }

  @Override
  public void close() {
    ended = true;
    store.release(this, this::release);
  }

  /** Frees the native objects; inside the gate or by the closing store. */
  synchronized void release() {
    if (released) {
      return;
    }
    released = true;
    iterator.close();
  }
}
