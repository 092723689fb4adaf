package io.braid.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.jspecify.annotations.Nullable;

/** Makes a semi- or anti-join of a subquery. */
public final class SubqueryJoins {
  private SubqueryJoins() {}

  /**
   * {@code left} joined with the rows of {@code call}, an EXISTS, IN or NOT IN; empty if the
   * subquery depends on the outer row elsewhere than in its own top conditions.
   *
   * @param negated whether NOT stands before it
   * @param rewrite for the subquery's own subqueries
   */
  public static Optional<RelNode> join(
      RelNode left, RexCall call, boolean negated, UnaryOperator<RelNode> rewrite) {
    ScalarOperator.Subquery subquery = (ScalarOperator.Subquery) call.op;
    if (!subquery.isDeterministic()) {
      return Optional.empty();
    }
    Peeled peeled = peel(subquery);
    if (peeled == null || dependsOn(peeled.rows(), subquery.correlation())) {
      return Optional.empty();
    }
    RexFactory rex = new RexFactory();
    int width = left.getRowType().getFieldCount();
    List<RexNode> outer = call.operands.subList(subquery.leftCount(), call.operands.size());
    List<RexNode> conditions = new ArrayList<>();
    for (RexNode condition : peeled.correlated()) {
      if (containsSubquery(condition)) {
        return Optional.empty();
      }
      conditions.add(bind(condition, subquery.correlation(), outer, width, rex));
    }
    boolean anti = negated != (subquery.subqueryKind() == ScalarOperator.SubqueryKind.NOT_IN);
    for (int i = 0; i < subquery.leftCount(); i++) {
      RexNode right = bind(peeled.columns().get(i), subquery.correlation(), outer, width, rex);
      RexNode value = call.operands.get(i);
      boolean nullable = value.getType().isNullable() || right.getType().isNullable();
      RexNode equal = rex.predicate("=", nullable, List.of(value, right));
      conditions.add(
          anti && nullable ? rex.predicate("is not false", false, List.of(equal)) : equal);
    }
    RelNode rows = rewrite.apply(peeled.rows());
    RexNode condition =
        conditions.isEmpty() ? rex.builder().makeLiteral(true) : rex.and(conditions);
    return Optional.of(
        LogicalJoin.create(
            left,
            rows,
            List.of(),
            condition,
            Set.of(),
            anti ? JoinRelType.ANTI : JoinRelType.SEMI));
  }

  /**
   * A subquery without its projection and the conditions that name outer values.
   *
   * @param columns its columns over {@code rows}
   */
  private record Peeled(RelNode rows, List<RexNode> columns, List<RexNode> correlated) {}

  private static @Nullable Peeled peel(ScalarOperator.Subquery subquery) {
    RelNode rel = subquery.plan();
    List<RexNode> columns =
        new ArrayList<>(rel.getCluster().getRexBuilder().identityProjects(rel.getRowType()));
    if (rel instanceof Project project) {
      columns = new ArrayList<>(project.getProjects());
      rel = project.getInput();
    }
    if (subquery.leftCount() > 0 && columns.stream().anyMatch(SubqueryJoins::containsSubquery)) {
      return null;
    }
    List<RexNode> correlated = new ArrayList<>();
    List<RexNode> own = new ArrayList<>();
    while (rel instanceof Filter filter) {
      for (RexNode conjunct : RelOptUtil.conjunctions(filter.getCondition())) {
        (namesOuter(conjunct, subquery.correlation()) ? correlated : own).add(conjunct);
      }
      rel = filter.getInput();
    }
    if (!own.isEmpty()) {
      rel = LogicalFilter.create(rel, new RexFactory().and(own));
    }
    return new Peeled(rel, columns, correlated);
  }

  private static boolean containsSubquery(RexNode node) {
    return node instanceof RexCall call
        && (call.op instanceof ScalarOperator.Subquery
            || call.operands.stream().anyMatch(SubqueryJoins::containsSubquery));
  }

  /** Whether an expression names an outer value of the correlation. */
  private static boolean namesOuter(RexNode node, int correlation) {
    if (!(node instanceof RexCall call)) {
      return false;
    }
    if (call.op instanceof ScalarOperator.Outer outer && outer.correlation() == correlation) {
      return true;
    }
    return call.operands.stream().anyMatch(o -> namesOuter(o, correlation));
  }

  /** Whether rows name an outer value of the correlation anywhere. */
  private static boolean dependsOn(RelNode rel, int correlation) {
    boolean[] found = {false};
    rel.accept(
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall call) {
            found[0] |= namesOuter(call, correlation);
            return call;
          }
        });
    return found[0]
        || namesOuterInside(rel, correlation)
        || rel.getInputs().stream().anyMatch(i -> dependsOn(i, correlation));
  }

  /** Expressions of our own operators, which Calcite's visitors do not reach. */
  private static boolean namesOuterInside(RelNode rel, int correlation) {
    return switch (rel) {
      case SourceRel.Rows rows ->
          rows.rows().stream().flatMap(List::stream).anyMatch(n -> namesOuter(n, correlation));
      case BlockRel.Lateral lateral ->
          namesOuter(lateral.condition(), correlation)
              || lateral.outerValues().stream().anyMatch(n -> namesOuter(n, correlation));
      case BlockRel.Window window ->
          window.calls().stream()
              .flatMap(c -> c.arguments().stream())
              .anyMatch(n -> namesOuter(n, correlation));
      default -> false;
    };
  }

  /** A condition of the subquery over the joined row: left columns, then the subquery's. */
  private static RexNode bind(
      RexNode node, int correlation, List<RexNode> outer, int width, RexFactory rex) {
    if (node instanceof RexInputRef ref) {
      return rex.builder().makeInputRef(ref.getType(), ref.getIndex() + width);
    }
    if (!(node instanceof RexCall call)) {
      return node;
    }
    if (call.op instanceof ScalarOperator.Outer o && o.correlation() == correlation) {
      return outer.get(o.slot());
    }
    if (call.operands.isEmpty()) {
      return call;
    }
    List<RexNode> operands = new ArrayList<>();
    for (RexNode operand : call.operands) {
      operands.add(bind(operand, correlation, outer, width, rex));
    }
    return rex.builder().makeCall(call.getType(), call.op, operands);
  }
}
