package io.braid.executor.dml;

import io.braid.common.MySqlError;
import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.row.RowImageReader;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Conversions;
import io.braid.executor.expression.Evaluator;
import io.braid.executor.table.RowDecoder;
import io.braid.executor.table.TableFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a table's definition computes from a row: generated columns, CHECK conditions, defaults. */
final class RowExpressions {
  private final TableFormat format;
  private final TableDefinition table;
  private final ChangeContext context;
  private final Batch row;
  private final RowDecoder decoder;
  private final RowImageReader reader = new RowImageReader();
  private final List<Computed> generated = new ArrayList<>(0);
  private final List<Check> checks = new ArrayList<>(0);
  private final Map<Integer, Evaluator> defaults = new HashMap<>(0);

  private record Computed(int column, Evaluator value) {}

  private record Check(String name, Evaluator condition) {}

  RowExpressions(TableFormat format, ChangeContext context) {
    this.format = format;
    this.context = context;
    table = format.table();
    row = Batch.of(table.columns().stream().map(ColumnDefinition::type).toList());
    decoder = new RowDecoder(context.statement().session().timeZone());
    for (int c = 0; c < table.columns().size(); c++) {
      Optional<ColumnDefinition.Generated> expression = table.columns().get(c).generated();
      if (expression.isPresent()) {
        generated.add(new Computed(c, compile(expression.get().expressionSql(), false)));
      }
    }
    for (TableDefinition.CheckDefinition check : table.checks()) {
      if (check.enforced()) {
        checks.add(new Check(check.name(), compile(check.expressionSql(), true)));
      }
    }
  }

  private Evaluator compile(String sql, boolean condition) {
    return context
        .builder()
        .compiler()
        .compile(context.storedExpressions().analyze(sql, table, condition, context.statement()));
  }

  /** Puts DEFAULT (expression) in; it sees the columns that are set already. */
  void storeDefault(RowBuilder built, int column, String sql, long rowNumber) {
    Evaluator value = defaults.computeIfAbsent(column, c -> compile(sql, false));
    show(built, Optional.empty());
    built.store(column, value.evaluate(row, Rows.first(1)), 0, rowNumber);
  }

  /** Computes the generated columns in order, over the new row. */
  void fillGenerated(RowBuilder built, Optional<RowImageReader> before, long rowNumber) {
    for (Computed computed : generated) {
      show(built, before);
      built.store(computed.column(), computed.value().evaluate(row, Rows.first(1)), 0, rowNumber);
    }
  }

  private void show(RowBuilder built, Optional<RowImageReader> before) {
    row.reset(1);
    for (int c = 0; c < table.columns().size(); c++) {
      if (built.isSet(c)) {
        built.show(c, row.column(c), 0);
      } else if (before.isPresent()) {
        decoder.decode(before.get(), c, row.column(c), 0);
      } else {
        row.column(c).setNull(0);
      }
    }
    row.finish(1);
  }

  /**
   * Checks a new row.
   *
   * @throws io.braid.common.MySqlException 3819
   */
  void check(byte[] image) {
    if (checks.isEmpty()) {
      return;
    }
    row.reset(1);
    reader.reset(format.layout(), image);
    for (int c = 0; c < table.columns().size(); c++) {
      decoder.decode(reader, c, row.column(c), 0);
    }
    row.finish(1);
    for (Check check : checks) {
      Vector truth = check.condition().evaluate(row, Rows.first(1));
      boolean violated =
          !truth.isNull(0) && !Conversions.isTrue(truth, 0, context.builder().compiler().context());
      if (violated) {
        throw MySqlError.ER_CHECK_CONSTRAINT_VIOLATED.with(check.name());
      }
    }
  }
}
