package io.braid.planner;

import io.braid.common.MySqlException;
import io.braid.planner.analyze.AnalysisContext;
import io.braid.planner.analyze.AnalyzedQuery;
import io.braid.planner.analyze.QueryAnalyzer;
import io.braid.planner.analyze.StatementAnalysis;
import io.braid.planner.cost.TableStatistics;
import io.braid.planner.plan.PhysicalBuilder;
import io.braid.planner.plan.PhysicalPlan;
import io.braid.planner.plan.StatementPlan;
import io.braid.planner.rule.LogicalRules;
import io.braid.planner.tree.IntoClause;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.Statement;
import java.util.List;
import java.util.Optional;

/**
 * Plans statements: names and types, then rewriting, then the physical plan. Immutable; any number
 * of threads may use one.
 */
public final class Planner {
  private final TableStatistics statistics;
  private final LogicalRules rules = new LogicalRules();

  /**
   * @param statistics sizes of tables, for the choice of indexes and join order
   */
  public Planner(TableStatistics statistics) {
    this.statistics = statistics;
  }

  /**
   * The plan of a query or DML statement.
   *
   * @throws MySqlException the statement's own errors, as MySQL numbers them
   */
  public StatementPlan plan(Statement statement, AnalysisContext context) {
    return switch (statement) {
      case Query query -> query(query, context);
      default -> throw MySqlException.notSupported(statement.getClass().getSimpleName());
    };
  }

  private StatementPlan query(Query query, AnalysisContext context) {
    StatementAnalysis statement = new StatementAnalysis(context);
    AnalyzedQuery analyzed = new QueryAnalyzer(statement).analyze(query);
    PhysicalPlan root = new PhysicalBuilder(statistics, rules).build(analyzed.rel());
    StatementPlan.QueryPlan plan =
        new StatementPlan.QueryPlan(root, analyzed.columns(), statement.parameterCount());
    if (query.into().isEmpty()) {
      return plan;
    }
    return switch (query.into().get()) {
      case IntoClause.Variables variables ->
          new StatementPlan.SelectIntoPlan(plan, variables.names(), Optional.empty());
      case IntoClause.OutFile file ->
          new StatementPlan.SelectIntoPlan(plan, List.of(), Optional.of(file.file()));
      case IntoClause.DumpFile file ->
          new StatementPlan.SelectIntoPlan(plan, List.of(), Optional.of(file.file()));
    };
  }
}
