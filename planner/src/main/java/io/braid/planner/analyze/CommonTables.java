package io.braid.planner.analyze;

import io.braid.planner.tree.WithClause;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.jspecify.annotations.Nullable;

/**
 * The common table expressions that a query sees, innermost first.
 *
 * @param workTable for a table inside its own definition: where its last rows are
 */
record CommonTables(
    WithClause.CommonTable table,
    boolean recursive,
    @Nullable WorkTable workTable,
    @Nullable CommonTables outer) {

  /** The recursive table while its own step is analysed. */
  record WorkTable(
      int number, RelDataType rowType, List<String> names, List<Derivation> derivations) {}

  /** A definition with the definitions that it sees itself. */
  static Optional<CommonTables> find(@Nullable CommonTables tables, String name) {
    for (CommonTables t = tables; t != null; t = t.outer) {
      if (t.table.name().equalsIgnoreCase(name)) {
        return Optional.of(t);
      }
    }
    return Optional.empty();
  }
}
