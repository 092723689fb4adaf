package io.braid.executor.dml;

import io.braid.common.row.RowImageReader;
import io.braid.common.type.ColumnType;
import io.braid.common.value.SqlValue;
import io.braid.executor.ResultSink;
import io.braid.executor.StatementContext;
import io.braid.executor.batch.MemoryBudget;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.ExpressionContext;
import io.braid.executor.table.IndexKeys;
import io.braid.executor.table.RangeEncoder;
import io.braid.executor.table.RowDecoder;
import io.braid.executor.table.TableFormat;
import io.braid.executor.table.TableFormats;
import io.braid.planner.plan.PhysicalPlan;
import io.braid.planner.plan.Scalar;
import io.braid.planner.plan.StatementPlan;
import io.braid.storage.KeyRange;
import io.braid.storage.KeySpace;
import io.braid.storage.StoredVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A query of columns of the one row with a primary key: one read, and the row's bytes go to the
 * client without operators.
 *
 * @param columns ordinals of the table's columns, one for each column of the result
 * @param key values of the primary key
 */
record PointQuery(
    StatementPlan.QueryPlan plan,
    PhysicalPlan.TableScan scan,
    List<Integer> columns,
    List<SqlValue> key,
    StatementContext context) {

  /** The query as one of this kind, if it is one. */
  static Optional<PointQuery> of(StatementPlan.QueryPlan plan, StatementContext context) {
    PhysicalPlan.TableScan scan;
    List<Integer> columns;
    switch (plan.root()) {
      case PhysicalPlan.TableScan root -> {
        scan = root;
        columns = root.columns();
      }
      case PhysicalPlan.Project project
          when project.input() instanceof PhysicalPlan.TableScan input -> {
        scan = input;
        columns = new ArrayList<>(project.expressions().size());
        for (Scalar expression : project.expressions()) {
          if (!(expression instanceof Scalar.Input(int column, ColumnType type, boolean nullable))
              || column >= input.columns().size()) {
            return Optional.empty();
          }
          columns.add(input.columns().get(column));
        }
      }
      default -> {
        return Optional.empty();
      }
    }
    if (!isPoint(scan) || context.transaction().locksReads()) {
      return Optional.empty();
    }
    List<SqlValue> key = new ArrayList<>(scan.ranges().getFirst().equal().size());
    for (Scalar part : scan.ranges().getFirst().equal()) {
      switch (part) {
        case Scalar.Constant constant when constant.value() != SqlValue.SqlNull.NULL ->
            key.add(constant.value());
        case Scalar.Parameter parameter -> key.add(context.parameters().get(parameter.index()));
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new PointQuery(plan, scan, columns, key, context));
  }

  private static boolean isPoint(PhysicalPlan.TableScan scan) {
    if (scan.indexId() != KeySpace.ROW_INDEX
        || scan.ranges().size() != 1
        || scan.lock() != PhysicalPlan.RowLock.NONE
        || scan.filter().isPresent()
        || scan.rowKey()
        || scan.limit() == 0
        || scan.table().primaryKey().isEmpty()) {
      return false;
    }
    PhysicalPlan.IndexRange range = scan.ranges().getFirst();
    return range.low().isEmpty()
        && range.high().isEmpty()
        && range.equal().size() == scan.table().primaryKey().get().parts().size();
  }

  /** Sends the row, if there is one, and says how many there were. */
  long run(TableFormats formats, ResultSink sink) {
    context.cancellation().check();
    TableFormat format = formats.of(scan.table(), context.catalog());
    Optional<StoredVersion> version = read(format);
    sink.start(plan.columns());
    if (version.isEmpty()) {
      return 0;
    }
    byte[] image = version.get().value();
    if (image == null) {
      throw new io.braid.common.InvariantViolation("a visible version has a value");
    }
    RowImageReader reader = new RowImageReader();
    format.read(reader, version.get().schemaVersion(), image);
    RowDecoder decoder = new RowDecoder(context.session().timeZone());
    ExpressionContext expressions =
        new ExpressionContext(
            context,
            new MemoryBudget(context.memoryBytesMax()),
            inner -> {
              throw new io.braid.common.InvariantViolation("a point query has no subquery");
            });
    sink.startRow();
    for (int column : columns) {
      Vector value = new Vector(format.layout().type(column));
      value.reset(1);
      decoder.decode(reader, column, value, 0);
      PlanExecutor.put(value, 0, sink, expressions);
    }
    sink.endRow();
    return 1;
  }

  private Optional<StoredVersion> read(TableFormat format) {
    if (key.contains(SqlValue.SqlNull.NULL) || format.primary().isEmpty()) {
      return Optional.empty();
    }
    IndexKeys primary = format.primary().get();
    Optional<KeyRange> range =
        new RangeEncoder(primary, context.session().timeZone())
            .range(key, Optional.empty(), Optional.empty());
    return range.flatMap(r -> context.transaction().get(r.start()));
  }
}
