package io.braid.planner.rule;

import io.braid.planner.analyze.ScalarOperator;
import io.braid.planner.analyze.SubqueryJoins;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;

/**
 * Turns EXISTS, IN, NOT EXISTS and NOT IN that are whole conjuncts of a condition into semi- and
 * anti-joins, where the subquery's dependence on the outer row is in its own conditions only. NOT
 * IN keeps its meaning with NULLs: its join condition is "not false".
 */
final class SubqueryToJoin {

  RelNode apply(RelNode rel) {
    List<RelNode> inputs = new ArrayList<>();
    boolean changed = false;
    for (RelNode input : rel.getInputs()) {
      RelNode rewritten = apply(input);
      changed |= rewritten != input;
      inputs.add(rewritten);
    }
    RelNode result = changed ? rel.copy(rel.getTraitSet(), inputs) : rel;
    return result instanceof Filter filter ? filter(filter) : result;
  }

  /** A subquery that is a conjunct, and whether NOT stands before it. */
  private record Candidate(RexNode conjunct, RexCall subquery, boolean negated) {}

  private RelNode filter(Filter filter) {
    List<RexNode> kept = new ArrayList<>();
    List<Candidate> candidates = new ArrayList<>();
    for (RexNode conjunct : RelOptUtil.conjunctions(filter.getCondition())) {
      candidate(conjunct).ifPresentOrElse(candidates::add, () -> kept.add(conjunct));
    }
    if (candidates.isEmpty()) {
      return filter;
    }
    RelNode rel = kept.isEmpty() ? filter.getInput() : filtered(filter.getInput(), kept);
    List<RexNode> left = new ArrayList<>();
    for (Candidate candidate : candidates) {
      Optional<RelNode> joined =
          SubqueryJoins.join(rel, candidate.subquery(), candidate.negated(), this::apply);
      if (joined.isPresent()) {
        rel = joined.get();
      } else {
        left.add(candidate.conjunct());
      }
    }
    return left.isEmpty() ? rel : filtered(rel, left);
  }

  private static RelNode filtered(RelNode input, List<RexNode> conditions) {
    return LogicalFilter.create(
        input, RexUtil.composeConjunction(input.getCluster().getRexBuilder(), conditions));
  }

  private static Optional<Candidate> candidate(RexNode conjunct) {
    boolean negated = conjunct.getKind() == SqlKind.NOT;
    RexNode inner = negated && conjunct instanceof RexCall not ? not.operands.getFirst() : conjunct;
    if (inner instanceof RexCall call && call.op instanceof ScalarOperator.Subquery operator) {
      return switch (operator.subqueryKind()) {
        case EXISTS, IN, NOT_IN -> Optional.of(new Candidate(conjunct, call, negated));
        case SCALAR, ANY, ALL -> Optional.empty();
      };
    }
    return Optional.empty();
  }
}
