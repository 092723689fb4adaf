package io.braid.executor.operator;

import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.executor.Diagnostics;
import io.braid.executor.SessionView;
import io.braid.executor.StatementContext;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.MemoryBudget;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.ExpressionContext;
import io.braid.planner.plan.PhysicalPlan;
import io.braid.txn.Transaction;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Rows of a key, a text and a number for tests of operators: as lists for the model, and as an
 * operator whose batches are overwritten when the next one is asked for.
 */
final class TestRows {
  static final ColumnType KEY = ColumnType.integer(MySqlType.BIGINT, false);
  static final ColumnType TEXT =
      ColumnType.string(
          MySqlType.VARCHAR, 80, Collation.byName("utf8mb4_general_ci").orElseThrow());
  static final ColumnType NUMBER = ColumnType.decimal(10, 2, false);
  static final List<ColumnType> TYPES = List.of(KEY, TEXT, NUMBER);

  private TestRows() {}

  /** Random rows; keys repeat, a few values are NULL, texts differ in case only now and then. */
  static List<List<Object>> random(RandomGenerator random, int count, int keys) {
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = "text" + random.nextInt(keys) + "x".repeat(random.nextInt(20));
      rows.add(
          Arrays.asList(
              random.nextInt(12) == 0 ? null : (Object) (long) random.nextInt(keys),
              random.nextInt(12) == 0 ? null : random.nextBoolean() ? text : text.toUpperCase(),
              random.nextInt(12) == 0 ? null : BigDecimal.valueOf(random.nextInt(500), 2)));
    }
    return rows;
  }

  static List<PhysicalPlan.Field> fields(List<ColumnType> types) {
    return types.stream().map(type -> new PhysicalPlan.Field(type, true)).toList();
  }

  /** A plan of these columns, which is never run. */
  static PhysicalPlan plan(List<ColumnType> types) {
    return new PhysicalPlan.Values(List.of(), fields(types));
  }

  /** What expressions share, of a statement that has nothing but memory. */
  static ExpressionContext context(MemoryBudget memory) {
    StatementContext statement =
        new StatementContext(
            nothing(SessionView.class),
            nothing(Transaction.class),
            nothing(io.braid.common.catalog.CatalogSnapshot.class),
            nothing(Diagnostics.class),
            0,
            List.of(),
            1 << 30,
            () -> {});
    return new ExpressionContext(
        statement,
        memory,
        plan -> {
          throw new AssertionError("no subqueries");
        });
  }

  /** Answers the session's few questions: no sql_mode, UTC, zero. */
  private static <T> T nothing(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "sqlMode", "connectionId" -> 0L;
                  case "longVariable" -> 1L << 20;
                  case "count" -> 0;
                  case "timeZone" -> ZoneOffset.UTC;
                  default -> null;
                }));
  }

  /** The rows as an operator that gives so many a batch. */
  static Operator source(List<List<Object>> rows, List<ColumnType> types, int batchRows) {
    return new Source(rows, types, batchRows);
  }

  /** All rows of an operator from its opening to its end, each value taken from its own batch. */
  static List<List<Object>> drain(Operator operator, Runnable whenOpen) {
    List<List<Object>> all = new ArrayList<>();
    operator.open();
    whenOpen.run();
    while (operator.next()) {
      Batch batch = operator.batch();
      if (batch.rows().count() == 0) {
        throw new AssertionError("a batch has a row");
      }
      for (int k = 0; k < batch.rows().count(); k++) {
        List<Object> row = new ArrayList<>();
        for (Vector column : batch.columns()) {
          row.add(value(column, batch.rows().index()[k]));
        }
        all.add(Collections.unmodifiableList(row));
      }
    }
    return all;
  }

  private static Object value(Vector vector, int row) {
    if (vector.isNull(row)) {
      return null;
    }
    return switch (vector.kind()) {
      case LONG -> (Object) vector.longAt(row);
      case DOUBLE -> vector.doubleAt(row);
      case DECIMAL -> vector.decimalAt(row).setScale(2);
      case BYTES -> new String(vector.bytesAt(row), StandardCharsets.UTF_8);
    };
  }

  private static final class Source implements Operator {
    private final List<List<Object>> rows;
    private final int batchRows;
    private final Batch batch;
    private final List<byte[]> given = new ArrayList<>();
    private int next;

    Source(List<List<Object>> rows, List<ColumnType> types, int batchRows) {
      this.rows = rows;
      this.batchRows = batchRows;
      batch = Batch.of(types);
    }

    @Override
    public void open() {
      next = 0;
    }

    @Override
    public boolean next() {
      poison();
      int count = Math.min(batchRows, rows.size() - next);
      if (count == 0) {
        return false;
      }
      // Between the rows that are meant lie others, where there is room.
      boolean gaps = count * 2 <= Batch.ROWS_MAX && next % 3 == 0;
      int size = gaps ? count * 2 : count;
      batch.reset(size);
      Rows meant = Rows.empty();
      for (int k = 0; k < count; k++) {
        int at = gaps ? 2 * k + 1 : k;
        put(at, rows.get(next++));
        meant.add(at);
        if (gaps) {
          for (Vector column : batch.columns()) {
            column.setNull(2 * k);
          }
        }
      }
      batch.select(size, meant);
      return true;
    }

    private void put(int at, List<Object> row) {
      for (int c = 0; c < batch.columns().length; c++) {
        Vector column = batch.column(c);
        switch (row.get(c)) {
          case null -> column.setNull(at);
          case Long number -> column.setLong(at, number);
          case BigDecimal number -> column.setDecimal(at, number);
          case String text -> {
            byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
            given.add(bytes);
            column.setBytes(at, bytes, 1, bytes.length - 2);
          }
          default -> throw new AssertionError("no value: " + row.get(c));
        }
      }
    }

    /** Whoever still refers to the last batch reads nonsense. */
    private void poison() {
      given.forEach(bytes -> Arrays.fill(bytes, (byte) '#'));
      given.clear();
      for (Vector column : batch.columns()) {
        for (int row = 0; row < column.nulls().length; row++) {
          switch (column.kind()) {
            case LONG -> column.setLong(row, -999);
            case DECIMAL -> column.setDecimal(row, BigDecimal.valueOf(-999));
            case DOUBLE -> column.setDouble(row, -999);
            case BYTES -> column.setBytes(row, new byte[] {'#'});
          }
        }
      }
    }

    @Override
    public Batch batch() {
      return batch;
    }

    @Override
    public void close() {
      poison();
    }
  }
}
