package io.braid.executor.dml;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.Collation;
import io.braid.common.type.MySqlType;
import io.braid.common.value.ColumnStore;
import io.braid.common.value.SqlValue;
import io.braid.executor.DmlResult;
import io.braid.planner.plan.StatementPlan;
import io.braid.planner.plan.StatementPlan.LoadTarget;
import java.io.InputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * LOAD DATA: a row for each line of a text file. Fields are converted straight from the file's
 * buffer; what is written goes the way of INSERT, large loads through staged chunks too.
 *
 * @see "MySQL 9.7 Reference Manual, LOAD DATA Statement"
 */
final class LoadRunner {
  private final StatementPlan.LoadPlan plan;
  private final ChangeContext context;
  private final TableDefinition table;
  private final FieldReader reader;
  private final NewRows rows;
  private final RowBuilder row;
  private final LoadTarget[] targets;
  private final RowAssignments assignments;
  private final int[] withoutDefault;

  /** NOT NULL columns whose fields are NULL in the present line. */
  private final BitSet nullFields = new BitSet();

  private final int warningsBefore;
  private long linesToSkip;
  private long refused;

  LoadRunner(StatementPlan.LoadPlan plan, InputStream file, ChangeContext context) {
    this.plan = plan;
    this.context = context;
    table = plan.table();
    warningsBefore = context.statement().diagnostics().count();
    reader =
        new FieldReader(
            file,
            plan.file(),
            plan.format(),
            plan.charset(),
            (int) context.statement().session().longVariable("max_allowed_packet"));
    rows = new NewRows(table, plan.onDuplicate(), List.of(), RowBuilder.Nulls.WARN, 0, context);
    row = rows.row();
    targets = plan.targets().toArray(LoadTarget[]::new);
    assignments = new RowAssignments(rows, table, plan.assignments(), context);
    withoutDefault = withoutDefault();
  }

  /** Columns that need a value and get none from the file: unlike INSERT, this is not an error. */
  private int[] withoutDefault() {
    return IntStream.range(0, table.columns().size())
        .filter(c -> !plan.targets().contains(new LoadTarget.Column(c)))
        .filter(c -> {
          ColumnDefinition column = table.columns().get(c);
          return column.defaultValue() instanceof ColumnDefinition.DefaultValue.None
              && !column.nullable()
              && !column.autoIncrement()
              && column.generated().isEmpty();
        })
        .toArray();
  }

  DmlResult run() {
    if (!plan.asciiMarks()) {
      context.warning(
          MySqlError.WARN_NON_ASCII_SEPARATOR_NOT_IMPLEMENTED,
          MySqlError.WARN_NON_ASCII_SEPARATOR_NOT_IMPLEMENTED.message());
    }
    linesToSkip = plan.linesIgnored();
    boolean more = true;
    if (plan.format().lineEnd().length > 0) {
      for (; more && linesToSkip > 0; linesToSkip--) {
        more = reader.nextLine();
      }
      linesToSkip = 0;
    }
    while (more) {
      context.statement().cancellation().check();
      more = line();
    }
    int warnings = context.statement().diagnostics().count() - warningsBefore;
    long records = rows.rowNumber() - refused;
    return new DmlResult(
        rows.copied() + rows.deleted(),
        rows.copied() + rows.deleted(),
        rows.firstGenerated(),
        0,
        "Records: "
            + records
            + "  Deleted: "
            + rows.deleted()
            + "  Skipped: "
            + (records - rows.copied())
            + "  Warnings: "
            + warnings);
  }

  /** Loads one line; returns whether there may be another. */
  private boolean line() {
    if (!reader.nextField()) {
      return false;
    }
    if (linesToSkip > 0) {
      linesToSkip--;
      for (int t = 1; t < targets.length && reader.nextField(); t++) {}
      return true;
    }
    rows.start();
    nullFields.clear();
    boolean written = true;
    try {
      fields();
      for (int column : withoutDefault) {
        row.storeImplicitDefault(column);
      }
      assignments.run();
      reportNulls();
      rows.write();
    } catch (MySqlException error) {
      context.ignoreOrThrow(error);
      written = error.error() != MySqlError.ER_CHECK_CONSTRAINT_VIOLATED;
    }
    if (!written) {
      refused++;
    }
    if (!reader.nextLine()) {
      return false;
    }
    if (reader.lineWasCut()) {
      bad(MySqlError.ER_WARN_TOO_MANY_RECORDS, rows.rowNumber());
    }
    return true;
  }

  private void fields() {
    int t = 0;
    do {
      if (reader.isNull()) {
        takeNull(targets[t]);
      } else {
        take(targets[t]);
      }
      t++;
    } while (t < targets.length && reader.nextField());
    for (; t < targets.length; t++) {
      missing(targets[t]);
    }
  }

  private void take(LoadTarget target) {
    switch (target) {
      case LoadTarget.Column(int column) ->
          row.storeText(
              column,
              reader.array(),
              reader.offset(),
              reader.length(),
              plan.charset(),
              rows.rowNumber());
      case LoadTarget.Variable(String name) ->
          context
              .statement()
              .session()
              .setUserVariable(
                  name,
                  new SqlValue.StringValue(
                      Arrays.copyOfRange(
                          reader.array(), reader.offset(), reader.offset() + reader.length()),
                      Collation.defaultOf(plan.charset())));
    }
  }

  /**
   * SET sees 0 or the empty string in a NOT NULL column; what it stores does not undo the error.
   */
  private void takeNull(LoadTarget target) {
    switch (target) {
      case LoadTarget.Column(int column) -> {
        ColumnDefinition definition = table.columns().get(column);
        if (definition.type().type() == MySqlType.TIMESTAMP && !definition.nullable()) {
          row.storeNow(column, rows.rowNumber());
        } else if (definition.nullable() || definition.autoIncrement()) {
          row.setNull(column);
        } else {
          ColumnStore.storeForNull(row, column, definition.type());
          nullFields.set(column);
        }
      }
      case LoadTarget.Variable(String name) ->
          context.statement().session().setUserVariable(name, SqlValue.SqlNull.NULL);
    }
  }

  /** A field that the line lacks: 0 or the empty string, whatever the column's default is. */
  private void missing(LoadTarget target) {
    switch (target) {
      case LoadTarget.Column(int column) -> {
        ColumnDefinition definition = table.columns().get(column);
        boolean nullByDefault =
            definition.nullable()
                && (definition.defaultValue() instanceof ColumnDefinition.DefaultValue.None
                    || definition.defaultValue()
                        instanceof ColumnDefinition.DefaultValue.Literal(SqlValue.SqlNull n));
        if (nullByDefault || definition.autoIncrement()) {
          row.setNull(column);
        } else if (definition.type().type() == MySqlType.TIMESTAMP && !definition.nullable()) {
          row.storeNow(column, rows.rowNumber());
        } else {
          ColumnStore.storeForNull(row, column, definition.type());
        }
        bad(MySqlError.ER_WARN_TOO_FEW_RECORDS, rows.rowNumber());
      }
      case LoadTarget.Variable(String name) ->
          context.statement().session().setUserVariable(name, SqlValue.SqlNull.NULL);
    }
  }

  /** NULL for NOT NULL columns is told of twice for those that SET assigns. */
  private void reportNulls() {
    if (nullFields.isEmpty()) {
      return;
    }
    for (StatementPlan.Assignment assignment : plan.assignments()) {
      if (nullFields.get(assignment.column())) {
        bad(MySqlError.ER_BAD_NULL_ERROR, table.columns().get(assignment.column()).name());
      }
    }
    for (LoadTarget target : targets) {
      if (target instanceof LoadTarget.Column(int column) && nullFields.get(column)) {
        bad(
            MySqlError.ER_WARN_NULL_TO_NOTNULL,
            table.columns().get(column).name(),
            rows.rowNumber());
      }
    }
    nullFields.clear();
  }

  /** An error in strict mode, else a warning. */
  private void bad(MySqlError error, Object... arguments) {
    if (context.isStrict()) {
      throw error.with(arguments);
    }
    context.warning(error, error.message(arguments));
  }
}
