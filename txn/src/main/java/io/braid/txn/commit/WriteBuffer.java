package io.braid.txn.commit;

import io.braid.storage.CatalogChange;
import io.braid.storage.IndexChange;
import io.braid.storage.KeyMap;
import io.braid.storage.KeyRange;
import io.braid.storage.RowChange;
import io.braid.storage.StatementMark;
import io.braid.storage.StreamQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one transaction: the changes in statement order for the write set, and the newest
 * own version of each key for its reads. It can be cut back to any earlier {@link Mark}.
 *
 * <p>Every change gets a sequence, by which a large transaction names its staged changes.
 *
 * <p>Used by one thread at a time, except {@link #putsInto}.
 */
final class WriteBuffer {
  /** Behind the transaction record and the reference to staged records. */
  static final int FIRST_SEQUENCE = 2;

  /** What a change costs beside its arrays: the change, its own version and a tree node. */
  private static final int CHANGE_BYTES = 160;

  /** So many versions are looked through; more are found by {@link #newest}. */
  private static final int LOOKED_THROUGH_MAX = 8;

  /** The newest version of each key, when there are many. */
  private @Nullable KeyMap<OwnVersion> newest;

  /**
   * The newest version of each key in key order, from when somebody first asks for a range: most
   * transactions never do. Others may ask at any time, see {@link #putsInto}, so it and what it is
   * made of are guarded by this object.
   */
  private @Nullable TreeMap<byte[], OwnVersion> ordered;

  private final ArrayList<OwnVersion> versions = new ArrayList<>();
  private final ArrayList<RowChange> rows = new ArrayList<>();
  private final ArrayList<IndexChange> indexes = new ArrayList<>();
  private final ArrayList<CatalogChange> catalog = new ArrayList<>();
  private final ArrayList<StatementMark> statements = new ArrayList<>();
  private final Sequences rowSequences = new Sequences();
  private final Sequences indexSequences = new Sequences();
  private final Sequences statementSequences = new Sequences();
  private int nextSequence;
  private int streamedRows;
  private Optional<StreamQuery> query = Optional.empty();
  private @Nullable PendingMark pendingMark;
  private long bytes;

  /** Numbers that grow. */
  static final class Sequences {
    private int[] values = new int[8];
    private int size;

    void add(int value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    int[] toArray() {
      return Arrays.copyOf(values, size);
    }

    int get(int at) {
      return values[at];
    }

    void cut(int newSize) {
      size = newSize;
    }
  }

  WriteBuffer() {
    this(FIRST_SEQUENCE);
  }

  /**
   * @param nextSequence of the first change
   */
  WriteBuffer(int nextSequence) {
    this.nextSequence = nextSequence;
  }

  /** How much was there at a moment. */
  record Mark(
      int versions,
      int rows,
      int indexes,
      int catalog,
      int statements,
      Optional<StreamQuery> query,
      int nextSequence,
      int streamedRows,
      long bytes) {}

  private record PendingMark(int flags, String queryText) {}

  Mark mark() {
    return new Mark(
        versions.size(),
        rows.size(),
        indexes.size(),
        catalog.size(),
        statements.size(),
        query,
        nextSequence,
        streamedRows,
        bytes);
  }

  void rollbackTo(Mark mark) {
    rollbackVersions(mark.versions());
    cut(rows, mark.rows());
    cut(indexes, mark.indexes());
    cut(catalog, mark.catalog());
    cut(statements, mark.statements());
    rowSequences.cut(mark.rows());
    indexSequences.cut(mark.indexes());
    statementSequences.cut(mark.statements());
    nextSequence = mark.nextSequence();
    streamedRows = mark.streamedRows();
    query = mark.query();
    bytes = mark.bytes();
  }

  private synchronized void rollbackVersions(int kept) {
    for (int i = versions.size() - 1; i >= kept; i--) {
      OwnVersion undone = versions.removeLast();
      OwnVersion older = undone.older();
      if (newest != null) {
        if (older == null) {
          newest.remove(undone.key());
        } else {
          newest.put(undone.key(), older);
        }
      }
      if (ordered != null) {
        if (older == null) {
          ordered.remove(undone.key());
        } else {
          ordered.put(undone.key(), older);
        }
      }
    }
  }

  /** The next row change begins a statement, or a part of one, with these facts. */
  void startStatement(int flags, String queryText) {
    pendingMark = new PendingMark(flags, queryText);
  }

  void write(RowChange change) {
    PendingMark begun = pendingMark;
    if (begun != null) {
      statements.add(new StatementMark(rows.size() + 1, begun.flags(), begun.queryText()));
      statementSequences.add(nextSequence);
      bytes += CHANGE_BYTES + begun.queryText().length();
      pendingMark = null;
    }
    rows.add(change);
    rowSequences.add(nextSequence);
    nextSequence += change.oldKey().isPresent() ? 2 : 1;
    streamedRows += change.streamed() ? 1 : 0;
    if (change.oldKey().isPresent()) {
      put(change.oldKey().get(), change.schemaVersion(), null);
    }
    put(change.key(), change.schemaVersion(), change.after());
    bytes += CHANGE_BYTES + length(change.before());
  }

  void write(IndexChange change) {
    indexes.add(change);
    indexSequences.add(nextSequence++);
    put(change.key(), 0, change.rowKey());
    bytes += length(change.previousRowKey());
  }

  void write(CatalogChange change) {
    catalog.add(change);
    put(change.key(), 0, change.value());
  }

  void streamQuery(StreamQuery statement) {
    query = Optional.of(statement);
  }

  /** The newest own version of a key; null if it was not written. */
  @Nullable OwnVersion get(byte[] key) {
    if (newest != null) {
      return newest.get(key);
    }
    for (int i = versions.size() - 1; i >= 0; i--) {
      if (Arrays.equals(versions.get(i).key(), key)) {
        return versions.get(i);
      }
    }
    return null;
  }

  /** Position that the next version gets; a cursor sees those below its own. */
  int end() {
    return versions.size();
  }

  /** Whether any key of a range was written. */
  boolean touches(KeyRange range) {
    return after(null, range) != null;
  }

  /** Whether there is a key in a range that was not removed. Any thread may ask. */
  synchronized boolean putsInto(KeyRange range) {
    if (versions.isEmpty()) {
      return false;
    }
    for (OwnVersion version : ordered().tailMap(range.start(), true).values()) {
      if (!range.contains(version.key())) {
        return false;
      }
      if (version.value() != null) {
        return true;
      }
    }
    return false;
  }

  /** The first own key of a range above {@code key}, or at all when that is null. */
  synchronized Map.@Nullable Entry<byte[], OwnVersion> after(
      byte @Nullable [] key, KeyRange range) {
    if (versions.isEmpty()) {
      return null;
    }
    Map.Entry<byte[], OwnVersion> entry =
        key == null ? ordered().ceilingEntry(range.start()) : ordered().higherEntry(key);
    return entry != null && range.contains(entry.getKey()) ? entry : null;
  }

  /** The last own key of a range below {@code key}, or at all when that is null. */
  synchronized Map.@Nullable Entry<byte[], OwnVersion> before(
      byte @Nullable [] key, KeyRange range) {
    if (versions.isEmpty()) {
      return null;
    }
    byte[] end = key == null ? range.end() : key;
    Map.Entry<byte[], OwnVersion> entry =
        end.length == 0 ? ordered().lastEntry() : ordered().lowerEntry(end);
    return entry != null && range.contains(entry.getKey()) ? entry : null;
  }

  private TreeMap<byte[], OwnVersion> ordered() {
    TreeMap<byte[], OwnVersion> made = ordered;
    if (made == null) {
      made = new TreeMap<>(Arrays::compareUnsigned);
      for (OwnVersion version : versions) {
        made.put(version.key(), version);
      }
      ordered = made;
    }
    return made;
  }

  boolean isEmpty() {
    return versions.isEmpty() && query.isEmpty();
  }

  /** Sequence of the next change. */
  int nextSequence() {
    return nextSequence;
  }

  /** Rows that the stream carries. */
  int streamedRows() {
    return streamedRows;
  }

  /** The sequence of a row. */
  int rowSequence(int at) {
    return rowSequences.get(at);
  }

  /** The sequence of an index entry. */
  int indexSequence(int at) {
    return indexSequences.get(at);
  }

  /** The statements, with the sequences that staged rows have. */
  List<StatementMark> stagedStatements() {
    List<StatementMark> marks = new ArrayList<>(statements.size());
    for (int i = 0; i < statements.size(); i++) {
      StatementMark mark = statements.get(i);
      marks.add(new StatementMark(statementSequences.get(i), mark.flags(), mark.queryText()));
    }
    return marks;
  }

  /** Whether a key was written. */
  boolean contains(byte[] key) {
    return get(key) != null;
  }

  /** An empty buffer that goes on behind this one; what is not staged is in it again. */
  WriteBuffer successor() {
    WriteBuffer next = new WriteBuffer(nextSequence);
    catalog.forEach(next::write);
    next.query = query;
    next.pendingMark = pendingMark;
    return next;
  }

  /** Whether there is anything but what must stay in memory until the commit. */
  boolean canBeStaged() {
    return !rows.isEmpty() || !indexes.isEmpty();
  }

  /** Goes on at a higher sequence. */
  void skipTo(int sequence) {
    nextSequence = Math.max(nextSequence, sequence);
  }

  int rowCount() {
    return rows.size();
  }

  long bytes() {
    return bytes;
  }

  List<RowChange> rows() {
    return rows;
  }

  List<IndexChange> indexes() {
    return indexes;
  }

  List<CatalogChange> catalog() {
    return catalog;
  }

  List<StatementMark> statements() {
    return statements;
  }

  Optional<StreamQuery> query() {
    return query;
  }

  private synchronized void put(byte[] key, int schemaVersion, byte @Nullable [] value) {
    OwnVersion version = new OwnVersion(key, versions.size(), schemaVersion, value, get(key));
    versions.add(version);
    if (newest != null) {
      newest.put(key, version);
    } else if (versions.size() > LOOKED_THROUGH_MAX) {
      newest = new KeyMap<>(4 * LOOKED_THROUGH_MAX);
      for (OwnVersion known : versions) {
        newest.put(known.key(), known);
      }
    }
    if (ordered != null) {
      ordered.put(key, version);
    }
    bytes += CHANGE_BYTES + key.length + length(value);
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static void cut(ArrayList<?> list, int size) {
    list.subList(size, list.size()).clear();
  }
}
