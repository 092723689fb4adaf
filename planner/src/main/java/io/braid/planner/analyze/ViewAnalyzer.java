package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.planner.plan.OutputColumn;
import io.braid.planner.tree.DdlStatement;
import io.braid.planner.tree.PrintStyle;
import io.braid.planner.tree.Query;
import io.braid.planner.tree.SqlPrinter;
import java.util.List;

/**
 * Checks the query of CREATE VIEW and writes it as it is stored.
 *
 * @see "MySQL 9.7 Reference Manual, CREATE VIEW Statement"
 */
public final class ViewAnalyzer {
  private ViewAnalyzer() {}

  /**
   * A view's query.
   *
   * @param columns names of its columns
   * @param selectSql canonical text with every name qualified
   */
  public record View(List<String> columns, String selectSql) {
    public View {
      columns = List.copyOf(columns);
    }
  }

  /**
   * Analyzes the query of a view.
   *
   * @throws io.braid.common.MySqlException as for the query itself; 1351 for variables and
   *     parameters, 1350 for INTO
   */
  public static View analyze(DdlStatement.CreateView create, AnalysisContext context) {
    Query query = create.query();
    if (query.into().isPresent()) {
      throw MySqlError.ER_VIEW_SELECT_CLAUSE.with("INTO");
    }
    Resolutions resolutions = new Resolutions();
    StatementAnalysis statement = new StatementAnalysis(context).recording(resolutions);
    AnalyzedQuery analyzed = new QueryAnalyzer(statement).analyze(query);
    if (statement.parameterCount() > 0) {
      throw MySqlError.ER_VIEW_SELECT_VARIABLE.with();
    }
    String sql =
        new SqlPrinter(PrintStyle.VIEW).print(new NameQualifier(resolutions).qualify(query));
    List<String> names =
        create.columns().isEmpty()
            ? analyzed.columns().stream().map(OutputColumn::name).toList()
            : create.columns();
    return new View(names, sql);
  }
}
