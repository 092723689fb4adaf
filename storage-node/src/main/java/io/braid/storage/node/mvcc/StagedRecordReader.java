package io.braid.storage.node.mvcc;

import io.braid.common.InvariantViolation;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;

/**
 * Reads staged records of one snapshot; cheap when they are asked for about in the order in which
 * they were written, as a scan of a bulk load does. Used inside the store's gate, by one thread.
 */
final class StagedRecordReader implements AutoCloseable {
  /** A record this far ahead is walked to: rows and their index entries lie between each other. */
  private static final int STEPS_MAX = 8;

  private final ReadOptions options = new ReadOptions();
  private final RocksIterator records;
  private final byte[] key = new byte[ChangeRecordCodec.KEY_BYTES];
  private byte[] buffer = new byte[512];

  /**
   * @param snapshot what it sees; null for what is there now
   */
  StagedRecordReader(VersionStore store, @Nullable Snapshot snapshot) {
    if (snapshot != null) {
      options.setSnapshot(snapshot);
    }
    records = store.database().rocks().newIterator(store.database().handle(Column.STAGED), options);
  }

  /**
   * The record of a transaction with a sequence.
   *
   * @throws InvariantViolation if there is none
   */
  ChangeRecordCodec.StagedRecord read(long transactionId, int sequence) throws RocksDBException {
    move(transactionId, sequence);
    return ChangeRecordCodec.readStaged(records.value());
  }

  /** As {@link #read}, but only what the record leaves, which is valid until the next call. */
  void read(long transactionId, int sequence, StagedImage target) throws RocksDBException {
    move(transactionId, sequence);
    int length = records.value(buffer);
    if (length > buffer.length) {
      buffer = new byte[length + length / 4];
      length = records.value(buffer);
    }
    target.parse(buffer, length);
  }

  private void move(long transactionId, int sequence) throws RocksDBException {
    if (!walkTo(transactionId, sequence)) {
      ChangeRecordCodec.putKey(key, transactionId, sequence);
      records.seek(key);
      if (!isAt(transactionId, sequence)) {
        records.status();
        throw new InvariantViolation("no staged record (" + transactionId + ", " + sequence + ")");
      }
    }
  }

  private boolean walkTo(long transactionId, int sequence) {
    if (!records.isValid()) {
      return false;
    }
    records.key(key);
    long ahead = (long) sequence - ChangeRecordCodec.sequence(key);
    if (ChangeRecordCodec.commitTs(key) != transactionId || ahead < 0 || ahead > STEPS_MAX) {
      return false;
    }
    for (long step = 0; step < ahead && records.isValid(); step++) {
      records.next();
    }
    return isAt(transactionId, sequence);
  }

  private boolean isAt(long transactionId, int sequence) {
    if (!records.isValid()) {
      return false;
    }
    records.key(key);
    return ChangeRecordCodec.commitTs(key) == transactionId
        && ChangeRecordCodec.sequence(key) == sequence;
  }

  @Override
  public void close() {
    records.close();
    options.close();
  }
}
