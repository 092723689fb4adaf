package io.braid.executor.dml;

import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.row.RowImageReader;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Evaluator;
import io.braid.planner.plan.Scalar;
import io.braid.planner.plan.StatementPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The assignments of UPDATE or ON DUPLICATE KEY UPDATE to one table. They run in order over a row
 * of the source, and a later one sees what an earlier one assigned.
 */
final class UpdateAssignments {
  private final TableWriter writer;
  private final ChangeContext context;
  private final List<Compiled> assignments = new ArrayList<>();
  private final int firstColumn;
  private final Batch source;
  private final RowBuilder row;
  private final RowImageReader before = new RowImageReader();

  /**
   * An assignment.
   *
   * @param isItself whether the column gets its own value: that is not converted, so that what the
   *     sql_mode no longer allows may stay
   */
  private record Compiled(int column, Evaluator value, boolean isDefault, boolean isItself) {}

  /**
   * @param firstColumn where the table's columns start in the source
   * @param sourceTypes of the source's columns
   * @param nulls what NULL does in a NOT NULL column
   */
  UpdateAssignments(
      TableWriter writer,
      List<StatementPlan.Assignment> plan,
      int firstColumn,
      List<ColumnType> sourceTypes,
      ChangeContext context,
      RowBuilder.Nulls nulls) {
    this.writer = writer;
    this.context = context;
    this.firstColumn = firstColumn;
    source = Batch.of(sourceTypes);
    row = new RowBuilder(writer.format(), context, nulls);
    for (StatementPlan.Assignment assignment : plan) {
      boolean isDefault =
          assignment.value() instanceof Scalar.Call call
              && call.function().equals(StatementPlan.DEFAULT_MARKER);
      Evaluator value =
          isDefault
              ? nothing(assignment.value().type())
              : context.builder().compiler().compile(assignment.value());
      boolean isItself =
          assignment.value() instanceof Scalar.Input input
              && input.column() == firstColumn + assignment.column();
      assignments.add(new Compiled(assignment.column(), value, isDefault, isItself));
    }
  }

  private static Evaluator nothing(ColumnType type) {
    return new Evaluator() {
      @Override
      public ColumnType type() {
        return type;
      }

      @Override
      public Vector evaluate(Batch batch, Rows rows) {
        throw new io.braid.common.InvariantViolation("DEFAULT is not evaluated");
      }
    };
  }

  /** The one row that expressions see; filled by the caller. */
  Batch source() {
    return source;
  }

  /** The new image of a row whose columns are in {@link #source}. */
  byte[] apply(TableWriter.StoredRow old, long rowNumber) {
    row.clear();
    before.reset(writer.format().layout(), old.image());
    for (Compiled assignment : assignments) {
      int column = assignment.column();
      if (assignment.isItself()) {
        continue;
      }
      if (assignment.isDefault()) {
        ColumnDefinition definition = writer.table().columns().get(column);
        if (definition.generated().isPresent()) {
          continue;
        }
        if (definition.defaultValue() instanceof ColumnDefinition.DefaultValue.Expression e) {
          writer.expressions().storeDefault(row, column, e.sql(), rowNumber);
        } else {
          row.storeDefault(column, false, rowNumber);
        }
      } else {
        row.store(column, assignment.value().evaluate(source, Rows.first(1)), 0, rowNumber);
      }
      row.show(column, source.column(firstColumn + column), 0);
    }
    writer.expressions().fillGenerated(row, Optional.of(before), rowNumber);
    byte[] image = row.image(before);
    if (Arrays.equals(image, old.image())) {
      return image;
    }
    boolean touched = false;
    for (int c = 0; c < writer.table().columns().size(); c++) {
      boolean automatic = writer.table().columns().get(c).onUpdateNow();
      if (automatic && !row.isSet(c) && !isAssigned(c)) {
        row.storeNow(c, rowNumber);
        touched = true;
      }
    }
    if (touched) {
      writer.expressions().fillGenerated(row, Optional.of(before), rowNumber);
      image = row.image(before);
    }
    writer.expressions().check(image);
    return image;
  }

  /**
   * Pushes the counter above the AUTO_INCREMENT value of a changed row, as InnoDB does.
   *
   * @return the value, or 0 if the table has no such column
   */
  long observeAutoIncrement(byte[] image) {
    for (int c = 0; c < writer.table().columns().size(); c++) {
      ColumnDefinition column = writer.table().columns().get(c);
      if (!column.autoIncrement()) {
        continue;
      }
      before.reset(writer.format().layout(), image);
      long value =
          column.type().family() == MySqlType.Family.FLOATING
              ? (long) before.getDouble(c)
              : before.getLong(c);
      if ((value > 0 || column.type().unsigned()) && isAssigned(c)) {
        context.autoIncrement().observe(writer.table().tableId(), value);
        context.transaction().usedAutoIncrement(writer.table().tableId(), value);
      }
      return value;
    }
    return 0;
  }

  private boolean isAssigned(int column) {
    return assignments.stream().anyMatch(a -> a.column() == column);
  }
}
