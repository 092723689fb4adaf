package io.braid.planner.analyze;

import io.braid.planner.plan.OutputColumn;
import java.util.List;
import org.apache.calcite.rel.RelNode;

/**
 * A query in Calcite's algebra.
 *
 * @param literals for each column whether it holds its collation as weakly as a literal
 * @param deterministic whether it may be evaluated more or less often than written
 */
public record AnalyzedQuery(
    RelNode rel, List<OutputColumn> columns, List<Boolean> literals, boolean deterministic) {
  public AnalyzedQuery {
    columns = List.copyOf(columns);
    literals = List.copyOf(literals);
  }
}
