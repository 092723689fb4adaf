package io.braid.executor.dml;

import io.braid.common.InvariantViolation;
import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.collation.CharsetConversion;
import io.braid.common.row.RowImageReader;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Conversions;
import io.braid.executor.table.IndexKeys;
import io.braid.executor.table.RowDecoder;
import io.braid.executor.table.TableFormat;
import io.braid.storage.IndexChange;
import io.braid.storage.RowChange;
import io.braid.storage.StoredVersion;
import io.braid.txn.LockMode;
import io.braid.txn.NewKeys;
import io.braid.txn.Transaction;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of one table with all their index entries, inside one statement. Uniqueness is
 * checked row by row in execution order, under the exclusive lock of the unique key; foreign keys
 * are checked, and their actions done, before the row is written.
 *
 * @see "PROTOCOL.md, rules 7 and 15"
 */
final class TableWriter {
  private static final int KEY_CHARACTERS_SHOWN = 64;

  private final TableFormat format;
  private final ChangeContext context;
  private final Transaction transaction;
  private final RowImageReader before = new RowImageReader();
  private final RowImageReader after = new RowImageReader();
  private final ForeignKeys foreignKeys;
  private final RowExpressions expressions;

  /** By index: 0 is the primary key, then the secondary ones. */
  private final @Nullable NewKeys[] newKeys;

  /** Of the row that {@link #conflict} looked at last: the indexes whose key never had anything. */
  private final BitSet freshKeys = new BitSet();

  TableWriter(TableDefinition table, ChangeContext context) {
    this.context = context;
    transaction = context.transaction();
    format = context.builder().format(table);
    foreignKeys = new ForeignKeys(format, context);
    expressions = new RowExpressions(format, context);
    newKeys = new @Nullable NewKeys[format.secondary().size() + 1];
  }

  TableFormat format() {
    return format;
  }

  /** Generated columns, CHECK conditions and defaults of the table. */
  RowExpressions expressions() {
    return expressions;
  }

  TableDefinition table() {
    return format.table();
  }

  /** A row as it is stored now. */
  record StoredRow(byte[] key, byte[] image) {}

  /** The row that has a unique key which a new row wants. */
  record Conflict(IndexKeys index, byte[] ownerKey) {}

  /** Locks a row and reads its newest version; empty if it is gone. */
  Optional<StoredRow> lock(byte[] key) {
    Optional<StoredVersion> version =
        transaction.getForUpdate(key, LockMode.EXCLUSIVE, context.lockWait());
    return version.map(v -> new StoredRow(key, format.image(v.schemaVersion(), image(v))));
  }

  private static byte[] image(StoredVersion version) {
    byte[] image = version.value();
    if (image == null) {
      throw new InvariantViolation("a visible version has a value");
    }
    return image;
  }

  /** The first unique key of a new row that another row has; locks the keys. */
  Optional<Conflict> conflict(byte[] image, Optional<StoredRow> replaced) {
    after.reset(format.layout(), image);
    replaced.ifPresent(r -> before.reset(format.layout(), r.image()));
    freshKeys.clear();
    if (format.primary().isPresent()) {
      IndexKeys primary = format.primary().get();
      byte[] key = format.rowKey(after);
      boolean kept = replaced.isPresent() && Arrays.equals(replaced.get().key(), key);
      if (!kept && owner(0, key).isPresent()) {
        return Optional.of(new Conflict(primary, key));
      }
    }
    for (int i = 0; i < format.secondary().size(); i++) {
      IndexKeys index = format.secondary().get(i);
      if (!index.isUniqueFor(after)) {
        continue;
      }
      byte[] entry = index.columnsPrefix(after);
      boolean kept =
          replaced.isPresent()
              && index.isUniqueFor(before)
              && Arrays.equals(index.columnsPrefix(before), entry);
      if (kept) {
        continue;
      }
      Optional<StoredVersion> owner = owner(i + 1, entry);
      if (owner.isPresent()) {
        return Optional.of(new Conflict(index, image(owner.get())));
      }
    }
    return Optional.empty();
  }

  /**
   * Who has a unique key; notes whether it never had anything.
   *
   * @param number of the index: 0 for the primary key, then the secondary ones
   */
  private Optional<StoredVersion> owner(int number, byte[] uniqueKey) {
    NewKeys keys = newKeys[number];
    if (keys == null) {
      keys = transaction.newKeys();
      newKeys[number] = keys;
    }
    Optional<StoredVersion> found = keys.claim(uniqueKey, context.lockWait());
    freshKeys.set(number, found.isEmpty());
    return found.filter(version -> version.value() != null);
  }

  /** Whether no unique key is checked behind the one of a conflict. */
  boolean isLastUnique(Conflict conflict) {
    IndexKeys last = format.primary().orElse(null);
    for (IndexKeys index : format.secondary()) {
      last = index.definition().isUnique() ? index : last;
    }
    return last == conflict.index();
  }

  /** Error 1062 of a new row. */
  MySqlException duplicate(Conflict conflict, byte[] image) {
    after.reset(format.layout(), image);
    StringBuilder text = new StringBuilder();
    for (IndexDefinition.Part part : conflict.index().definition().parts()) {
      text.append(
          text.isEmpty() && part == conflict.index().definition().parts().get(0) ? "" : "-");
      text.append(partText(part));
    }
    String shown =
        text.codePointCount(0, text.length()) > KEY_CHARACTERS_SHOWN
            ? text.substring(0, text.offsetByCodePoints(0, KEY_CHARACTERS_SHOWN))
            : text.toString();
    return MySqlError.ER_DUP_ENTRY.with(
        shown, "'" + table().name() + "." + conflict.index().definition().name() + "'");
  }

  private String partText(IndexDefinition.Part part) {
    if (after.isNull(part.column())) {
      return "NULL";
    }
    ColumnType type = format.layout().type(part.column());
    Vector one = new Vector(type);
    one.ensure(1);
    new RowDecoder(context.statement().session().timeZone()).decode(after, part.column(), one, 0);
    if (type.family() == MySqlType.Family.STRING && part.prefixLength() > 0) {
      int length =
          CharsetConversion.bytesOfCharacters(
              one.arrayAt(0),
              one.offsetAt(0),
              one.lengthAt(0),
              part.prefixLength(),
              type.collation().charset());
      one.setBytes(0, one.arrayAt(0), one.offsetAt(0), length);
    }
    return Conversions.toText(one, 0, context.builder().compiler().context());
  }

  /** Writes a row that {@link #conflict} has found without conflict. */
  void insert(byte[] image) {
    after.reset(format.layout(), image);
    if (context.checksForeignKeys()) {
      foreignKeys.checkParents(after, Optional.empty());
    }
    byte[] key =
        format.primary().isPresent() ? format.rowKey(after) : format.hiddenRowKey(nextRowId());
    boolean fresh = freshKeys.get(0);
    transaction.write(
        RowChange.inserted(table().tableId(), table().schemaVersion(), key, image, fresh),
        context.lockWait());
    for (int i = 0; i < format.secondary().size(); i++) {
      IndexKeys index = format.secondary().get(i);
      boolean freshEntry = index.isUniqueFor(after) ? freshKeys.get(i + 1) : fresh;
      transaction.write(
          IndexChange.inserted(index.entry(after, key), key, freshEntry), context.lockWait());
    }
  }

  private long nextRowId() {
    long counter = format.hiddenRowCounter();
    long id = context.autoIncrement().reserve(counter, 1, 1, 1, Long.MAX_VALUE);
    transaction.usedAutoIncrement(counter, id);
    return id;
  }

  /** Replaces a row, which is locked, by another image without conflict. */
  void update(StoredRow row, byte[] image) {
    before.reset(format.layout(), row.image());
    after.reset(format.layout(), image);
    if (context.checksForeignKeys()) {
      foreignKeys.checkParents(after, Optional.of(before));
      foreignKeys.parentUpdated(row.image(), image);
    }
    write(row, image);
  }

  private void write(StoredRow row, byte[] image) {
    before.reset(format.layout(), row.image());
    after.reset(format.layout(), image);
    byte[] key = format.primary().isPresent() ? format.rowKey(after) : row.key();
    boolean moved = !Arrays.equals(key, row.key());
    transaction.write(
        new RowChange(
            table().tableId(),
            table().schemaVersion(),
            key,
            moved ? Optional.of(row.key()) : Optional.empty(),
            row.image(),
            image),
        context.lockWait());
    for (IndexKeys index : format.secondary()) {
      byte[] oldEntry = index.entry(before, row.key());
      byte[] newEntry = index.entry(after, key);
      if (moved || !Arrays.equals(oldEntry, newEntry)) {
        removeEntry(index, before, oldEntry);
        transaction.write(new IndexChange(newEntry, key, null), context.lockWait());
      }
    }
  }

  /** As {@link #update} for a child whose parent takes care of the foreign key itself. */
  void updateCascaded(StoredRow row, byte[] image) {
    if (context.checksForeignKeys()) {
      foreignKeys.parentUpdated(row.image(), image);
    }
    write(row, image);
  }

  /** Removes a row, which is locked. */
  void delete(StoredRow row) {
    if (context.checksForeignKeys()) {
      context.startRemoving(row.key());
      foreignKeys.parentDeleted(row.image());
      context.endRemoving(row.key());
    }
    before.reset(format.layout(), row.image());
    transaction.write(
        new RowChange(
            table().tableId(),
            table().schemaVersion(),
            row.key(),
            Optional.empty(),
            row.image(),
            null));
    for (IndexKeys index : format.secondary()) {
      removeEntry(index, before, index.entry(before, row.key()));
    }
  }

  private void removeEntry(IndexKeys index, RowImageReader row, byte[] entry) {
    if (index.isUniqueFor(row)) {
      // Whoever wants the key waits until it is known whether it becomes free.
      transaction.lock(entry, LockMode.EXCLUSIVE, context.lockWait());
    }
    transaction.write(new IndexChange(entry, null, null));
  }
}
