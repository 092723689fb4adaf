package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.catalog.ColumnDefinition;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.value.SqlValue;
import io.braid.planner.plan.StatementPlan;
import io.braid.planner.tree.Expression;
import java.util.List;
import org.apache.calcite.rex.RexNode;

/** DEFAULT, DEFAULT(column) and what may be assigned to generated columns. */
final class DefaultValues {
  private DefaultValues() {}

  /** {@code DEFAULT} as an assigned value: the executor puts the default in. */
  static RexNode marker(RexFactory rex, TableDefinition table, int ordinal) {
    ColumnDefinition column = table.columns().get(ordinal);
    return rex.call(StatementPlan.DEFAULT_MARKER, column.type(), column.nullable(), List.of());
  }

  /**
   * {@code DEFAULT(column)}.
   *
   * @throws MySqlException 1364 when the column has none
   */
  static RexNode of(RexFactory rex, TableDefinition table, int ordinal) {
    ColumnDefinition column = table.columns().get(ordinal);
    return switch (column.defaultValue()) {
      case ColumnDefinition.DefaultValue.Literal literal ->
          rex.constant(literal.value(), column.type());
      case ColumnDefinition.DefaultValue.Now n ->
          rex.call(
              "now",
              TypeRules.datetime(TypeRules.fraction(column.type())),
              false,
              List.of(rex.integer(TypeRules.fraction(column.type()))));
      case ColumnDefinition.DefaultValue.Expression e ->
          throw MySqlException.notSupported("DEFAULT(column) of an expression default");
      case ColumnDefinition.DefaultValue.None n -> {
        if (!column.nullable()) {
          throw MySqlError.ER_NO_DEFAULT_FOR_FIELD.with(column.name());
        }
        yield rex.constant(SqlValue.SqlNull.NULL, column.type());
      }
    };
  }

  /** A generated column takes only DEFAULT. */
  static void checkAssignable(TableDefinition table, int ordinal, Expression value) {
    ColumnDefinition column = table.columns().get(ordinal);
    if (column.generated().isPresent() && !(value instanceof Expression.DefaultValue)) {
      throw MySqlError.ER_NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN.with(column.name(), table.name());
    }
  }
}
