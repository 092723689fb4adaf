package io.braid.planner.tree;

import java.util.List;

/** {@code WITH [RECURSIVE] name [(columns)] AS (query), …}. */
public record WithClause(boolean recursive, List<CommonTable> tables) {
  public WithClause {
    tables = List.copyOf(tables);
  }

  /** One common table expression. */
  public record CommonTable(String name, List<String> columns, Query query) {
    public CommonTable {
      columns = List.copyOf(columns);
    }
  }
}
