package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.MySqlType.Family;
import io.braid.planner.analyze.ScalarOperator.SubqueryKind;
import io.braid.planner.tree.ComparisonOperator;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.Query;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * Subqueries in expressions: scalar, EXISTS, IN, ANY and ALL.
 *
 * @see "MySQL 9.7 Reference Manual, Subqueries"
 */
final class SubqueryAnalysis {
  private final QueryAnalyzer queries;
  private final Scope.OuterResolver resolver;
  private final @Nullable CommonTables commonTables;

  SubqueryAnalysis(
      QueryAnalyzer queries, Scope.OuterResolver resolver, @Nullable CommonTables commonTables) {
    this.queries = queries;
    this.resolver = resolver;
    this.commonTables = commonTables;
  }

  /** Whether an expression has several columns. */
  boolean isRow(Expression expression) {
    return expression instanceof Expression.Row;
  }

  Operand value(Expression.SubqueryExpression subquery, ExpressionAnalyzer analyzer) {
    return switch (subquery) {
      case Expression.ScalarSubquery scalar -> scalar(scalar.query());
      case Expression.Exists exists -> exists(exists.query());
      case Expression.InSubquery in -> in(in, analyzer);
      case Expression.QuantifiedComparison quantified -> quantified(quantified, analyzer);
    };
  }

  private Scope.Enclosing enclosing() {
    return new Scope.Enclosing(resolver, queries.statement().nextCorrelation());
  }

  private AnalyzedQuery analyze(Query query, Scope.Enclosing enclosing) {
    queries.statement().enterSubquery();
    try {
      return queries.analyze(query, enclosing, commonTables);
    } finally {
      queries.statement().leaveSubquery();
    }
  }

  private Operand scalar(Query query) {
    Scope.Enclosing enclosing = enclosing();
    AnalyzedQuery rows = analyze(query, enclosing);
    if (rows.columns().size() != 1) {
      throw MySqlError.ER_OPERAND_COLUMNS.with("1");
    }
    RelDataType type = rows.rel().getRowType().getFieldList().getFirst().getType();
    RexNode node =
        queries
            .statement()
            .rex()
            .operator(
                operator(SubqueryKind.SCALAR, rows, enclosing, 0, ""),
                MySqlRelType.columnType(type),
                true,
                enclosing.slots());
    return memberText(rows.operand(node, 0));
  }

  /** The value of a subquery is the text of an ENUM or SET: its index is not at hand. */
  private Operand memberText(Operand value) {
    return value.family() == Family.ENUM || value.family() == Family.SET
        ? new Operand(
            queries.statement().operators().text(value, value.collation()),
            value.coercibility(),
            value.asciiOnly())
        : value;
  }

  private static ScalarOperator.Subquery operator(
      SubqueryKind kind,
      AnalyzedQuery rows,
      Scope.Enclosing enclosing,
      int leftCount,
      String comparison) {
    return new ScalarOperator.Subquery(
        kind, rows.rel(), enclosing.correlation(), leftCount, comparison, rows.deterministic());
  }

  private Operand exists(Query query) {
    Scope.Enclosing enclosing = enclosing();
    AnalyzedQuery rows = withoutColumns(analyze(query, enclosing));
    return Operand.of(
        queries
            .statement()
            .rex()
            .predicate(
                operator(SubqueryKind.EXISTS, rows, enclosing, 0, ""), false, enclosing.slots()));
  }

  /** The rows alone: nobody evaluates the select list of an EXISTS. */
  private static AnalyzedQuery withoutColumns(AnalyzedQuery rows) {
    return rows.deterministic() && rows.rel() instanceof Project project
        ? new AnalyzedQuery(
            project.getInput(), rows.columns(), rows.derivations(), rows.deterministic())
        : rows;
  }

  private Operand in(Expression.InSubquery in, ExpressionAnalyzer analyzer) {
    SubqueryKind kind = in.negated() ? SubqueryKind.NOT_IN : SubqueryKind.IN;
    return compared(kind, "=", in.value(), in.query(), analyzer);
  }

  private Operand quantified(
      Expression.QuantifiedComparison quantified, ExpressionAnalyzer analyzer) {
    String operator = quantified.operator().text();
    if (quantified.operator() == ComparisonOperator.NULL_SAFE_EQUAL) {
      throw MySqlException.notSupported("<=> with ANY or ALL");
    }
    if (operator.equals("=") && !quantified.all()) {
      return compared(SubqueryKind.IN, "=", quantified.value(), quantified.query(), analyzer);
    }
    if (operator.equals("<>") && quantified.all()) {
      return compared(SubqueryKind.NOT_IN, "=", quantified.value(), quantified.query(), analyzer);
    }
    SubqueryKind kind = quantified.all() ? SubqueryKind.ALL : SubqueryKind.ANY;
    return compared(kind, operator, quantified.value(), quantified.query(), analyzer);
  }

  private Operand compared(
      SubqueryKind kind,
      String comparison,
      Expression value,
      Query query,
      ExpressionAnalyzer analyzer) {
    List<Expression> items = value instanceof Expression.Row row ? row.items() : List.of(value);
    List<Operand> left = analyzer.values(items);
    Scope.Enclosing enclosing = enclosing();
    AnalyzedQuery rows = analyze(query, enclosing);
    if (rows.columns().size() != items.size()) {
      throw MySqlError.ER_OPERAND_COLUMNS.with(String.valueOf(items.size()));
    }
    if (items.size() > 1 && (kind == SubqueryKind.ANY || kind == SubqueryKind.ALL)) {
      throw MySqlError.ER_OPERAND_COLUMNS.with("1");
    }
    List<RexNode> operands = new ArrayList<>();
    List<RexNode> columns = new ArrayList<>();
    boolean nullable = false;
    for (int i = 0; i < left.size(); i++) {
      RelDataType type = rows.rel().getRowType().getFieldList().get(i).getType();
      Operand column = rows.operand(queries.statement().rex().builder().makeInputRef(type, i), i);
      CollationAggregation.refuseUndecided(left.get(i), column, comparison);
      if (kind == SubqueryKind.ANY && enclosing.slots().isEmpty()) {
        // MySQL makes it a comparison with the least or greatest value.
        CollationAggregation.refuseUndecided(column, column, "min");
      }
      List<RexNode> pair =
          queries.statement().operators().comparable(List.of(left.get(i), column), comparison);
      operands.add(pair.get(0));
      columns.add(pair.get(1));
      nullable |= RexFactory.anyNullable(pair);
    }
    boolean converted = false;
    for (int i = 0; i < columns.size(); i++) {
      converted |= !(columns.get(i) instanceof RexInputRef);
    }
    RelNode rel = converted ? QueryAnalyzer.project(rows.rel(), columns) : rows.rel();
    AnalyzedQuery compared =
        new AnalyzedQuery(rel, rows.columns(), rows.derivations(), rows.deterministic());
    operands.addAll(enclosing.slots());
    return Operand.of(
        queries
            .statement()
            .rex()
            .predicate(
                operator(kind, compared, enclosing, left.size(), comparison), nullable, operands));
  }

  /** {@code (a, b) = (SELECT …)} and its kin. */
  RexNode rowComparison(Expression.Comparison comparison) {
    throw MySqlException.notSupported("row " + comparison.operator().text() + " with a subquery");
  }
}
