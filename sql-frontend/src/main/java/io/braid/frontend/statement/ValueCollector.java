package io.braid.frontend.statement;

import io.braid.common.MySqlError;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import io.braid.executor.ResultSink;
import io.braid.planner.plan.OutputColumn;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes the rows of a small query as values: for SET, DO and SELECT … INTO @variables. */
final class ValueCollector implements ResultSink {
  private final int rowsMax;
  private List<OutputColumn> columns = List.of();
  private final List<List<SqlValue>> rows = new ArrayList<>();
  private List<SqlValue> row = new ArrayList<>();

  /**
   * @param rowsMax more rows than these are error 1172
   */
  ValueCollector(int rowsMax) {
    this.rowsMax = rowsMax;
  }

  List<List<SqlValue>> rows() {
    return rows;
  }

  @Override
  public void start(List<OutputColumn> resultColumns) {
    columns = resultColumns;
  }

  @Override
  public void startRow() {
    if (rows.size() >= rowsMax) {
      throw MySqlError.ER_TOO_MANY_ROWS.with();
    }
    row = new ArrayList<>(columns.size());
  }

  @Override
  public void putNull() {
    row.add(SqlValue.SqlNull.NULL);
  }

  @Override
  public void putLong(long value) {
    row.add(new SqlValue.IntegerValue(value, type().unsigned()));
  }

  @Override
  public void putDouble(double value) {
    row.add(new SqlValue.DoubleValue(value));
  }

  @Override
  public void putDecimal(BigDecimal value) {
    row.add(new SqlValue.DecimalValue(value));
  }

  @Override
  public void putTemporal(long packed) {
    SqlValue.TemporalKind kind =
        switch (type().family()) {
          case DATE -> SqlValue.TemporalKind.DATE;
          case TIME -> SqlValue.TemporalKind.TIME;
          default -> SqlValue.TemporalKind.DATETIME;
        };
    row.add(new SqlValue.TemporalValue(kind, packed, Math.max(0, type().decimals())));
  }

  @Override
  public void putBytes(byte[] array, int offset, int length) {
    byte[] bytes = Arrays.copyOfRange(array, offset, offset + length);
    ColumnType type = type();
    row.add(
        new SqlValue.StringValue(
            bytes, type.type() == MySqlType.JSON ? Collation.UTF8MB4_BIN : type.collation()));
  }

  @Override
  public void endRow() {
    rows.add(row);
  }

  private ColumnType type() {
    return columns.get(row.size()).type();
  }
}
