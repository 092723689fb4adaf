package io.braid.server;

import io.braid.common.catalog.CatalogSnapshot;
import io.braid.executor.SessionView;
import io.braid.executor.ddl.ViewAnalysis;
import io.braid.frontend.statement.StatementPlanner;
import io.braid.planner.analyze.ViewAnalyzer;
import io.braid.planner.tree.DdlStatement;

/** CREATE VIEW's analysis by the planner. */
record PlannerViews(StatementPlanner planner) implements ViewAnalysis {
  @Override
  public Analyzed analyze(
      DdlStatement.CreateView view, SessionView session, CatalogSnapshot catalog) {
    ViewAnalyzer.View analyzed = planner.view(view, session, catalog);
    return new Analyzed(analyzed.columns(), analyzed.selectSql());
  }
}
