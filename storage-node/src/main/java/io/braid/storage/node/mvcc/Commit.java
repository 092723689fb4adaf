package io.braid.storage.node.mvcc;

import io.braid.common.Invariant;
import io.braid.common.InvariantViolation;
import io.braid.common.MySqlError;
import io.braid.storage.CatalogChange;
import io.braid.storage.ControlCommand;
import io.braid.storage.IndexChange;
import io.braid.storage.KeyMap;
import io.braid.storage.KeySpace;
import io.braid.storage.RowChange;
import io.braid.storage.Share;
import io.braid.storage.StoredVersion;
import io.braid.storage.VersionPointer;
import io.braid.storage.WriteSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One write set on its way into the log, in three steps: {@link #keys} go into the in-commit map,
 * {@link #resolve} reads the version that each key has now, {@link #encode} writes the entry once
 * the commit timestamp is known.
 *
 * <p>Sequence numbers: 0 is the transaction, then the rows in statement order, then catalog
 * objects; the streamed ones among them are the {@code recordCount} records of the stream. Of a
 * transaction over several volumes each has the sequence that it has in the whole transaction.
 * Undo-only records follow: the old keys of updates that moved a row, and index entries that had an
 * earlier version. A key's version in {@code current} points to the first record that the
 * transaction made for it; records of the same key behind it are only the stream's.
 *
 * <p>Index entries carry a full chain of undo records: an entry that replaces or removes an earlier
 * version gets one, a fresh entry none. That makes a plain scan of an index exact at every
 * snapshot, and gives garbage collection the tombstones to remove.
 *
 * @see "PROTOCOL.md, rules 6, 7 and 13 to 17"
 */
public final class Commit {
  private static final byte[] NO_BYTES = {};

  /** So many changes need no map. */
  private static final int LOOKED_THROUGH_MAX = 8;

  private final VersionStore store;
  private final WriteSet writes;
  private final @Nullable Share share;

  /** All keys; first as they come, from the end of the constructor on in key order. */
  private final List<KeyState> states;

  /** Where the keys of many changes are found; few are looked through. */
  private final @Nullable KeyMap<KeyState> statesByKey;

  private final KeyState[] rowStates;
  private final KeyState[] indexStates;
  private final List<IndexUndo> indexUndos = new ArrayList<>();
  private final List<OldKey> oldKeys = new ArrayList<>();
  private final List<KeyState> catalogRecords = new ArrayList<>();
  private int recordCount;

  /** What is known of one key while the transaction's changes are walked through. */
  private static final class KeyState {
    private final byte[] key;
    private VersionPointer before = VersionPointer.NONE;
    private int beforeSchemaVersion;
    private byte @Nullable [] beforeValue;
    private byte @Nullable [] value;
    private int schemaVersion;
    private int sequence;
    private boolean touched;
    private boolean removed;
    private boolean written;

    /** Nothing is there to be read. */
    private boolean fresh;

    private KeyState(byte[] key) {
      this.key = key;
    }
  }

  /** The undo-only record of an update that moved a row away from its key. */
  private record OldKey(KeyState state, int rowIndex) {}

  private record IndexUndo(KeyState state) {}

  /**
   * @param writes with distinct tables locked by the caller
   */
  public Commit(VersionStore store, WriteSet writes) {
    this.store = store;
    this.writes = writes;
    this.share = writes.share().orElse(null);
    List<RowChange> rows = writes.rows();
    List<IndexChange> indexes = writes.indexes();
    int changes = rows.size() + indexes.size();
    states = new ArrayList<>(changes);
    statesByKey = changes > LOOKED_THROUGH_MAX ? new KeyMap<>(changes) : null;
    rowStates = new KeyState[rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      RowChange row = rows.get(i);
      rowStates[i] = addKey(row.key());
      rowStates[i].fresh |= row.fresh();
      if (hasOldKeyHere(i)) {
        addKey(row.oldKey().orElseThrow());
      }
    }
    indexStates = new KeyState[indexes.size()];
    for (int i = 0; i < indexes.size(); i++) {
      indexStates[i] = addKey(indexes.get(i).key());
      indexStates[i].fresh |= indexes.get(i).fresh();
    }
    for (CatalogChange catalog : writes.catalog()) {
      addKey(catalog.key());
    }
    states.sort((left, right) -> Arrays.compareUnsigned(left.key, right.key));
  }

  private boolean hasOldKeyHere(int rowIndex) {
    return writes.rows().get(rowIndex).oldKey().isPresent()
        && (share == null || !share.movedIn().get(rowIndex));
  }

  private int sequenceOf(int rowIndex) {
    return share == null ? rowIndex + 1 : share.rowSequences()[rowIndex];
  }

  private KeyState addKey(byte[] key) {
    KeyState known = find(key);
    if (known != null) {
      return known;
    }
    Invariant.check(
        key.length > KeySpace.PREFIX_BYTES - 1 && key.length <= KeySpace.KEY_BYTES_MAX,
        "a key of %s bytes",
        key.length);
    KeyState state = new KeyState(key);
    states.add(state);
    if (statesByKey != null) {
      statesByKey.put(key, state);
    }
    return state;
  }

  private @Nullable KeyState find(byte[] key) {
    if (statesByKey != null) {
      return statesByKey.get(key);
    }
    for (KeyState state : states) {
      if (Arrays.equals(state.key, key)) {
        return state;
      }
    }
    return null;
  }

  /** Every key that the transaction touches, without duplicates, in order. */
  public List<byte[]> keys() {
    byte[][] keys = new byte[states.size()][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = states.get(i).key;
    }
    return Arrays.asList(keys);
  }

  /**
   * Reads what each key holds now and gives every record its sequence. The keys are in the
   * in-commit map and locked, so nothing can change it.
   */
  public void resolve() {
    for (KeyState state : states) {
      if (state.fresh) {
        assert store.isFresh(state.key) : "a fresh key that is not";
      } else {
        store.newest(state.key).ifPresent(newest -> load(state, newest));
      }
    }
    List<RowChange> rows = writes.rows();
    for (int i = 0; i < rows.size(); i++) {
      resolveRow(rows.get(i), i);
    }
    int sequence = share == null ? rows.size() : share.lastRowSequence();
    recordCount = share == null ? streamedRows(rows) : share.streamedRows();
    for (CatalogChange change : writes.catalog()) {
      KeyState state = state(change.key());
      if (!state.touched && (change.value() != null || state.value != null)) {
        state.touched = true;
        state.sequence = ++sequence;
        recordCount++;
        catalogRecords.add(state);
      }
      if (state.touched) {
        state.value = change.value();
        state.written = true;
      }
    }
    for (OldKey oldKey : oldKeys) {
      oldKey.state.sequence = ++sequence;
    }
    for (int i = 0; i < indexStates.length; i++) {
      resolveIndex(indexStates[i], writes.indexes().get(i));
    }
    for (KeyState state : states) {
      if (KeySpace.isIndexEntry(state.key)) {
        boolean same =
            state.value == null
                ? state.beforeValue == null
                : Arrays.equals(state.value, state.beforeValue);
        state.written = !same;
        if (state.written && state.before.commitTs() != 0) {
          state.sequence = ++sequence;
          indexUndos.add(new IndexUndo(state));
        }
      }
    }
  }

  private static int streamedRows(List<RowChange> rows) {
    int streamed = 0;
    for (RowChange row : rows) {
      streamed += row.streamed() ? 1 : 0;
    }
    return streamed;
  }

  private static void load(KeyState state, StoredVersion newest) {
    state.before = newest.pointer();
    state.beforeSchemaVersion = newest.schemaVersion();
    state.beforeValue = newest.value();
    state.value = newest.value();
    state.schemaVersion = newest.schemaVersion();
  }

  private void resolveRow(RowChange row, int rowIndex) {
    KeyState state = rowStates[rowIndex];
    boolean movedIn = row.oldKey().isPresent() && !hasOldKeyHere(rowIndex);
    KeyState source = movedIn ? state : row.oldKey().map(this::state).orElse(state);
    if (movedIn) {
      Invariant.check(
          state.value == null, "an update moves a row onto another of table %s", row.tableId());
    } else {
      checkBefore(row, source);
    }
    if (source != state) {
      Invariant.check(
          state.value == null, "an update moves a row onto another of table %s", row.tableId());
      if (!source.touched) {
        source.touched = true;
        oldKeys.add(new OldKey(source, rowIndex));
      }
      source.value = null;
      source.written = true;
    }
    if (!state.touched) {
      state.touched = true;
      state.sequence = sequenceOf(rowIndex);
    }
    state.value = row.after();
    state.schemaVersion = row.schemaVersion();
    state.written = true;
  }

  /** A before image that is not what the key holds would give readers and the stream a lie. */
  private static void checkBefore(RowChange row, KeyState source) {
    if (row.before() == null) {
      Invariant.check(
          source.value == null, "an insert onto an existing row of table %s", row.tableId());
      return;
    }
    Invariant.check(
        source.value != null, "a change of a row of table %s that does not exist", row.tableId());
    Invariant.check(
        source.schemaVersion != row.schemaVersion() || Arrays.equals(source.value, row.before()),
        "a before image of table %s that is not the row's",
        row.tableId());
  }

  private static void resolveIndex(KeyState state, IndexChange change) {
    Invariant.check(
        KeySpace.isIndexEntry(state.key), "an index change of a row's or catalog object's key");
    if (change.rowKey() != null
        && state.value != null
        && !state.removed
        && change.previousRowKey() == null) {
      Invariant.check(
          Arrays.equals(state.value, change.rowKey()),
          "an index entry of table %s that belongs to another row",
          KeySpace.tableId(change.key()));
    }
    state.removed |= change.rowKey() == null;
    state.value = change.rowKey();
  }

  private KeyState state(byte[] key) {
    KeyState state = find(key);
    if (state == null) {
      throw new InvariantViolation("a key that was not announced");
    }
    return state;
  }

  /**
   * Writes the log entry.
   *
   * @param bytesMax of the entry
   * @throws io.braid.common.MySqlException ER_TRANS_CACHE_FULL (1197) when it is larger
   */
  public byte[] encode(long commitTs, long bytesMax) {
    return encode(commitTs, bytesMax, false);
  }

  /** As {@link #encode(long, long)}, for a part that was prepared and ends with it. */
  public byte[] encodePrepared(long commitTs, long bytesMax) {
    return encode(commitTs, bytesMax, true);
  }

  private byte[] encode(long commitTs, long bytesMax, boolean prepared) {
    EntryWriter entry = new EntryWriter(EntryWriter.KIND_DATA, commitTs, 1024);
    ByteWriter record = new ByteWriter(512);
    if (share == null || share.primary()) {
      ChangeRecordCodec.writeTransaction(record, writes.transaction(), recordCount);
      entry.put(Column.CHANGES, ChangeRecordCodec.key(commitTs, 0), record);
    }
    encodeRows(entry, record, commitTs, bytesMax);
    for (KeyState state : catalogRecords) {
      record.clear();
      ChangeRecordCodec.writeCatalog(
          record, state.before, state.key, state.beforeValue, state.value);
      entry.put(Column.CHANGES, ChangeRecordCodec.key(commitTs, state.sequence), record);
    }
    for (OldKey oldKey : oldKeys) {
      encodeOldKey(entry, record, commitTs, oldKey);
    }
    for (IndexUndo undo : indexUndos) {
      record.clear();
      ChangeRecordCodec.writeIndex(
          record,
          undo.state.before,
          undo.state.key,
          undo.state.beforeValue,
          undo.state.value != null);
      entry.put(Column.CHANGES, ChangeRecordCodec.key(commitTs, undo.state.sequence), record);
    }
    for (KeyState state : states) {
      encodeCurrent(entry, commitTs, state);
      checkSize(entry, bytesMax);
    }
    for (Map.Entry<Long, Long> counter : writes.autoIncrements().entrySet()) {
      entry.merge(
          Column.META,
          MetaKey.of(MetaKey.AUTO_INCREMENT, counter.getKey()),
          MetaKey.value(counter.getValue()));
    }
    if (share != null && share.staged().isPresent()) {
      long transactionId = writes.transaction().transactionId().value();
      record.clear();
      ChangeRecordCodec.writeReference(record, transactionId, share.staged().get());
      entry.put(
          Column.CHANGES,
          ChangeRecordCodec.key(commitTs, ChangeRecordCodec.REFERENCE_SEQUENCE),
          record);
      entry.put(
          Column.META,
          MetaKey.of(MetaKey.LARGE_TRANSACTION, transactionId),
          MetaKey.value(commitTs));
    }
    for (long tableId : writes.droppedTables()) {
      entry.put(Column.META, MetaKey.of(MetaKey.DROPPED_TABLE, tableId), MetaKey.value(commitTs));
    }
    entry.put(
        Column.META,
        MetaKey.of(MetaKey.TRANSACTION, writes.transaction().transactionId().value()),
        MetaKey.value(commitTs));
    if (prepared) {
      PreparedPartCodec.remove(entry, writes.transaction().transactionId().value());
    }
    checkSize(entry, bytesMax);
    return entry.finish();
  }

  private void encodeRows(EntryWriter entry, ByteWriter record, long commitTs, long bytesMax) {
    List<RowChange> rows = writes.rows();
    for (int i = 0; i < rows.size(); i++) {
      RowChange row = rows.get(i);
      KeyState state = rowStates[i];
      int sequence = sequenceOf(i);
      VersionPointer previous =
          state.sequence == sequence ? state.before : new VersionPointer(commitTs, state.sequence);
      int flags =
          (row.streamed() ? ChangeRecordCodec.FLAG_STREAMED : 0)
              | (row.oldKey().isPresent() ? ChangeRecordCodec.FLAG_MOVED_HERE : 0);
      record.clear();
      ChangeRecordCodec.writeRow(
          record,
          flags,
          previous,
          row.tableId(),
          row.schemaVersion(),
          row.key(),
          row.before(),
          row.after());
      entry.put(Column.CHANGES, ChangeRecordCodec.key(commitTs, sequence), record);
      checkSize(entry, bytesMax);
    }
  }

  private void encodeOldKey(EntryWriter entry, ByteWriter record, long commitTs, OldKey oldKey) {
    RowChange row = writes.rows().get(oldKey.rowIndex);
    record.clear();
    ChangeRecordCodec.writeRow(
        record,
        0,
        oldKey.state.before,
        row.tableId(),
        oldKey.state.beforeSchemaVersion,
        oldKey.state.key,
        oldKey.state.beforeValue,
        null);
    entry.put(Column.CHANGES, ChangeRecordCodec.key(commitTs, oldKey.state.sequence), record);
  }

  private static void encodeCurrent(EntryWriter entry, long commitTs, KeyState state) {
    boolean nothing = state.value == null && state.beforeValue == null;
    if (!state.written || nothing) {
      return;
    }
    byte[] image = state.value == null ? NO_BYTES : state.value;
    entry.putVersion(
        state.key, state.value == null, commitTs, state.sequence, state.schemaVersion, image);
  }

  static void checkSize(EntryWriter entry, long bytesMax) {
    if (entry.length() > bytesMax) {
      throw MySqlError.ER_TRANS_CACHE_FULL.with();
    }
  }

  /** The entry of a control record. */
  public static byte[] encodeControl(long commitTs, ControlCommand command) {
    EntryWriter entry = new EntryWriter(EntryWriter.KIND_DATA, commitTs, 128);
    ByteWriter record = new ByteWriter(64);
    ChangeRecordCodec.writeControl(record, command);
    entry.put(Column.CHANGES, ChangeRecordCodec.key(commitTs, 0), record);
    return entry.finish();
  }
}
