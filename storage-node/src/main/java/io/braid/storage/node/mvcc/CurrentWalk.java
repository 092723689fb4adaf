package io.braid.storage.node.mvcc;

import io.braid.storage.KeyRange;
import java.util.Arrays;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Looks up keys in {@code current} that are asked for in ascending order, as it is now: a walk
 * where they lie close together, a search where they do not. Used inside the store's gate, by one
 * thread.
 */
final class CurrentWalk implements AutoCloseable {
  private static final int STEPS_MAX = 8;

  private final RangeIterator range;
  private final RocksIterator iterator;
  private final VersionHeader header = new VersionHeader();
  private byte[] key = new byte[128];
  private int keyLength;
  private byte[] value = new byte[512];
  private boolean started;
  private boolean valid;

  /**
   * @param keys in which all keys lie that will be asked for
   */
  CurrentWalk(VersionStore store, KeyRange keys) {
    range = new RangeIterator(store, Column.CURRENT, keys, false, null);
    iterator = range.at();
  }

  /**
   * The commit timestamp of the newest version of a key; 0 if it has none.
   *
   * @param wanted not below the one before
   */
  long newestTs(byte[] wanted) throws RocksDBException {
    if (!started) {
      started = true;
      valid = range.move();
      readKey();
    }
    int order = compare(wanted);
    for (int step = 0; order < 0 && step < STEPS_MAX; step++) {
      valid = range.move();
      readKey();
      order = compare(wanted);
    }
    if (order < 0) {
      iterator.seek(wanted);
      valid = iterator.isValid();
      if (!valid) {
        iterator.status();
      }
      readKey();
      order = compare(wanted);
    }
    return order == 0 ? commitTs() : 0;
  }

  /** How the key where it stands lies to another; behind it at the end. */
  private int compare(byte[] wanted) {
    return valid ? Arrays.compareUnsigned(key, 0, keyLength, wanted, 0, wanted.length) : 1;
  }

  private void readKey() {
    if (!valid) {
      return;
    }
    keyLength = iterator.key(key);
    if (keyLength > key.length) {
      key = new byte[keyLength * 2];
      keyLength = iterator.key(key);
    }
  }

  private long commitTs() {
    int length = iterator.value(value);
    if (length > value.length) {
      value = new byte[length + length / 4];
      length = iterator.value(value);
    }
    header.parse(value, length);
    return header.commitTs;
  }

  @Override
  public void close() {
    range.close();
  }
}
