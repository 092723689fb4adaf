package io.braid.executor.dml;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.CatalogSnapshot.ChildKey;
import io.braid.common.catalog.ForeignKeyDefinition;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.row.KeyBuffer;
import io.braid.common.row.KeyEncoder;
import io.braid.common.row.RowImageReader;
import io.braid.common.row.RowImageWriter;
import io.braid.executor.table.IndexKeys;
import io.braid.executor.table.TableFormat;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.StatementMark;
import io.braid.storage.StoredVersion;
import io.braid.storage.VersionCursor;
import io.braid.txn.LockMode;
import io.braid.txn.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Foreign keys of one table, as child and as parent.
 *
 * @see "PROTOCOL.md, rule 28; MySQL 9.7 Reference Manual, FOREIGN KEY Constraints"
 */
final class ForeignKeys {
  private static final int CASCADE_DEPTH_MAX = 15;

  private final TableFormat format;
  private final ChangeContext context;
  private final Transaction transaction;
  private final List<ChildKey> children;
  private int depth;

  ForeignKeys(TableFormat format, ChangeContext context) {
    this.format = format;
    this.context = context;
    transaction = context.transaction();
    TableDefinition table = format.table();
    children = context.statement().catalog().childKeys(table.schema(), table.name());
  }

  // ---- as child

  /**
   * Checks that the parents of a new row exist, and locks them.
   *
   * @throws MySqlException 1452
   */
  void checkParents(RowImageReader row, Optional<RowImageReader> before) {
    for (ForeignKeyDefinition key : format.table().foreignKeys()) {
      int[] columns = ordinals(format.table(), key.columns());
      if (anyNull(row, columns) || before.isPresent() && same(row, before.get(), columns)) {
        continue;
      }
      if (!parentExists(key, row, columns)) {
        throw MySqlError.ER_NO_REFERENCED_ROW_2.with(describe(format.table(), key));
      }
    }
  }

  private boolean parentExists(ForeignKeyDefinition key, RowImageReader row, int[] columns) {
    Optional<TableDefinition> parent =
        context.statement().catalog().table(key.parentSchema(), key.parentTable());
    if (parent.isEmpty()) {
      return false;
    }
    if (isOwnParent(parent.get(), key, row, columns)) {
      return true;
    }
    TableFormat parentFormat = context.writer(parent.get()).format();
    int[] parentColumns = ordinals(parent.get(), key.parentColumns());
    Optional<IndexKeys> index = indexOn(parentFormat, parentColumns);
    if (index.isEmpty()) {
      return false;
    }
    byte[] prefix = keyPrefix(index.get(), parentColumns, row, columns);
    boolean exact =
        index.get().definition().isUnique()
            && index.get().definition().parts().size() == columns.length;
    if (exact) {
      return transaction.getForUpdate(prefix, LockMode.SHARED, context.lockWait()).isPresent();
    }
    return matchingKeys(index.get(), prefix).stream()
        .anyMatch(
            k -> transaction.getForUpdate(k, LockMode.SHARED, context.lockWait()).isPresent());
  }

  /** A row may refer to itself. */
  private boolean isOwnParent(
      TableDefinition parent, ForeignKeyDefinition key, RowImageReader row, int[] columns) {
    if (parent.tableId() != format.table().tableId()) {
      return false;
    }
    int[] parentColumns = ordinals(parent, key.parentColumns());
    return !anyNull(row, parentColumns)
        && Arrays.equals(encode(row, columns), encode(row, parentColumns));
  }

  private byte[] encode(RowImageReader row, int[] columns) {
    List<IndexDefinition.Part> parts =
        Arrays.stream(columns).mapToObj(c -> new IndexDefinition.Part(c, 0, false)).toList();
    return KeyEncoder.of(row.layout(), parts).key(row);
  }

  // ---- as parent

  /**
   * Does what the foreign keys say about children of a row that goes away.
   *
   * @throws MySqlException 1451
   */
  void parentDeleted(byte[] image) {
    for (ChildKey child : children) {
      act(child, image, Optional.empty(), child.key().onDelete());
    }
  }

  /** As {@link #parentDeleted} for a row whose referenced columns change. */
  void parentUpdated(byte[] before, byte[] after) {
    for (ChildKey child : children) {
      int[] columns = ordinals(format.table(), child.key().parentColumns());
      RowImageReader old = reader(before);
      RowImageReader wanted = reader(after);
      if (!same(old, wanted, columns)) {
        act(child, before, Optional.of(after), child.key().onUpdate());
      }
    }
  }

  private RowImageReader reader(byte[] image) {
    RowImageReader reader = new RowImageReader();
    reader.reset(format.layout(), image);
    return reader;
  }

  private void act(
      ChildKey child, byte[] before, Optional<byte[]> after, ForeignKeyDefinition.Action action) {
    RowImageReader parentRow = reader(before);
    int[] parentColumns = ordinals(format.table(), child.key().parentColumns());
    if (anyNull(parentRow, parentColumns)) {
      return;
    }
    TableWriter writer = context.writer(child.child());
    int[] childColumns = ordinals(child.child(), child.key().columns());
    IndexKeys index =
        indexOn(writer.format(), childColumns)
            .orElseThrow(() ->
                new io.braid.common.InvariantViolation(
                    "foreign key " + child.key().name() + " has an index"));
    byte[] prefix = keyPrefix(index, childColumns, parentRow, parentColumns);
    List<byte[]> keys = matchingKeys(index, prefix);
    // A row that refers to itself, or to one that is being removed because of it, goes with it.
    keys.removeIf(context::isBeingRemoved);
    if (keys.isEmpty()) {
      return;
    }
    switch (action) {
      case NO_ACTION, RESTRICT, SET_DEFAULT -> {
        for (byte[] key : keys) {
          Optional<StoredVersion> row =
              transaction.getForUpdate(key, LockMode.SHARED, context.lockWait());
          if (row.isPresent()) {
            throw MySqlError.ER_ROW_IS_REFERENCED_2.with(describe(child.child(), child.key()));
          }
        }
      }
      case CASCADE, SET_NULL -> cascade(child, writer, keys, parentRow, after, action);
    }
  }

  private void cascade(
      ChildKey child,
      TableWriter writer,
      List<byte[]> keys,
      RowImageReader parentRow,
      Optional<byte[]> after,
      ForeignKeyDefinition.Action action) {
    if (++depth > CASCADE_DEPTH_MAX) {
      throw MySqlError.ER_FK_DEPTH_EXCEEDED.with(CASCADE_DEPTH_MAX);
    }
    transaction.continueStatement(StatementMark.CASCADE);
    for (byte[] key : keys) {
      context.statement().cancellation().check();
      Optional<TableWriter.StoredRow> row = writer.lock(key);
      if (row.isEmpty()) {
        continue;
      }
      if (after.isEmpty() && action == ForeignKeyDefinition.Action.CASCADE) {
        writer.delete(row.get());
        continue;
      }
      byte[] changed = changed(child, writer, row.get(), after, action);
      Optional<TableWriter.Conflict> conflict = writer.conflict(changed, row);
      if (conflict.isPresent()) {
        throw writer.duplicate(conflict.get(), changed);
      }
      writer.updateCascaded(row.get(), changed);
    }
    depth--;
    transaction.continueStatement(baseFlags());
  }

  private int baseFlags() {
    return depth > 0 ? StatementMark.CASCADE : 0;
  }

  /** A child's image with its foreign key columns set to the parent's new values, or to NULL. */
  private byte[] changed(
      ChildKey child,
      TableWriter writer,
      TableWriter.StoredRow row,
      Optional<byte[]> after,
      ForeignKeyDefinition.Action action) {
    RowImageReader old = new RowImageReader();
    old.reset(writer.format().layout(), row.image());
    int[] childColumns = ordinals(child.child(), child.key().columns());
    int[] parentColumns = ordinals(format.table(), child.key().parentColumns());
    RowImageWriter image = new RowImageWriter();
    image.start(writer.format().layout());
    for (int c = 0; c < writer.format().layout().columnCount(); c++) {
      int place = place(childColumns, c);
      if (place < 0) {
        image.copy(c, old, c);
      } else if (action == ForeignKeyDefinition.Action.SET_NULL || after.isEmpty()) {
        image.setNull(c);
      } else {
        image.copy(c, reader(after.get()), parentColumns[place]);
      }
    }
    return image.toByteArray();
  }

  private static int place(int[] columns, int column) {
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] == column) {
        return i;
      }
    }
    return -1;
  }

  // ---- keys

  private static int[] ordinals(TableDefinition table, List<String> names) {
    return names.stream()
        .mapToInt(n ->
            table
                .columnOrdinal(n)
                .orElseThrow(() ->
                    new io.braid.common.InvariantViolation(
                        "column " + n + " of " + table.name() + " exists")))
        .toArray();
  }

  private static boolean anyNull(RowImageReader row, int[] columns) {
    for (int column : columns) {
      if (row.isNull(column)) {
        return true;
      }
    }
    return false;
  }

  private boolean same(RowImageReader a, RowImageReader b, int[] columns) {
    return Arrays.equals(encode(a, columns), encode(b, columns));
  }

  /** An index whose first columns are these, in any order; the primary key first. */
  static Optional<IndexKeys> indexOn(TableFormat format, int[] columns) {
    List<IndexKeys> all = new ArrayList<>();
    format.primary().ifPresent(all::add);
    all.addAll(format.secondary());
    return all.stream().filter(i -> covers(i.definition(), columns)).findFirst();
  }

  private static boolean covers(IndexDefinition index, int[] columns) {
    if (index.parts().size() < columns.length) {
      return false;
    }
    for (int p = 0; p < columns.length; p++) {
      IndexDefinition.Part part = index.parts().get(p);
      if (part.prefixLength() > 0 || place(columns, part.column()) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The start of an index's entries that have a row's values, column by column. */
  private static byte[] keyPrefix(
      IndexKeys index, int[] indexColumns, RowImageReader row, int[] rowColumns) {
    List<IndexDefinition.Part> parts = new ArrayList<>();
    for (int p = 0; p < indexColumns.length; p++) {
      IndexDefinition.Part part = index.definition().parts().get(p);
      int column = rowColumns[place(indexColumns, part.column())];
      parts.add(new IndexDefinition.Part(column, 0, part.descending()));
    }
    KeyBuffer out = new KeyBuffer();
    out.write(index.prefix(), 0, index.prefix().length);
    KeyEncoder.of(row.layout(), parts).append(row, out);
    return out.toByteArray();
  }

  private List<byte[]> matchingKeys(IndexKeys index, byte[] prefix) {
    List<byte[]> keys = new ArrayList<>();
    boolean rows = index.definition().indexId() == KeySpace.ROW_INDEX;
    KeyRange range = new KeyRange(prefix, KeySpace.successorOfPrefix(prefix));
    try (VersionCursor cursor = transaction.scanNewest(range, false)) {
      while (cursor.next()) {
        keys.add(
            rows
                ? Arrays.copyOfRange(
                    cursor.keyArray(), cursor.keyOffset(), cursor.keyOffset() + cursor.keyLength())
                : Arrays.copyOfRange(
                    cursor.valueArray(),
                    cursor.valueOffset(),
                    cursor.valueOffset() + cursor.valueLength()));
      }
    }
    return keys;
  }

  /** The constraint as errors 1451 and 1452 quote it. */
  static String describe(TableDefinition child, ForeignKeyDefinition key) {
    String parent =
        key.parentSchema().equals(child.schema())
            ? quoted(key.parentTable())
            : quoted(key.parentSchema()) + "." + quoted(key.parentTable());
    return " ("
        + quoted(child.schema())
        + "."
        + quoted(child.name())
        + ", CONSTRAINT "
        + quoted(key.name())
        + " FOREIGN KEY ("
        + list(key.columns())
        + ") REFERENCES "
        + parent
        + " ("
        + list(key.parentColumns())
        + ")"
        + action(" ON DELETE ", key.onDelete())
        + action(" ON UPDATE ", key.onUpdate())
        + ")";
  }

  private static String action(String clause, ForeignKeyDefinition.Action action) {
    return action == ForeignKeyDefinition.Action.NO_ACTION
        ? ""
        : clause + action.name().replace('_', ' ');
  }

  private static String list(List<String> names) {
    return String.join(", ", names.stream().map(ForeignKeys::quoted).toList());
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
