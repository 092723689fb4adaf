package io.braid.executor.dml;

import io.braid.common.InvariantViolation;
import io.braid.common.catalog.CatalogSnapshot;
import io.braid.common.row.KeyBuffer;
import io.braid.common.row.RowImageReader;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import io.braid.common.value.Temporals;
import io.braid.executor.PointRead;
import io.braid.executor.ResultSink;
import io.braid.executor.table.IndexKeys;
import io.braid.executor.table.RangeEncoder;
import io.braid.executor.table.TableFormat;
import io.braid.executor.table.TableFormats;
import io.braid.planner.plan.PhysicalPlan;
import io.braid.planner.plan.Scalar;
import io.braid.planner.plan.StatementPlan;
import io.braid.storage.KeySpace;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A {@link PointRead} of a scan of one key whose columns are sent as they are stored. */
final class PointQuery implements PointRead {
  private final PhysicalPlan.TableScan scan;
  private final TableFormats formats;
  private final IndexKeys index;
  private final List<Scalar> key;
  private final int[] columns;

  private PointQuery(
      PhysicalPlan.TableScan scan, TableFormats formats, IndexKeys index, int[] columns) {
    this.scan = scan;
    this.formats = formats;
    this.index = index;
    this.key = scan.ranges().getFirst().equal();
    this.columns = columns;
  }

  /** The plan as one of this kind, if it is one. */
  static Optional<PointRead> of(StatementPlan.QueryPlan plan, TableFormats formats) {
    return switch (plan.root()) {
      case PhysicalPlan.TableScan scan ->
          of(scan, scan.columns().stream().mapToInt(c -> c).toArray(), formats);
      case PhysicalPlan.Project project
          when project.input() instanceof PhysicalPlan.TableScan scan -> {
        int[] columns = new int[project.expressions().size()];
        for (int i = 0; i < columns.length; i++) {
          if (!(project.expressions().get(i) instanceof Scalar.Input input)
              || input.column() >= scan.columns().size()) {
            yield Optional.empty();
          }
          columns[i] = scan.columns().get(input.column());
        }
        yield of(scan, columns, formats);
      }
      default -> Optional.empty();
    };
  }

  private static Optional<PointRead> of(
      PhysicalPlan.TableScan scan, int[] columns, TableFormats formats) {
    if (!isPoint(scan) || !Arrays.stream(columns).allMatch(c -> isPlain(type(scan, c)))) {
      return Optional.empty();
    }
    IndexKeys index = formats.keys(scan.table(), scan.indexId());
    boolean whole =
        scan.ranges().getFirst().equal().size() == index.encoder().partCount()
            && (scan.indexId() == KeySpace.ROW_INDEX || index.definition().isUnique())
            && index.definition().parts().stream().allMatch(p -> p.prefixLength() == 0);
    return whole ? Optional.of(new PointQuery(scan, formats, index, columns)) : Optional.empty();
  }

  private static ColumnType type(PhysicalPlan.TableScan scan, int column) {
    return scan.table().columns().get(column).type();
  }

  private static boolean isPoint(PhysicalPlan.TableScan scan) {
    if (scan.ranges().size() != 1
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
        && range.equal().stream().allMatch(PointQuery::isValue);
  }

  private static boolean isValue(Scalar scalar) {
    return scalar instanceof Scalar.Parameter
        || (scalar instanceof Scalar.Constant constant
            && constant.value() != SqlValue.SqlNull.NULL);
  }

  /** Whether values are sent without a conversion of more than their form. */
  private static boolean isPlain(ColumnType type) {
    return switch (type.family()) {
      case INTEGER, YEAR, BIT, FLOATING, DECIMAL, DATE, TIME, DATETIME -> true;
      case STRING -> type.type() != MySqlType.BINARY;
      case ENUM, SET, JSON, GEOMETRY, NULL -> false;
    };
  }

  @Override
  public boolean throughIndex() {
    return scan.indexId() != KeySpace.ROW_INDEX;
  }

  @Override
  public Key key(List<SqlValue> parameters, ZoneId zone, KeyBuffer out) {
    List<SqlValue> values = new ArrayList<>(key.size());
    for (int part = 0; part < key.size(); part++) {
      SqlValue value =
          switch (key.get(part)) {
            case Scalar.Constant constant -> constant.value();
            case Scalar.Parameter parameter -> parameters.get(parameter.index());
            default -> throw new InvariantViolation("a point read has other keys");
          };
      if (value == SqlValue.SqlNull.NULL) {
        return Key.NO_ROW;
      }
      if (!isOwn(value, index.encoder().partType(part))) {
        return Key.OTHER;
      }
      values.add(value);
    }
    return new RangeEncoder(index, zone).prefix(values, out) ? Key.WRITTEN : Key.NO_ROW;
  }

  private static boolean isOwn(SqlValue value, ColumnType type) {
    return switch (value) {
      case SqlValue.IntegerValue number -> type.family() == MySqlType.Family.INTEGER;
      case SqlValue.StringValue text ->
          type.family() == MySqlType.Family.STRING && text.collation() == type.collation();
      case SqlValue.DecimalValue number -> false;
      case SqlValue.DoubleValue number -> false;
      case SqlValue.TemporalValue temporal -> false;
      case SqlValue.JsonValue json -> false;
      case SqlValue.SqlNull none -> false;
    };
  }

  @Override
  public void send(
      byte[] array,
      int offset,
      int length,
      int schemaVersion,
      CatalogSnapshot catalog,
      ZoneId zone,
      ResultSink sink) {
    TableFormat format = formats.of(scan.table(), catalog);
    RowImageReader row = new RowImageReader();
    format.read(row, schemaVersion, array, offset, length);
    sink.startRow();
    for (int column : columns) {
      put(row, column, format.layout().type(column), zone, sink);
    }
    sink.endRow();
  }

  private static void put(
      RowImageReader row, int column, ColumnType type, ZoneId zone, ResultSink sink) {
    if (row.isNull(column)) {
      sink.putNull();
      return;
    }
    switch (type.family()) {
      case INTEGER, YEAR, BIT -> sink.putLong(row.getLong(column));
      case FLOATING -> sink.putDouble(row.getDouble(column));
      case DECIMAL -> sink.putDecimal(row.getDecimal(column));
      case DATE, TIME -> sink.putTemporal(row.getLong(column));
      case DATETIME -> {
        long value = row.getLong(column);
        boolean shifted = type.type() == MySqlType.TIMESTAMP && value != 0;
        sink.putTemporal(shifted ? Temporals.datetimeOfEpochMicros(value, zone) : value);
      }
      case STRING -> sink.putBytes(row.array(), row.bytesOffset(column), row.bytesLength(column));
      case ENUM, SET, JSON, GEOMETRY, NULL ->
          throw new InvariantViolation("a point read of a column of " + type.type());
    }
  }
}
