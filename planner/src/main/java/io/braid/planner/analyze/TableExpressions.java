package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.catalog.TableDefinition;
import io.braid.planner.tree.Expression;
import java.util.List;
import org.apache.calcite.rex.RexNode;

/**
 * Expressions that a table's definition holds: CHECK conditions, generated columns, defaults. They
 * see the row's columns only.
 */
public final class TableExpressions {
  private TableExpressions() {}

  /**
   * An expression over a row of the table, whose columns are the inputs.
   *
   * @param condition whether it is a CHECK condition
   * @param clause for error 1054
   */
  public static RexNode analyze(
      Expression expression,
      TableDefinition table,
      AnalysisContext context,
      boolean condition,
      String clause) {
    StatementAnalysis statement = new StatementAnalysis(context);
    QueryAnalyzer queries = new QueryAnalyzer(statement);
    List<ScopeColumn> columns = TableColumns.scope(table, table.name());
    Scope scope =
        new Scope(List.of(new Scope.Table(table.schema(), table.name(), columns)), columns, null);
    ExpressionAnalyzer analyzer =
        new ExpressionAnalyzer(
            statement, new RowOnly(new PlainPlace(queries, scope, clause, null)));
    return condition ? analyzer.condition(expression) : analyzer.value(expression).rex();
  }

  /** Columns, but no DEFAULT. */
  private static final class RowOnly extends DelegatingPlace {
    RowOnly(ExpressionAnalyzer.Place place) {
      super(place);
    }

    @Override
    public Operand ofRow(Expression.Reference reference) {
      throw MySqlError.ER_WRONG_USAGE.with("DEFAULT", "expression");
    }
  }
}
