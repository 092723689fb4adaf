package io.braid.storage.node.mvcc;

import io.braid.common.Invariant;
import io.braid.storage.IndexChange;
import io.braid.storage.RowChange;
import io.braid.storage.StagedChunk;
import io.braid.storage.StoredVersion;
import io.braid.storage.VersionPointer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the log entries of one chunk: a record for every change, with what its key held before,
 * and for every key where its newest record is. A chunk that is too large for one entry takes
 * several; each is whole by itself.
 */
final class StagedChunkEncoder {
  private final VersionStore store;
  private final StagedChunk chunk;
  private final Map<byte[], KeyState> keys = new TreeMap<>(Arrays::compareUnsigned);
  private final Map<byte[], KeyState> touched = new TreeMap<>(Arrays::compareUnsigned);
  private final Set<byte[]> foldedKeys = new TreeSet<>(Arrays::compareUnsigned);
  private final InCommitMap inCommit;
  private final long bytesMax;
  private final Consumer<byte[]> propose;
  private EntryWriter entry = newEntry();
  private final ByteWriter record = new ByteWriter(512);

  private static final class KeyState {
    private VersionPointer newest = VersionPointer.NONE;
    private byte @Nullable [] value;
    private int schemaVersion;
    private int first;
    private int last;
  }

  /**
   * @param bytesMax of one entry
   * @param propose puts an entry into the log and waits until it is applied
   */
  StagedChunkEncoder(
      VersionStore store,
      InCommitMap inCommit,
      StagedChunk chunk,
      long bytesMax,
      Consumer<byte[]> propose) {
    this.inCommit = inCommit;
    this.bytesMax = bytesMax;
    this.propose = propose;
    this.store = store;
    this.chunk = chunk;
  }

  private static EntryWriter newEntry() {
    return new EntryWriter(EntryWriter.KIND_DATA, 0, 1 << 16);
  }

  /**
   * @param begins whether it is the transaction's first chunk here
   * @throws io.braid.common.MySqlException ER_TRANS_CACHE_FULL (1197) when one row is larger than
   *     an entry may be
   */
  void write(boolean begins) {
    if (begins) {
      entry.put(
          Column.META,
          MetaKey.of(MetaKey.LARGE_TRANSACTION, chunk.transactionId()),
          MetaKey.value(0));
    }
    List<RowChange> rows = chunk.rows();
    List<IndexChange> indexes = chunk.indexes();
    int row = 0;
    int index = 0;
    while (row < rows.size() || index < indexes.size()) {
      if (index == indexes.size()
          || (row < rows.size() && chunk.rowSequences()[row] < chunk.indexSequences()[index])) {
        addRow(rows.get(row), chunk.rowSequences()[row], chunk.movedIn().get(row));
        row++;
      } else {
        addIndex(indexes.get(index), chunk.indexSequences()[index]);
        index++;
      }
      if (entry.length() > bytesMax / 2) {
        flush();
      }
    }
    flush();
  }

  private void flush() {
    for (Map.Entry<byte[], KeyState> key : touched.entrySet()) {
      KeyState state = key.getValue();
      StagedKey.write(
          record, chunk.transactionId(), state.first, state.last, state.schemaVersion, state.value);
      entry.put(Column.STAGED_KEYS, key.getKey(), record);
    }
    touched.clear();
    Commit.checkSize(entry, bytesMax);
    InCommitMap.Entry folding = inCommit.enterFolding(List.copyOf(foldedKeys));
    try {
      propose.accept(entry.finish());
    } finally {
      inCommit.leave(folding);
    }
    foldedKeys.clear();
    entry = newEntry();
  }

  private KeyState state(byte[] key) {
    KeyState state = keys.get(key);
    if (state != null) {
      return state;
    }
    state = new KeyState();
    StagedKey staged = store.stagedKey(key);
    if (staged != null && staged.transactionId() == chunk.transactionId()) {
      ChangeRecordCodec.StagedRecord last =
          store.stagedRecord(staged.transactionId(), staged.last());
      state.newest = new VersionPointer(staged.transactionId(), staged.last());
      state.first = staged.first();
      state.value = last.after();
      state.schemaVersion = last.schemaVersion();
    } else {
      Optional<StoredVersion> committed = store.newest(key);
      if (staged != null && committed.isPresent()) {
        foldBefore(key, committed.get());
      }
      if (committed.isPresent()) {
        state.newest = committed.get().pointer();
        state.value = committed.get().value();
        state.schemaVersion = committed.get().schemaVersion();
      }
    }
    keys.put(key, state);
    return state;
  }

  /**
   * A key that another large transaction has staged and that is not folded yet: its version goes to
   * {@code current} in the same entry that takes its place.
   */
  private void foldBefore(byte[] key, StoredVersion newest) {
    boolean folded =
        store
            .folded(key)
            .map(current -> current.pointer().commitTs() == newest.pointer().commitTs())
            .orElse(false);
    if (folded) {
      return;
    }
    byte[] value = newest.value();
    entry.putVersion(
        key,
        value == null,
        newest.pointer().commitTs(),
        newest.pointer().sequence(),
        newest.schemaVersion(),
        value == null ? new byte[0] : value);
    foldedKeys.add(key);
  }

  private void addRow(RowChange row, int sequence, boolean movedIn) {
    KeyState state = state(row.key());
    boolean moved = row.oldKey().isPresent();
    if (moved || row.before() == null) {
      Invariant.check(
          state.value == null, "a row comes onto an existing one of table %s", row.tableId());
    }
    record.clear();
    ChangeRecordCodec.writeRow(
        record,
        (row.streamed() ? ChangeRecordCodec.FLAG_STREAMED : 0)
            | (moved ? ChangeRecordCodec.FLAG_MOVED_HERE : 0),
        state.newest,
        row.tableId(),
        row.schemaVersion(),
        row.key(),
        row.before(),
        row.after());
    put(row.key(), sequence, state, row.after(), row.schemaVersion());
    if (moved && !movedIn) {
      byte[] oldKey = row.oldKey().orElseThrow();
      KeyState source = state(oldKey);
      Invariant.check(
          source.value != null, "a row of table %s that does not exist moves", row.tableId());
      record.clear();
      ChangeRecordCodec.writeRow(
          record,
          0,
          source.newest,
          row.tableId(),
          source.schemaVersion,
          oldKey,
          source.value,
          null);
      put(oldKey, sequence + 1, source, null, source.schemaVersion);
    }
  }

  private void addIndex(IndexChange index, int sequence) {
    KeyState state = state(index.key());
    record.clear();
    ChangeRecordCodec.writeStagedIndex(
        record, state.newest, index.key(), state.value, index.rowKey());
    put(index.key(), sequence, state, index.rowKey(), 0);
  }

  private void put(
      byte[] key, int sequence, KeyState state, byte @Nullable [] value, int schemaVersion) {
    touched.put(key, state);
    entry.put(Column.STAGED, ChangeRecordCodec.key(chunk.transactionId(), sequence), record);
    state.newest = new VersionPointer(chunk.transactionId(), sequence);
    state.value = value;
    state.schemaVersion = schemaVersion;
    state.last = sequence;
    if (state.first == 0) {
      state.first = sequence;
    }
  }
}
