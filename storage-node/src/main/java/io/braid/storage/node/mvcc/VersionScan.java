package io.braid.storage.node.mvcc;

import io.braid.storage.KeyRange;
import io.braid.storage.VersionCursor;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * A scan of {@code current} that resolves newer versions by their pointers. It reuses one array for
 * keys and one for values; an image lies in the value's array behind its header, or in a change
 * record.
 */
final class VersionScan implements VersionCursor {
  private static final int KEY_BYTES = 64;
  private static final int VALUE_BYTES = 512;

  private final VersionStore store;
  private final long readTs;
  private final RangeIterator iterator;
  private final VersionHeader header = new VersionHeader();

  private boolean ended;
  private boolean released;
  private byte[] key = new byte[KEY_BYTES];
  private int keyLength;
  private byte[] buffer = new byte[VALUE_BYTES];
  private byte[] value = buffer;
  private int valueOffset;
  private int valueLength;
  private int schemaVersion;
  private long commitTs;

  VersionScan(VersionStore store, KeyRange range, long readTs, boolean reverse) {
    this.store = store;
    this.readTs = readTs;
    iterator = new RangeIterator(store, Column.CURRENT, range, reverse);
  }

  @Override
  public boolean next() {
    if (ended) {
      return false;
    }
    store.gate().enter();
    try {
      do {
        if (!iterator.move()) {
          store.checkSafePoint(readTs);
          ended = true;
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

  private boolean readVisible() {
    int length = iterator.at().value(buffer);
    if (length > buffer.length) {
      buffer = new byte[length + length / 4];
      length = iterator.at().value(buffer);
    }
    header.parse(buffer, length);
    if (header.commitTs <= readTs) {
      value = buffer;
      valueOffset = header.valueOffset;
      valueLength = length - header.valueOffset;
      schemaVersion = header.schemaVersion;
      commitTs = header.commitTs;
      return !header.tombstone;
    }
    ChangeRecordCodec.@Nullable Undo undo = store.undo(header.commitTs, header.sequence, readTs);
    if (undo == null) {
      return false;
    }
    value = undo.bytes();
    valueOffset = undo.offset();
    valueLength = undo.length();
    schemaVersion = undo.schemaVersion();
    commitTs = undo.previousTs();
    return true;
  }

  private void readKey() {
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
    return value;
  }

  @Override
  public int valueOffset() {
    return valueOffset;
  }

  @Override
  public int valueLength() {
    return valueLength;
  }

  @Override
  public int schemaVersion() {
    return schemaVersion;
  }

  @Override
  public long commitTs() {
    return commitTs;
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
