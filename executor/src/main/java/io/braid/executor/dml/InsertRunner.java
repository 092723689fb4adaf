package io.braid.executor.dml;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.SqlMode;
import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.row.RowImageReader;
import io.braid.common.type.ColumnType;
import io.braid.executor.DmlResult;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Evaluator;
import io.braid.executor.table.RowDecoder;
import io.braid.planner.plan.PhysicalPlan;
import io.braid.planner.plan.Scalar;
import io.braid.planner.plan.StatementPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** INSERT and REPLACE. */
final class InsertRunner {
  private final StatementPlan.InsertPlan plan;
  private final ChangeContext context;
  private final TableWriter writer;
  private final TableDefinition table;
  private final RowBuilder row;
  private final int autoColumn;
  private final Optional<UpdateAssignments> updates;
  private final int warningsBefore;

  private long rowNumber;
  private long copied;
  private long deleted;
  private long updated;
  private long touched;
  private long firstGenerated;
  private boolean generated;
  private long lastAutoValue;
  private final Optional<AutoIncrementValues> autoValues;

  InsertRunner(StatementPlan.InsertPlan plan, ChangeContext context) {
    this.plan = plan;
    this.context = context;
    table = plan.table();
    writer = context.writer(table);
    autoColumn = autoColumn();
    if (plan.onDuplicate() == StatementPlan.OnDuplicate.UPDATE) {
      context.builder().compiler().context().readOwnChanges();
    }
    row = new RowBuilder(writer.format(), context, nulls(), autoColumn);
    autoValues = autoColumn < 0 ? Optional.empty() : Optional.of(autoValues());
    updates =
        plan.onDuplicate() == StatementPlan.OnDuplicate.UPDATE
            ? Optional.of(
                new UpdateAssignments(writer, plan.updates(), 0, doubled(table), context, nulls()))
            : Optional.empty();
    warningsBefore = context.statement().diagnostics().count();
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

  /** One row of VALUES takes no NULL, whatever sql_mode says. */
  private RowBuilder.Nulls nulls() {
    boolean one = plan.source() instanceof PhysicalPlan.Values values && values.rows().size() == 1;
    return one && !context.ignores() ? RowBuilder.Nulls.FAIL : RowBuilder.Nulls.WARN_ONCE;
  }

  private AutoIncrementValues autoValues() {
    return new AutoIncrementValues(
        context.autoIncrement(),
        table.tableId(),
        maxOf(table.columns().get(autoColumn).type()),
        context.statement().session().longVariable("auto_increment_increment"),
        context.statement().session().longVariable("auto_increment_offset"),
        plan.source() instanceof PhysicalPlan.Values values ? values.rows().size() : 0);
  }

  DmlResult run() {
    boolean several;
    if (plan.source() instanceof PhysicalPlan.Values values) {
      several = values.rows().size() > 1;
      insertValues(values);
    } else {
      several = true;
      insertQuery();
    }
    int warnings = context.statement().diagnostics().count() - warningsBefore;
    long duplicates =
        plan.ignore() && updates.isEmpty() && deleted == 0 ? rowNumber - copied : deleted + updated;
    String info =
        several
            ? "Records: " + rowNumber + "  Duplicates: " + duplicates + "  Warnings: " + warnings
            : "";
    return new DmlResult(
        copied + deleted + updated,
        copied + deleted + touched,
        firstGenerated,
        firstGenerated == 0 && copied > 0 ? lastAutoValue : firstGenerated,
        info);
  }

  private void insertValues(PhysicalPlan.Values values) {
    Batch none = new Batch(new Vector[0]);
    none.finish(1);
    for (List<Scalar> expressions : values.rows()) {
      context.statement().cancellation().check();
      rowNumber++;
      row.clear();
      try {
        for (int v = 0; v < expressions.size(); v++) {
          int column = plan.columns().get(v);
          switch (expressions.get(v)) {
            case Scalar.Constant constant -> row.store(column, constant.value(), rowNumber);
            case Scalar.Parameter parameter ->
                row.store(
                    column, context.statement().parameters().get(parameter.index()), rowNumber);
            case Scalar.Call call when call.function().equals(StatementPlan.DEFAULT_MARKER) ->
                storeDefault(column, false);
            default -> {
              Evaluator value = context.builder().compiler().compile(expressions.get(v));
              row.store(column, value.evaluate(none, Rows.first(1)), 0, rowNumber);
            }
          }
        }
        insertRow();
      } catch (MySqlException error) {
        context.ignoreOrThrow(error);
      }
    }
  }

  private void insertQuery() {
    boolean readsTarget = readsTarget(plan.source());
    if (!readsTarget && plan.source() instanceof PhysicalPlan.Project rows) {
      insertComputed(rows);
      return;
    }
    Operator source = context.builder().build(plan.source());
    if (readsTarget) {
      // All rows are read before the first is written, or the scan could meet its own rows.
      RowStore rows =
          new RowStore(
              plan.source().fields().stream().map(PhysicalPlan.Field::type).toList(),
              context.builder().memory(),
              "INSERT SELECT");
      try (source) {
        source.open();
        while (source.next()) {
          rows.appendAll(source.batch());
        }
      }
      rows.chunks().forEach(this::insertBatch);
      rows.clear();
      return;
    }
    try (source) {
      source.open();
      while (source.next()) {
        insertBatch(source.batch());
      }
    }
  }

  /**
   * Computes each value when it is stored, so that warnings and errors of both come row by row, as
   * MySQL's do.
   */
  private void insertComputed(PhysicalPlan.Project project) {
    List<Evaluator> values = context.builder().compiler().compileAll(project.expressions());
    Rows one = Rows.empty();
    try (Operator source = context.builder().build(project.input())) {
      source.open();
      while (source.next()) {
        context.statement().cancellation().check();
        Batch batch = source.batch();
        Rows rows = batch.rows();
        for (int k = 0; k < rows.count(); k++) {
          int at = rows.index()[k];
          one.clear();
          one.add(at);
          insertRow(v ->
              row.store(plan.columns().get(v), values.get(v).evaluate(batch, one), at, rowNumber));
        }
      }
    }
  }

  private boolean readsTarget(PhysicalPlan source) {
    return PlanTables.of(source).contains(table.tableId());
  }

  private void insertBatch(Batch batch) {
    context.statement().cancellation().check();
    Rows rows = batch.rows();
    for (int k = 0; k < rows.count(); k++) {
      int at = rows.index()[k];
      insertRow(v -> row.store(plan.columns().get(v), batch.column(v), at, rowNumber));
    }
  }

  /**
   * Inserts a row of the source.
   *
   * @param store stores the source's column of the given number
   */
  private void insertRow(IntConsumer store) {
    rowNumber++;
    row.clear();
    try {
      for (int v = 0; v < plan.columns().size(); v++) {
        store.accept(v);
      }
      insertRow();
    } catch (MySqlException error) {
      context.ignoreOrThrow(error);
    }
  }

  private void insertRow() {
    for (int c = 0; c < table.columns().size(); c++) {
      if (!row.isSet(c) && table.columns().get(c).generated().isEmpty()) {
        storeDefault(c, true);
      }
    }
    long autoValue = autoValues.map(this::fillAutoIncrement).orElse(0L);
    writer.expressions().fillGenerated(row, Optional.empty(), rowNumber);
    byte[] image = row.image();
    writer.expressions().check(image);
    write(image, autoValue);
  }

  private void storeDefault(int column, boolean omitted) {
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
      switch (plan.onDuplicate()) {
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
