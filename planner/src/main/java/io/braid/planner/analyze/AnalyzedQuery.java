package io.braid.planner.analyze;

import io.braid.planner.plan.OutputColumn;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;

/**
 * A query in Calcite's algebra.
 *
 * @param derivations for each column how it holds its collation if it is a string
 * @param deterministic whether it may be evaluated more or less often than written
 */
public record AnalyzedQuery(
    RelNode rel, List<OutputColumn> columns, List<Derivation> derivations, boolean deterministic) {
  public AnalyzedQuery {
    columns = List.copyOf(columns);
    derivations = List.copyOf(derivations);
  }

  /** The operand that {@code node} is, a reference to a column. */
  Operand operand(RexNode node, int column) {
    return Operand.column(node, derivations.get(column));
  }
}
