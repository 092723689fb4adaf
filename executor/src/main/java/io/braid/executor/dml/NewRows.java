package io.braid.executor.dml;

import io.braid.common.MySqlError;
import io.braid.common.SqlMode;
import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.row.RowImageReader;
import io.braid.common.type.ColumnType;
import io.braid.executor.batch.Batch;
import io.braid.executor.table.RowDecoder;
import io.braid.planner.plan.StatementPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The new rows of one statement on their way into a table: their values are collected in {@link
 * #row()}, then {@link #write()} adds defaults, AUTO_INCREMENT and generated values, checks the row
 * and does about a key that exists what the statement says. Counts what became of the rows.
 */
final class NewRows {
  private final StatementPlan.OnDuplicate onDuplicate;
  private final ChangeContext context;
  private final TableWriter writer;
  private final TableDefinition table;
  private final RowBuilder row;
  private final int autoColumn;
  private final Optional<UpdateAssignments> updates;
  private final Optional<AutoIncrementValues> autoValues;

  private long rowNumber;
  private long copied;
  private long deleted;
  private long updated;
  private long touched;
  private long firstGenerated;
  private boolean generated;
  private long lastAutoValue;

  /**
   * @param assignments of ON DUPLICATE KEY UPDATE
   * @param rowsExpected how many rows come, or 0 if that is unknown
   */
  NewRows(
      TableDefinition table,
      StatementPlan.OnDuplicate onDuplicate,
      List<StatementPlan.Assignment> assignments,
      RowBuilder.Nulls nulls,
      int rowsExpected,
      ChangeContext context) {
    this.onDuplicate = onDuplicate;
    this.context = context;
    this.table = table;
    writer = context.writer(table);
    autoColumn = autoColumn();
    if (onDuplicate == StatementPlan.OnDuplicate.UPDATE) {
      context.builder().compiler().context().readOwnChanges();
    }
    row = new RowBuilder(writer.format(), context, nulls, autoColumn);
    autoValues = autoColumn < 0 ? Optional.empty() : Optional.of(autoValues(rowsExpected));
    updates =
        onDuplicate == StatementPlan.OnDuplicate.UPDATE
            ? Optional.of(
                new UpdateAssignments(writer, assignments, 0, doubled(table), context, nulls))
            : Optional.empty();
  }

  /** The columns of the existing row, then those of the row to be inserted. */
  private static List<ColumnType> doubled(TableDefinition table) {
    List<ColumnType> types = new ArrayList<>();
    table.columns().forEach(c -> types.add(c.type()));
    table.columns().forEach(c -> types.add(c.type()));
    return types;
  }

  private int autoColumn() {
    for (int c = 0; c < table.columns().size(); c++) {
      if (table.columns().get(c).autoIncrement()) {
        return c;
      }
    }
    return -1;
  }

  private AutoIncrementValues autoValues(int rowsExpected) {
    return new AutoIncrementValues(
        context.autoIncrement(),
        table.tableId(),
        maxOf(table.columns().get(autoColumn).type()),
        context.statement().session().longVariable("auto_increment_increment"),
        context.statement().session().longVariable("auto_increment_offset"),
        rowsExpected);
  }

  /** Where the next row's values go. */
  RowBuilder row() {
    return row;
  }

  /** Begins the next row, without values. */
  void start() {
    rowNumber++;
    row.clear();
  }

  /** Rows begun, which is the number of the present one. */
  long rowNumber() {
    return rowNumber;
  }

  /** Rows written, an updated duplicate among them. */
  long copied() {
    return copied;
  }

  /** Rows that made place for others. */
  long deleted() {
    return deleted;
  }

  /** Duplicates that were changed. */
  long updated() {
    return updated;
  }

  /** Duplicates that ON DUPLICATE KEY UPDATE looked at. */
  long touched() {
    return touched;
  }

  /** The first AUTO_INCREMENT value that was generated, or 0. */
  long firstGenerated() {
    return firstGenerated;
  }

  /** The AUTO_INCREMENT value of the last row. */
  long lastAutoValue() {
    return lastAutoValue;
  }

  /**
   * Completes and writes the present row.
   *
   * @throws io.braid.common.MySqlException what is wrong with it, before anything of it is written
   */
  void write() {
    for (int c = 0; c < table.columns().size(); c++) {
      if (c == autoColumn && !row.isSet(c)) {
        // Left out it is generated, also where 0 would be taken as it is.
        row.setNull(c);
      } else if (!row.isSet(c) && table.columns().get(c).generated().isEmpty()) {
        storeDefault(c, true);
      }
    }
    long autoValue = autoValues.map(this::fillAutoIncrement).orElse(0L);
    writer.expressions().fillGenerated(row, Optional.empty(), rowNumber);
    byte[] image = row.image();
    writer.expressions().check(image);
    write(image, autoValue);
  }

  /**
   * Puts a column's default in.
   *
   * @param omitted whether the statement does not name the column
   */
  void storeDefault(int column, boolean omitted) {
    ColumnDefinition definition = table.columns().get(column);
    if (definition.generated().isPresent()) {
      return;
    }
    if (definition.defaultValue() instanceof ColumnDefinition.DefaultValue.Expression e) {
      writer.expressions().storeDefault(row, column, e.sql(), rowNumber);
    } else {
      row.storeDefault(column, omitted, rowNumber);
    }
  }

  /** Gives the row its AUTO_INCREMENT value; returns it if it was generated, else 0. */
  private long fillAutoIncrement(AutoIncrementValues values) {
    long mode = context.statement().session().sqlMode();
    boolean zero = !row.isNull(autoColumn) && row.number(autoColumn) == 0;
    boolean wanted = row.isNull(autoColumn) || zero && (mode & SqlMode.NO_AUTO_VALUE_ON_ZERO) == 0;
    if (!wanted) {
      long value = row.number(autoColumn);
      if (value > 0 || table.columns().get(autoColumn).type().unsigned()) {
        values.explicit(value);
        context.transaction().usedAutoIncrement(table.tableId(), value);
      }
      return 0;
    }
    long value = values.generate();
    if (Long.compareUnsigned(value, maxOf(table.columns().get(autoColumn).type())) > 0) {
      // The last interval began within the column's range and ends beyond it.
      throw MySqlError.ER_AUTOINC_READ_FAILED.with();
    }
    setAuto(value);
    context.transaction().usedAutoIncrement(table.tableId(), value);
    return value;
  }

  private void setAuto(long value) {
    switch (table.columns().get(autoColumn).type().family()) {
      case FLOATING -> row.setDouble(autoColumn, value);
      default -> row.setLong(autoColumn, value);
    }
  }

  private static long maxOf(ColumnType type) {
    int bits =
        switch (type.type()) {
          case TINYINT -> 8;
          case SMALLINT -> 16;
          case MEDIUMINT -> 24;
          case INT -> 32;
          case FLOAT -> 25;
          case DOUBLE -> 54;
          default -> 64;
        };
    return bits == 64
        ? (type.unsigned() ? -1L : Long.MAX_VALUE)
        : (1L << (type.unsigned() ? bits : bits - 1)) - 1;
  }

  private void write(byte[] image, long autoValue) {
    while (true) {
      Optional<TableWriter.Conflict> conflict = writer.conflict(image, Optional.empty());
      if (conflict.isEmpty()) {
        writer.insert(image);
        copied++;
        lastAutoValue = autoColumn < 0 ? 0 : row.number(autoColumn);
        if (autoValue != 0 && !generated) {
          generated = true;
          firstGenerated = autoValue;
        }
        return;
      }
      switch (onDuplicate) {
        case ERROR, IGNORE -> {
          giveBack(autoValue);
          throw writer.duplicate(conflict.get(), image);
        }
        case REPLACE -> {
          Optional<TableWriter.StoredRow> old = writer.lock(conflict.get().ownerKey());
          if (old.isPresent() && isSame(old.get(), image, conflict.get())) {
            copied++;
            return;
          }
          if (old.isPresent()) {
            writer.delete(old.get());
            deleted++;
          }
        }
        case UPDATE -> {
          Optional<TableWriter.StoredRow> old = writer.lock(conflict.get().ownerKey());
          if (old.isPresent()) {
            giveBack(autoValue);
            updateExisting(old.get(), image);
            return;
          }
        }
      }
    }
  }

  private void giveBack(long autoValue) {
    if (autoValue != 0) {
      autoValues.ifPresent(values -> values.giveBack(autoValue));
    }
  }

  /** Whether REPLACE would put a row where the same is: MySQL then changes nothing. */
  private boolean isSame(TableWriter.StoredRow old, byte[] image, TableWriter.Conflict conflict) {
    return writer.isLastUnique(conflict) && Arrays.equals(old.image(), image);
  }

  private void updateExisting(TableWriter.StoredRow old, byte[] image) {
    UpdateAssignments assignments = updates.orElseThrow();
    Batch source = assignments.source();
    RowDecoder decoder = new RowDecoder(context.statement().session().timeZone());
    RowImageReader reader = new RowImageReader();
    int width = table.columns().size();
    source.reset(1);
    reader.reset(writer.format().layout(), old.image());
    for (int c = 0; c < width; c++) {
      decoder.decode(reader, c, source.column(c), 0);
    }
    reader.reset(writer.format().layout(), image);
    for (int c = 0; c < width; c++) {
      decoder.decode(reader, c, source.column(width + c), 0);
    }
    source.finish(1);
    touched++;
    byte[] changed = assignments.apply(old, rowNumber);
    if (Arrays.equals(changed, old.image())) {
      return;
    }
    Optional<TableWriter.Conflict> conflict = writer.conflict(changed, Optional.of(old));
    if (conflict.isPresent()) {
      throw writer.duplicate(conflict.get(), changed);
    }
    writer.update(old, changed);
    // MySQL counts an updated duplicate as two rows.
    updated++;
    copied++;
    if (autoColumn >= 0) {
      lastAutoValue = assignments.observeAutoIncrement(changed);
    }
  }
}
