package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.value.SqlValue;
import io.braid.planner.tree.Expression;

/** An assigned value: as elsewhere, and DEFAULT, DEFAULT(c) and VALUES(c) mean something. */
final class RowPlace extends DelegatingPlace {
  private final StatementAnalysis statement;
  private final TableDefinition table;
  private final int ordinal;
  private final int insertedBase;

  /**
   * @param ordinal the assigned column
   * @param insertedBase where the row to be inserted starts, for VALUES(c), or -1
   */
  RowPlace(
      ExpressionAnalyzer.Place columns,
      StatementAnalysis statement,
      TableDefinition table,
      int ordinal,
      int insertedBase) {
    super(columns);
    this.statement = statement;
    this.table = table;
    this.ordinal = ordinal;
    this.insertedBase = insertedBase;
  }

  @Override
  public Operand ofRow(Expression.Reference reference) {
    return switch (reference) {
      case Expression.DefaultValue d ->
          Operand.of(DefaultValues.marker(statement.rex(), table, ordinal));
      case Expression.DefaultOf d ->
          Operand.of(DefaultValues.of(statement.rex(), table, ordinalOf(d.column())));
      case Expression.InsertedValue v -> {
        int column = ordinalOf(v.column());
        // Outside of ON DUPLICATE KEY UPDATE, VALUES(c) is NULL.
        yield insertedBase < 0
            ? Operand.of(
                statement.rex().constant(SqlValue.SqlNull.NULL, table.columns().get(column).type()))
            : Operand.of(
                statement
                    .rex()
                    .input(insertedBase + column, table.columns().get(column).type(), true));
      }
      default -> throw new IllegalStateException("not a value of a row: " + reference);
    };
  }

  private int ordinalOf(Expression.ColumnReference reference) {
    return table
        .columnOrdinal(reference.column())
        .orElseThrow(() -> MySqlError.ER_BAD_FIELD_ERROR.with(reference.column(), "field list"));
  }
}
