package io.braid.planner.analyze;

import io.braid.common.catalog.TableDefinition;
import io.braid.common.type.Collation;
import io.braid.common.type.MySqlType.Family;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/**
 * What a YEAR column takes from a date or a time. MySQL's temporal functions and literals, and
 * columns of dates, give their year; a column of TIME, DATETIME or TIMESTAMP is copied as the
 * number that its digits make; whatever else may be of several types is stored as its text.
 *
 * @see "MySQL Source Code Documentation, field_conv, Item::save_in_field"
 */
final class YearAssignment {
  private static final int TEMPORAL_CHARACTERS_MAX = 29;

  private final RexFactory rex;

  YearAssignment(RexFactory rex) {
    this.rex = rex;
  }

  private enum Form {
    YEAR,
    NUMBER,
    TEXT
  }

  /** The value as it goes into a YEAR column. */
  Operand assigned(Operand value) {
    return isTemporal(value.rex()) ? Operand.of(in(form(value.rex()), value.rex())) : value;
  }

  /** A query whose columns go into the table's. */
  RelNode assigned(RelNode query, TableDefinition table, List<Integer> columns) {
    List<RexNode> nodes = new ArrayList<>(rex.builder().identityProjects(query.getRowType()));
    boolean changed = false;
    for (int i = 0; i < columns.size(); i++) {
      RexNode node = nodes.get(i);
      boolean isYear = table.columns().get(columns.get(i)).type().family() == Family.YEAR;
      if (isYear && isTemporal(node)) {
        RexNode stored = in(form(query, i), node);
        changed |= stored != node;
        nodes.set(i, stored);
      }
    }
    return changed ? QueryAnalyzer.project(query, nodes) : query;
  }

  private static boolean isTemporal(RexNode value) {
    return TypeRules.isTemporal(MySqlRelType.columnType(value.getType()));
  }

  private RexNode in(Form form, RexNode value) {
    return switch (form) {
      case YEAR -> value;
      case NUMBER -> rex.convert(value, TypeRules.BIGINT);
      case TEXT ->
          rex.convert(
              value, TypeRules.string(TEMPORAL_CHARACTERS_MAX, Collation.UTF8MB4_0900_AI_CI));
    };
  }

  private static Form form(RexNode value) {
    if (!(value instanceof RexCall call)) {
      return column(value);
    }
    return switch (call.op) {
      case ScalarOperator.Outer o -> column(value);
      case ScalarOperator.Subquery s -> Form.TEXT;
      case ScalarOperator.Placeholder p -> Form.TEXT;
      default ->
          switch (call.op.getName()) {
            case "if", "ifnull", "case", "coalesce", "greatest", "least" -> Form.TEXT;
            default -> Form.YEAR;
          };
    };
  }

  private static Form column(RexNode column) {
    return MySqlRelType.columnType(column.getType()).family() == Family.DATE
        ? Form.YEAR
        : Form.NUMBER;
  }

  /** The form of a query's column, by what computes it. */
  private static Form form(RelNode rel, int column) {
    return switch (rel) {
      case Sort sort -> form(sort.getInput(), column);
      case Filter filter -> form(filter.getInput(), column);
      case Project project ->
          project.getProjects().get(column) instanceof RexInputRef input
              ? form(project.getInput(), input.getIndex())
              : form(project.getProjects().get(column));
      case Aggregate aggregate when column >= aggregate.getGroupCount() -> Form.TEXT;
      case BlockRel.Window window when column >= window.getInput(0).getRowType().getFieldCount() ->
          Form.TEXT;
      default -> column(rel.getCluster().getRexBuilder().makeInputRef(rel, column));
    };
  }
}
