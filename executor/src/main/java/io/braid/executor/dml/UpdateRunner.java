package io.braid.executor.dml;

import io.braid.common.MySqlException;
import io.braid.common.type.ColumnType;
import io.braid.executor.DmlResult;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.Vector;
import io.braid.planner.plan.StatementPlan;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** UPDATE of one or several tables. All rows are found before the first is changed. */
final class UpdateRunner {
  private final StatementPlan.UpdatePlan plan;
  private final ChangeContext context;
  private long matched;
  private long changed;
  private long rowNumber;

  UpdateRunner(StatementPlan.UpdatePlan plan, ChangeContext context) {
    this.plan = plan;
    this.context = context;
  }

  DmlResult run() {
    int warningsBefore = context.statement().diagnostics().count();
    List<ColumnType> types = SourceRows.types(plan.source());
    RowStore rows = SourceRows.read(plan.source(), context);
    for (StatementPlan.UpdateTarget target : plan.targets()) {
      rowNumber = 0;
      TableWriter writer = context.writer(target.table());
      UpdateAssignments assignments =
          new UpdateAssignments(
              writer,
              target.assignments(),
              target.firstColumn(),
              types,
              context,
              RowBuilder.Nulls.WARN);
      Set<ByteBuffer> done = new HashSet<>();
      for (int r = 0; r < rows.count(); r++) {
        context.statement().cancellation().check();
        update(target, writer, assignments, rows.chunk(r), rows.place(r), done);
      }
    }
    rows.clear();
    int warnings = context.statement().diagnostics().count() - warningsBefore;
    return new DmlResult(
        changed,
        matched,
        0,
        "Rows matched: " + matched + "  Changed: " + changed + "  Warnings: " + warnings);
  }

  private void update(
      StatementPlan.UpdateTarget target,
      TableWriter writer,
      UpdateAssignments assignments,
      Batch batch,
      int row,
      Set<ByteBuffer> done) {
    Vector keys = batch.column(target.rowKeyColumn());
    if (keys.isNull(row)) {
      return;
    }
    byte[] key = keys.bytesAt(row);
    boolean again = (plan.targets().size() > 1 || mayRepeat()) && !done.add(ByteBuffer.wrap(key));
    if (again && !PlanTables.scansAgain(plan.source(), target.table().tableId())) {
      return;
    }
    Optional<TableWriter.StoredRow> old = writer.lock(key);
    if (old.isEmpty()) {
      return;
    }
    Batch source = assignments.source();
    source.reset(1);
    source.copyRow(0, batch, row);
    source.finish(1);
    rowNumber++;
    if (again) {
      // A table that is joined with itself takes the first new value of a row, but MySQL converts
      // all of them, with their warnings and errors.
      byte[] unused = assignments.apply(old.get(), rowNumber);
      return;
    }
    matched++;
    try {
      byte[] image = assignments.apply(old.get(), rowNumber);
      if (Arrays.equals(image, old.get().image())) {
        return;
      }
      Optional<TableWriter.Conflict> conflict = writer.conflict(image, old);
      if (conflict.isPresent()) {
        throw writer.duplicate(conflict.get(), image);
      }
      writer.update(old.get(), image);
      long unused = assignments.observeAutoIncrement(image);
      changed++;
    } catch (MySqlException error) {
      context.ignoreOrThrow(error);
    }
  }

  /** Whether a join may give a target's row more than once. */
  private boolean mayRepeat() {
    return PlanTables.joins(plan.source());
  }
}
