package io.braid.executor.ddl;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.executor.SessionView;
import io.braid.planner.tree.DdlStatement;
import java.util.List;

/** Resolves the query of CREATE VIEW. */
@FunctionalInterface
public interface ViewAnalysis {
  /**
   * A view's query with all names resolved.
   *
   * @param columns names of the view's columns
   * @param selectSql canonical text with every name qualified
   */
  record Analyzed(List<String> columns, String selectSql) {}

  /**
   * Analyzes the query.
   *
   * @throws io.braid.common.MySqlException as for the query itself
   */
  Analyzed analyze(DdlStatement.CreateView view, SessionView session, CatalogSnapshot catalog);
}
