package io.braid.planner;

import io.braid.common.MySqlException;
import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.common.value.SqlValue;
import io.braid.planner.analyze.AnalysisContext;
import io.braid.planner.analyze.AnalyzedChange;
import io.braid.planner.analyze.AnalyzedQuery;
import io.braid.planner.analyze.ChangeAnalyzer;
import io.braid.planner.analyze.InsertAnalyzer;
import io.braid.planner.analyze.LoadAnalyzer;
import io.braid.planner.analyze.QueryAnalyzer;
import io.braid.planner.analyze.StatementAnalysis;
import io.braid.planner.analyze.TableExpressions;
import io.braid.planner.analyze.ViewAnalyzer;
import io.braid.planner.cost.TableStatistics;
import io.braid.planner.parse.ParseOptions;
import io.braid.planner.parse.SqlParser;
import io.braid.planner.plan.OutputColumn;
import io.braid.planner.plan.PhysicalBuilder;
import io.braid.planner.plan.PhysicalPlan;
import io.braid.planner.plan.PlanPrinter;
import io.braid.planner.plan.Scalar;
import io.braid.planner.plan.StatementPlan;
import io.braid.planner.rule.LogicalRules;
import io.braid.planner.tree.DdlStatement;
import io.braid.planner.tree.DmlStatement;
import io.braid.planner.tree.Expression;
import io.braid.planner.tree.IntoClause;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.Select;
import io.braid.planner.tree.Statement;
import io.braid.planner.tree.UtilityStatement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plans statements: names and types, then rewriting, then the physical plan. Immutable; any number
 * of threads may use one.
 */
public final class Planner {
  private final TableStatistics statistics;
  private final LogicalRules rules = new LogicalRules();
  private final SqlParser parser = new SqlParser();

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
      case DmlStatement.Insert insert -> insert(insert, context);
      case DmlStatement.Update update -> {
        StatementAnalysis analysis = new StatementAnalysis(context);
        AnalyzedChange change = new ChangeAnalyzer(analysis).update(update);
        PhysicalBuilder builder = new PhysicalBuilder(statistics, rules);
        yield new StatementPlan.UpdatePlan(
            builder.build(change.source()),
            updateTargets(change, builder),
            update.ignore(),
            analysis.parameterCount());
      }
      case DmlStatement.Delete delete -> {
        StatementAnalysis analysis = new StatementAnalysis(context);
        yield delete(new ChangeAnalyzer(analysis).delete(delete), delete.ignore(), analysis);
      }
      case DmlStatement.MultiTableDelete delete -> {
        StatementAnalysis analysis = new StatementAnalysis(context);
        yield delete(new ChangeAnalyzer(analysis).delete(delete), delete.ignore(), analysis);
      }
      case DmlStatement.LoadData load ->
          new LoadAnalyzer(context, new PhysicalBuilder(statistics, rules)::scalar).analyze(load);
      case UtilityStatement.Explain explain -> explain(explain, context);
      case UtilityStatement.Do work -> doWork(work, context);
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

  private StatementPlan insert(DmlStatement.Insert insert, AnalysisContext context) {
    StatementAnalysis statement = new StatementAnalysis(context);
    PhysicalBuilder builder = new PhysicalBuilder(statistics, rules);
    return new InsertAnalyzer(statement, q -> builder.build(q.rel()), builder::scalar)
        .analyze(insert);
  }

  private static List<StatementPlan.UpdateTarget> updateTargets(
      AnalyzedChange change, PhysicalBuilder builder) {
    List<StatementPlan.UpdateTarget> targets = new ArrayList<>();
    for (AnalyzedChange.Target target : change.targets()) {
      List<StatementPlan.Assignment> assignments =
          target.assignments().stream()
              .map(a -> new StatementPlan.Assignment(a.column(), builder.scalar(a.value())))
              .toList();
      targets.add(
          new StatementPlan.UpdateTarget(
              target.table(), target.firstColumn(), target.rowKeyColumn(), assignments));
    }
    return targets;
  }

  private StatementPlan delete(AnalyzedChange change, boolean ignore, StatementAnalysis analysis) {
    List<StatementPlan.DeleteTarget> targets =
        change.targets().stream()
            .map(t -> new StatementPlan.DeleteTarget(t.table(), t.firstColumn(), t.rowKeyColumn()))
            .toList();
    return new StatementPlan.DeletePlan(
        new PhysicalBuilder(statistics, rules).build(change.source()),
        targets,
        ignore,
        analysis.parameterCount());
  }

  /** EXPLAIN gives the plan's tree in one row, as FORMAT=TREE does. */
  private StatementPlan explain(UtilityStatement.Explain explain, AnalysisContext context) {
    if (explain.analyze()) {
      throw MySqlException.notSupported("EXPLAIN ANALYZE");
    }
    if (explain.into().isPresent() || explain.schema().isPresent()) {
      throw MySqlException.notSupported("EXPLAIN INTO or FOR SCHEMA");
    }
    if (explain.format().filter("JSON"::equals).isPresent()) {
      throw MySqlException.notSupported("EXPLAIN FORMAT=JSON");
    }
    String text = PlanPrinter.print(plan(explain.statement(), context));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ColumnType type =
        ColumnType.string(MySqlType.LONGTEXT, Integer.MAX_VALUE, Collation.UTF8MB4_0900_AI_CI);
    Scalar value =
        new Scalar.Constant(new SqlValue.StringValue(bytes, Collation.UTF8MB4_0900_AI_CI), type);
    PhysicalPlan root =
        new PhysicalPlan.Values(
            List.of(List.of(value)), List.of(new PhysicalPlan.Field(type, false)));
    return new StatementPlan.QueryPlan(
        root, List.of(OutputColumn.computed("EXPLAIN", type, false)), 0);
  }

  /** DO evaluates its expressions; the caller sends no rows. */
  private StatementPlan doWork(UtilityStatement.Do work, AnalysisContext context) {
    Select select =
        new Select(
            "",
            Set.of(),
            work.items(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty());
    return query(Query.of(select), context);
  }

  /**
   * Checks the query of CREATE VIEW and writes it as it is stored.
   *
   * @throws MySqlException as for the query itself
   */
  public ViewAnalyzer.View view(DdlStatement.CreateView create, AnalysisContext context) {
    return ViewAnalyzer.analyze(create, context);
  }

  /**
   * A CHECK condition, generated column or default expression over a row of its table, whose
   * columns are the inputs.
   *
   * @param sql as the catalog stores it
   * @param condition whether it is a CHECK condition
   */
  public Scalar tableExpression(
      String sql, TableDefinition table, AnalysisContext context, boolean condition) {
    Expression expression = parser.parseExpression(sql, ParseOptions.DEFAULT);
    return new PhysicalBuilder(statistics, rules)
        .scalar(TableExpressions.analyze(expression, table, context, condition, "expression"));
  }
}
