package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.planner.tree.Expression;
import org.jspecify.annotations.Nullable;

/** WHERE, ON and other places where columns are those of FROM and aggregates are not allowed. */
final class PlainPlace implements ExpressionAnalyzer.Place {
  private final QueryAnalyzer queries;
  private final Scope scope;
  private final String clause;
  private final SubqueryAnalysis subqueries;

  PlainPlace(
      QueryAnalyzer queries, Scope scope, String clause, @Nullable CommonTables commonTables) {
    this.queries = queries;
    this.scope = scope;
    this.clause = clause;
    subqueries = new SubqueryAnalysis(queries, queries.resolver(scope), commonTables);
  }

  @Override
  public Operand column(Expression.ColumnReference reference) {
    return queries.column(scope, reference, clause);
  }

  @Override
  public Operand aggregate(Expression.Call call, ExpressionAnalyzer analyzer) {
    throw invalidAggregate(call);
  }

  static RuntimeException invalidAggregate(Expression.Call call) {
    if (call instanceof Expression.WindowCall window) {
      return MySqlError.ER_WINDOW_INVALID_WINDOW_FUNC_USE.with(window.function());
    }
    if (call instanceof Expression.AggregateCall a && a.over().isPresent()) {
      return MySqlError.ER_WINDOW_INVALID_WINDOW_FUNC_USE.with(a.function());
    }
    return MySqlError.ER_INVALID_GROUP_FUNC_USE.with();
  }

  @Override
  public SubqueryAnalysis subqueries() {
    return subqueries;
  }

  @Override
  public Operand ofRow(Expression.Reference reference) {
    throw MySqlError.ER_WRONG_USAGE.with("DEFAULT", clause);
  }
}
