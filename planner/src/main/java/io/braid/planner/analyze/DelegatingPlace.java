package io.braid.planner.analyze;

import io.braid.planner.tree.Expression;

/** A place that is another one in all that it does not say itself. */
abstract class DelegatingPlace implements ExpressionAnalyzer.Place {
  private final ExpressionAnalyzer.Place place;

  DelegatingPlace(ExpressionAnalyzer.Place place) {
    this.place = place;
  }

  @Override
  public Operand column(Expression.ColumnReference reference) {
    return place.column(reference);
  }

  @Override
  public Operand aggregate(Expression.Call call, ExpressionAnalyzer analyzer) {
    return place.aggregate(call, analyzer);
  }

  @Override
  public SubqueryAnalysis subqueries() {
    return place.subqueries();
  }

  @Override
  public Operand ofRow(Expression.Reference reference) {
    return place.ofRow(reference);
  }
}
