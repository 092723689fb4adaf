package io.braid.storage.node.mvcc;

import io.braid.common.MySqlError;
import io.braid.storage.ChangeRecord;
import io.braid.storage.KeyRange;
import io.braid.storage.SequenceRange;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

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
  private @Nullable Referenced referenced;
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
      Optional<ChangeRecord> referenced = nextReferenced();
      if (referenced.isPresent()) {
        return referenced;
      }
      while (moved()) {
        byte[] value = iterator.value();
        iterator.key(position);
        if (ChangeRecordCodec.isReference(value)) {
          openReferenced(ChangeRecordCodec.readReference(value));
          referenced = nextReferenced();
          if (referenced.isPresent()) {
            return referenced;
          }
          continue;
        }
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

  /** Goes on with the staged records of a large transaction, which stand here in its place. */
  private void openReferenced(ChangeRecordCodec.Reference reference) {
    KeyRange records = StagedWorker.records(reference.transactionId());
    Slice end = new Slice(records.end());
    ReadOptions stagedOptions =
        new ReadOptions()
            .setReadaheadSize(READAHEAD_BYTES)
            .setFillCache(false)
            .setIterateUpperBound(end);
    RocksIterator staged =
        store.database().rocks().newIterator(store.database().handle(Column.STAGED), stagedOptions);
    staged.seek(records.start());
    synchronized (this) {
      this.referenced = new Referenced(reference.rolledBack(), staged, stagedOptions, end);
    }
  }

  private Optional<ChangeRecord> nextReferenced() throws RocksDBException {
    Referenced from = referenced;
    if (from == null) {
      return Optional.empty();
    }
    while (from.staged.isValid()) {
      byte[] value = from.staged.value();
      int sequence = ChangeRecordCodec.sequence(from.staged.key());
      from.staged.next();
      if (from.isKept(sequence) && (undoToo || ChangeRecordCodec.isStreamed(value))) {
        long commitTs = ChangeRecordCodec.commitTs(position);
        return Optional.of(
            ChangeRecordCodec.read(ChangeRecordCodec.key(commitTs, sequence), value));
      }
    }
    from.staged.status();
    closeReferenced();
    return Optional.empty();
  }

  private synchronized void closeReferenced() {
    Referenced open = referenced;
    if (open != null) {
      referenced = null;
      open.close();
    }
  }

  /** The records of one large transaction. */
  private static final class Referenced {
    private final List<SequenceRange> rolledBack;
    private final RocksIterator staged;
    private final ReadOptions options;
    private final Slice end;
    private int range;

    Referenced(
        List<SequenceRange> rolledBack, RocksIterator staged, ReadOptions options, Slice end) {
      this.rolledBack = rolledBack;
      this.staged = staged;
      this.options = options;
      this.end = end;
    }

    /** Sequences are asked for in ascending order. */
    boolean isKept(int sequence) {
      while (range < rolledBack.size() && rolledBack.get(range).last() < sequence) {
        range++;
      }
      return range == rolledBack.size() || sequence < rolledBack.get(range).first();
    }

    void close() {
      staged.close();
      options.close();
      end.close();
    }
  }

  /** Goes on behind (commitTs, sequence), forward or back, seeing all that is applied by now. */
  public void seekAfter(long commitTs, int sequence) {
    store.gate().enter();
    try {
      closeReferenced();
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
    closeReferenced();
    iterator.close();
    options.close();
  }
}
