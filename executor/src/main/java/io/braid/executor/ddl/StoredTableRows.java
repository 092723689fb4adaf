package io.braid.executor.ddl;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.IndexDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.row.RowImageReader;
import io.braid.common.row.RowImageWriter;
import io.braid.common.row.RowUpgrade;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.ColumnStore;
import io.braid.common.value.SqlValue;
import io.braid.common.value.StoreConditions;
import io.braid.common.value.StoreTarget;
import io.braid.common.value.Temporals;
import io.braid.executor.Diagnostics;
import io.braid.executor.SchemaChangeContext;
import io.braid.executor.table.IndexKeys;
import io.braid.executor.table.TableFormat;
import io.braid.storage.IndexChange;
import io.braid.storage.KeySpace;
import io.braid.storage.RowChange;
import io.braid.storage.VersionCursor;
import io.braid.txn.AutoIncrement;
import io.braid.txn.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/**
 * Rows under a schema change. The caller excludes all other users of the table, so no row is
 * locked; what is written is not streamed, because replicas do the same work by the statement.
 */
public final class StoredTableRows implements TableRows {
  private final AutoIncrement counters;

  /**
   * @param counters give ids to rows without a primary key
   */
  public StoredTableRows(AutoIncrement counters) {
    this.counters = counters;
  }

  @Override
  public boolean isEmpty(TableDefinition table, Transaction transaction) {
    try (VersionCursor rows =
        transaction.scanNewest(KeySpace.indexRange(table.tableId(), KeySpace.ROW_INDEX), false)) {
      return !rows.next();
    }
  }

  private interface RowVisitor {
    void visit(byte[] key, RowImageReader row);
  }

  private static void each(
      TableFormat format,
      Transaction transaction,
      SchemaChangeContext context,
      RowVisitor visitor) {
    RowImageReader reader = new RowImageReader();
    try (VersionCursor rows =
        transaction.scanNewest(
            KeySpace.indexRange(format.table().tableId(), KeySpace.ROW_INDEX), false)) {
      while (rows.next()) {
        context.cancellation().check();
        byte[] key =
            Arrays.copyOfRange(
                rows.keyArray(), rows.keyOffset(), rows.keyOffset() + rows.keyLength());
        byte[] image =
            Arrays.copyOfRange(
                rows.valueArray(), rows.valueOffset(), rows.valueOffset() + rows.valueLength());
        format.read(reader, rows.schemaVersion(), image);
        visitor.visit(key, reader);
      }
    }
  }

  @Override
  public void fillIndexes(
      TableDefinition table,
      List<IndexDefinition> added,
      CatalogSnapshot catalog,
      Transaction transaction,
      SchemaChangeContext context) {
    if (added.isEmpty()) {
      return;
    }
    TableFormat format = new TableFormat(table, catalog);
    List<IndexKeys> indexes = added.stream().map(i -> format.index(i.indexId())).toList();
    each(
        format,
        transaction,
        context,
        (key, row) -> {
          for (IndexKeys index : indexes) {
            writeEntry(table, index, row, key, transaction);
          }
        });
  }

  private static void writeEntry(
      TableDefinition table,
      IndexKeys index,
      RowImageReader row,
      byte[] rowKey,
      Transaction transaction) {
    byte[] entry = index.entry(row, rowKey);
    if (index.isUniqueFor(row) && transaction.get(entry).isPresent()) {
      throw duplicate(table, index.definition(), row);
    }
    transaction.write(new IndexChange(entry, rowKey, null));
  }

  private static MySqlException duplicate(
      TableDefinition table, IndexDefinition index, RowImageReader row) {
    StringBuilder values = new StringBuilder();
    for (IndexDefinition.Part part : index.parts()) {
      if (!values.isEmpty()) {
        values.append('-');
      }
      ColumnType type = table.columns().get(part.column()).type();
      values.append(
          row.isNull(part.column())
              ? "NULL"
              : ShowCreateTable.literalText(value(row, part.column(), type), type, ZoneOffset.UTC));
    }
    return new MySqlException(
        MySqlError.ER_DUP_ENTRY,
        MySqlError.ER_DUP_ENTRY_WITH_KEY_NAME.message(values, table.name() + "." + index.name()));
  }

  @Override
  public void clearIndexes(
      TableDefinition table,
      List<IndexDefinition> dropped,
      CatalogSnapshot catalog,
      Transaction transaction,
      SchemaChangeContext context) {
    for (IndexDefinition index : dropped) {
      try (VersionCursor entries =
          transaction.scanNewest(KeySpace.indexRange(table.tableId(), index.indexId()), false)) {
        while (entries.next()) {
          context.cancellation().check();
          byte[] key =
              Arrays.copyOfRange(
                  entries.keyArray(),
                  entries.keyOffset(),
                  entries.keyOffset() + entries.keyLength());
          transaction.write(new IndexChange(key, null, null));
        }
      }
    }
  }

  @Override
  public long copy(
      TableDefinition from,
      TableDefinition to,
      CatalogSnapshot catalog,
      Transaction transaction,
      SchemaChangeContext context) {
    TableFormat source = new TableFormat(from, catalog);
    TableFormat target = new TableFormat(to, catalog);
    RowImageWriter writer = new RowImageWriter();
    RowImageReader after = new RowImageReader();
    ColumnStore store =
        new ColumnStore(
            ColumnStore.Settings.of(
                context.session().sqlMode(), ZoneOffset.UTC, context.nowMicros()));
    StoreTarget storeTarget = new StoreTarget(writer, conditions(context), to.name());
    long[] copied = {0};
    each(
        source,
        transaction,
        context,
        (key, row) -> {
          copied[0]++;
          writer.start(target.layout());
          for (int c = 0; c < to.columns().size(); c++) {
            copyColumn(from, to, c, row, writer, store, storeTarget, copied[0], context);
          }
          byte[] image = writer.toByteArray();
          after.reset(target.layout(), image);
          byte[] rowKey = rowKey(target, after, transaction);
          if (target.primary().isPresent() && transaction.get(rowKey).isPresent()) {
            throw duplicate(to, target.primary().get().definition(), after);
          }
          transaction.write(RowChange.copied(to.tableId(), to.schemaVersion(), rowKey, image));
          for (IndexKeys index : target.secondary()) {
            writeEntry(to, index, after, rowKey, transaction);
          }
        });
    return copied[0];
  }

  private byte[] rowKey(TableFormat target, RowImageReader row, Transaction transaction) {
    if (target.primary().isPresent()) {
      return target.rowKey(row);
    }
    long counter = target.hiddenRowCounter();
    long id = counters.reserve(counter, 1, 1, 1, Long.MAX_VALUE);
    transaction.usedAutoIncrement(counter, id);
    return target.hiddenRowKey(id);
  }

  private void copyColumn(
      TableDefinition from,
      TableDefinition to,
      int column,
      RowImageReader row,
      RowImageWriter writer,
      ColumnStore store,
      StoreTarget target,
      long rowNumber,
      SchemaChangeContext context) {
    ColumnDefinition wanted = to.columns().get(column);
    StoreTarget at = target.at(column, wanted.type(), wanted.name(), rowNumber);
    for (int c = 0; c < from.columns().size(); c++) {
      ColumnDefinition old = from.columns().get(c);
      if (old.columnId() != wanted.columnId()) {
        continue;
      }
      if (row.isNull(c) && !wanted.nullable()) {
        throw MySqlError.ER_INVALID_USE_OF_NULL.with();
      }
      if (RowUpgrade.sameStoredForm(old.type(), wanted.type())) {
        writer.copy(column, row, c);
      } else {
        store.store(row.isNull(c) ? SqlValue.SqlNull.NULL : value(row, c, old.type()), at);
      }
      return;
    }
    switch (wanted.defaultValue()) {
      case ColumnDefinition.DefaultValue.Literal(SqlValue value) -> store.store(value, at);
      case ColumnDefinition.DefaultValue.Now now ->
          store.store(
              new SqlValue.TemporalValue(
                  SqlValue.TemporalKind.DATETIME,
                  Temporals.datetimeOfEpochMicros(
                      context.nowMicros(),
                      wanted.type().type() == MySqlType.TIMESTAMP
                          ? ZoneOffset.UTC
                          : context.session().timeZone()),
                  6),
              at);
      case ColumnDefinition.DefaultValue.None none -> {
        if (wanted.autoIncrement()) {
          long value = counters.reserve(to.tableId(), 1, 1, 1, Long.MAX_VALUE);
          store.store(new SqlValue.IntegerValue(value, false), at);
        } else if (wanted.nullable()) {
          writer.setNull(column);
        } else {
          ColumnStore.storeImplicitDefault(writer, column, wanted.type());
        }
      }
      case ColumnDefinition.DefaultValue.Expression expression ->
          throw MySqlException.notSupported("a rebuild with an expression as default");
    }
  }

  /** A column's value for conversion; TIMESTAMP in UTC. */
  private static SqlValue value(RowImageReader row, int column, ColumnType type) {
    int fraction = Math.max(0, type.decimals());
    return switch (type.family()) {
      case INTEGER, YEAR -> new SqlValue.IntegerValue(row.getLong(column), type.unsigned());
      case BIT -> new SqlValue.IntegerValue(row.getLong(column), true);
      case ENUM, SET ->
          new SqlValue.StringValue(
              ShowCreateTable.literalText(
                      new SqlValue.IntegerValue(row.getLong(column), true), type, ZoneOffset.UTC)
                  .getBytes(StandardCharsets.UTF_8),
              Collation.UTF8MB4_0900_AI_CI);
      case DECIMAL -> new SqlValue.DecimalValue(row.getDecimal(column));
      case FLOATING -> new SqlValue.DoubleValue(row.getDouble(column));
      case DATE -> new SqlValue.TemporalValue(SqlValue.TemporalKind.DATE, row.getLong(column), 0);
      case TIME ->
          new SqlValue.TemporalValue(SqlValue.TemporalKind.TIME, row.getLong(column), fraction);
      case DATETIME ->
          new SqlValue.TemporalValue(
              SqlValue.TemporalKind.DATETIME,
              type.type() == MySqlType.TIMESTAMP && row.getLong(column) != 0
                  ? Temporals.datetimeOfEpochMicros(row.getLong(column), ZoneOffset.UTC)
                  : row.getLong(column),
              fraction);
      case STRING, GEOMETRY -> new SqlValue.StringValue(bytes(row, column), type.collation());
      case JSON -> new SqlValue.JsonValue(bytes(row, column));
      case NULL -> SqlValue.SqlNull.NULL;
    };
  }

  private static byte[] bytes(RowImageReader row, int column) {
    int offset = row.bytesOffset(column);
    return Arrays.copyOfRange(row.array(), offset, offset + row.bytesLength(column));
  }

  private static StoreConditions conditions(SchemaChangeContext context) {
    return new StoreConditions() {
      @Override
      public void note(MySqlError error, String message) {
        context.diagnostics().add(Diagnostics.Level.NOTE, error, message);
      }

      @Override
      public void warning(MySqlError error, String message) {
        context.diagnostics().add(Diagnostics.Level.WARNING, error, message);
      }
    };
  }
}
