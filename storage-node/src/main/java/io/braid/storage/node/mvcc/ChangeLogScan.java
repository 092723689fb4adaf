package io.braid.storage.node.mvcc;

import io.braid.common.MySqlError;
import io.braid.storage.ChangeRecord;
import java.util.Optional;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * A forward cursor over {@code changes}. At the end of what was applied it says so and, when asked
 * again, looks for what came since. Records reach the log in the order of applying, not of their
 * timestamps: a follower of the log must not read above the resolved timestamp.
 */
public final class ChangeLogScan implements AutoCloseable {
  private static final long READAHEAD_BYTES = 256 * 1024;

  private final VersionStore store;
  private final boolean undoToo;
  private final ReadOptions options;
  private final RocksIterator iterator;

  /** The last key returned or passed over; the next is the first above it. */
  private final byte[] position = new byte[ChangeRecordCodec.KEY_BYTES];

  private boolean positioned;
  private boolean released;

  ChangeLogScan(VersionStore store, long commitTs, int sequence, boolean undoToo) {
    this.store = store;
    this.undoToo = undoToo;
    ChangeRecordCodec.putKey(position, commitTs, sequence);
    options = new ReadOptions().setReadaheadSize(READAHEAD_BYTES);
    iterator =
        store.database().rocks().newIterator(store.database().handle(Column.CHANGES), options);
    checkStart();
  }

  /**
   * The next record, or empty at the end of what has been applied so far.
   *
   * @throws io.braid.common.MySqlException ER_TABLE_DEF_CHANGED (1412) when garbage collection has
   *     passed the position
   */
  public Optional<ChangeRecord> next() {
    store.gate().enter();
    try {
      while (moved()) {
        byte[] value = iterator.value();
        iterator.key(position);
        if (undoToo || ChangeRecordCodec.isStreamed(value)) {
          return Optional.of(ChangeRecordCodec.read(position, value));
        }
      }
      return Optional.empty();
    } catch (RocksDBException failure) {
      throw VersionStore.readFailed(failure);
    } finally {
      store.gate().leave();
    }
  }

  /** Goes on behind (commitTs, sequence), forward or back, seeing all that is applied by now. */
  public void seekAfter(long commitTs, int sequence) {
    store.gate().enter();
    try {
      ChangeRecordCodec.putKey(position, commitTs, sequence);
      checkStart();
      positioned = false;
    } finally {
      store.gate().leave();
    }
  }

  private boolean moved() throws RocksDBException {
    if (positioned) {
      iterator.next();
      if (iterator.isValid()) {
        return true;
      }
      iterator.status();
    }
    iterator.refresh();
    iterator.seek(position);
    if (iterator.isValid() && java.util.Arrays.equals(iterator.key(), position)) {
      iterator.next();
    }
    positioned = iterator.isValid();
    if (!positioned) {
      iterator.status();
    }
    // After the seek: what lies between the old position and the next record must not have been
    // collected. Within one view of the database nothing can get lost.
    checkStart();
    return positioned;
  }

  private void checkStart() {
    if (ChangeRecordCodec.commitTs(position) < store.safePoint()) {
      throw MySqlError.ER_TABLE_DEF_CHANGED.with();
    }
  }

  @Override
  public void close() {
    store.release(this, this::release);
  }

  synchronized void release() {
    if (released) {
      return;
    }
    released = true;
    iterator.close();
    options.close();
  }
}
