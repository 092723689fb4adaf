package io.braid.storage.node.mvcc;

import io.braid.common.Invariant;
import io.braid.storage.IndexChange;
import io.braid.storage.KeyMap;
import io.braid.storage.RowChange;
import io.braid.storage.StagedChunk;
import io.braid.storage.StoredVersion;
import io.braid.storage.VersionPointer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes the log entries of one chunk: a record for every change, with what its key held before,
 * and for every key where its newest record is. A chunk takes several entries; each is whole by
 * itself, and one is encoded while the one before it is in the log.
 */
final class StagedChunkEncoder {
  /** About; so many bytes keep the log busy while the next entry is encoded. */
  private static final int ENTRY_BYTES = 2 << 20;

  private final VersionStore store;
  private final StagedChunk chunk;
  private final KeyMap<KeyState> keys;

  /** What the entry has records of, by kind, because the rows of a load come in order. */
  private final List<KeyState> touchedRows = new ArrayList<>();

  private final List<KeyState> touchedIndexes = new ArrayList<>();
  private final List<byte[]> foldedKeys = new ArrayList<>();
  private final InCommitMap inCommit;
  private final long bytesMax;
  private final int entryBytes;
  private final EntriesUnderWay entries;
  private final ByteWriter record = new ByteWriter(512);
  private final byte[] recordKey = new byte[ChangeRecordCodec.KEY_BYTES];
  private EntryWriter entry;

  private static final class KeyState implements Comparable<KeyState> {
    private final byte[] key;
    private VersionPointer newest = VersionPointer.NONE;
    private byte @Nullable [] value;
    private int schemaVersion;
    private int first;
    private int last;

    /** Whether the entry has a record of it. */
    private boolean touched;

    KeyState(byte[] key) {
      this.key = key;
    }

    @Override
    public int compareTo(KeyState other) {
      return Arrays.compareUnsigned(key, other.key);
    }
  }

  /**
   * @param bytesMax of one entry
   * @param entries takes what is written; its owner waits for them
   */
  StagedChunkEncoder(
      VersionStore store,
      InCommitMap inCommit,
      StagedChunk chunk,
      long bytesMax,
      EntriesUnderWay entries) {
    this.inCommit = inCommit;
    this.bytesMax = bytesMax;
    this.entryBytes = (int) Math.min(ENTRY_BYTES, bytesMax / 2);
    this.entries = entries;
    this.store = store;
    this.chunk = chunk;
    this.keys = new KeyMap<>(chunk.rows().size() + chunk.indexes().size());
    this.entry = newEntry();
  }

  private EntryWriter newEntry() {
    return new EntryWriter(EntryWriter.KIND_DATA, 0, entryBytes + entryBytes / 4);
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
    boolean alone = begins;
    while (row < rows.size() || index < indexes.size()) {
      if (index == indexes.size()
          || (row < rows.size() && chunk.rowSequences()[row] < chunk.indexSequences()[index])) {
        addRow(rows.get(row), chunk.rowSequences()[row], chunk.movedIn().get(row));
        row++;
      } else {
        addIndex(indexes.get(index), chunk.indexSequences()[index]);
        index++;
      }
      // What stands beside the keys comes on top.
      if (entry.length() > entryBytes * 3 / 4) {
        flush();
        if (alone) {
          // Nothing may be staged of a transaction that has not begun.
          entries.await();
          alone = false;
        }
      }
    }
    flush();
  }

  private void flush() {
    putKeys(touchedRows);
    putKeys(touchedIndexes);
    Commit.checkSize(entry, bytesMax);
    InCommitMap.@Nullable Entry folding = null;
    if (!foldedKeys.isEmpty()) {
      foldedKeys.sort(Arrays::compareUnsigned);
      folding = inCommit.enterFolding(List.copyOf(foldedKeys));
      foldedKeys.clear();
    }
    entries.add(entry.finish(), folding);
    entry = newEntry();
  }

  /** In order, which RocksDB takes in fastest. */
  private void putKeys(List<KeyState> touched) {
    touched.sort(null);
    for (KeyState state : touched) {
      StagedKey.write(
          record, chunk.transactionId(), state.first, state.last, state.schemaVersion, state.value);
      entry.put(Column.STAGED_KEYS, state.key, record);
      state.touched = false;
    }
    touched.clear();
  }

  /**
   * @param fresh whether nothing can be found of the key, unless it is in the chunk
   */
  private KeyState state(byte[] key, boolean fresh) {
    KeyState known = keys.get(key);
    if (known != null) {
      return known;
    }
    KeyState state = new KeyState(key);
    keys.put(key, state);
    if (fresh) {
      assert store.isFresh(key) : "a fresh key that is not";
      return state;
    }
    StagedKey staged = store.stagedReads().key(key);
    if (staged != null && staged.transactionId() == chunk.transactionId()) {
      state.newest = new VersionPointer(staged.transactionId(), staged.last());
      StoredVersion own = staged.version(state.newest, store.stagedReads()::record);
      state.first = staged.first();
      state.value = own.value();
      state.schemaVersion = own.schemaVersion();
      return state;
    }
    Optional<StoredVersion> committed = staged == null ? store.folded(key) : store.newest(key);
    if (committed.isPresent()) {
      if (staged != null) {
        foldBefore(key, committed.get());
      }
      state.newest = committed.get().pointer();
      state.value = committed.get().value();
      state.schemaVersion = committed.get().schemaVersion();
    }
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
    KeyState state = state(row.key(), row.fresh());
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
    put(touchedRows, sequence, state, row.after(), row.schemaVersion());
    if (moved && !movedIn) {
      byte[] oldKey = row.oldKey().orElseThrow();
      KeyState source = state(oldKey, false);
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
      put(touchedRows, sequence + 1, source, null, source.schemaVersion);
    }
  }

  private void addIndex(IndexChange index, int sequence) {
    KeyState state = state(index.key(), index.fresh());
    record.clear();
    ChangeRecordCodec.writeStagedIndex(
        record, state.newest, index.key(), state.value, index.rowKey());
    put(touchedIndexes, sequence, state, index.rowKey(), 0);
  }

  /** Puts the record that was just encoded. */
  private void put(
      List<KeyState> touched,
      int sequence,
      KeyState state,
      byte @Nullable [] value,
      int schemaVersion) {
    if (!state.touched) {
      state.touched = true;
      touched.add(state);
    }
    ChangeRecordCodec.putKey(recordKey, chunk.transactionId(), sequence);
    entry.put(Column.STAGED, recordKey, record);
    state.newest = new VersionPointer(chunk.transactionId(), sequence);
    state.value = value;
    state.schemaVersion = schemaVersion;
    state.last = sequence;
    if (state.first == 0) {
      state.first = sequence;
    }
  }
}
