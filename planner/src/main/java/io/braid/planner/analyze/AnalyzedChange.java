package io.braid.planner.analyze;

import io.braid.common.catalog.TableDefinition;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;

/**
 * An UPDATE or DELETE in Calcite's algebra.
 *
 * @param source for each target all columns and the row key, then what assignments need of others
 */
public record AnalyzedChange(RelNode source, List<Target> targets) {
  public AnalyzedChange {
    targets = List.copyOf(targets);
  }

  /** A changed table: where its columns start in the source, where its key is. */
  public record Target(
      TableDefinition table, int firstColumn, int rowKeyColumn, List<Value> assignments) {
    public Target {
      assignments = List.copyOf(assignments);
    }
  }

  /** {@code column = value}, the value over the source's row. */
  public record Value(int column, RexNode value) {}
}
