package io.braid.storage.node.mvcc;

import io.braid.storage.KeyRange;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/**
 * A walk through one range of a column family in one direction, with the native objects that it
 * needs. Opened, moved and closed inside the store's gate by its owner; not safe for several
 * threads.
 */
final class RangeIterator implements AutoCloseable {
  private final Slice lower;
  private final @Nullable Slice upper;
  private final ReadOptions options;
  private final RocksIterator iterator;
  private final boolean reverse;
  private boolean started;

  /**
   * Stands before the first key.
   *
   * @param range an empty end is that of the column family
   * @param snapshot what it sees; null for what is there now
   */
  RangeIterator(
      VersionStore store,
      Column column,
      KeyRange range,
      boolean reverse,
      @Nullable Snapshot snapshot) {
    this.reverse = reverse;
    lower = new Slice(range.start());
    upper = range.end().length == 0 ? null : new Slice(range.end());
    options = new ReadOptions().setIterateLowerBound(lower);
    if (upper != null) {
      options.setIterateUpperBound(upper);
    }
    if (snapshot != null) {
      options.setSnapshot(snapshot);
    }
    iterator = store.database().rocks().newIterator(store.database().handle(column), options);
  }

  /**
   * Goes to the next key.
   *
   * @return false at the end
   */
  boolean move() throws RocksDBException {
    if (!started) {
      started = true;
      if (reverse) {
        iterator.seekToLast();
      } else {
        iterator.seekToFirst();
      }
    } else if (reverse) {
      iterator.prev();
    } else {
      iterator.next();
    }
    if (iterator.isValid()) {
      return true;
    }
    iterator.status();
    return false;
  }

  /** The key and value where it stands. */
  RocksIterator at() {
    return iterator;
  }

  @Override
  public void close() {
    iterator.close();
    options.close();
    lower.close();
    if (upper != null) {
      upper.close();
    }
  }
}
