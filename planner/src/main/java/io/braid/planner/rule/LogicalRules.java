package io.braid.planner.rule;

import java.util.List;
import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.hep.HepMatchOrder;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.rules.FilterJoinRule;
import org.apache.calcite.rel.rules.FilterMergeRule;
import org.apache.calcite.rel.rules.FilterProjectTransposeRule;
import org.apache.calcite.rel.rules.FilterSetOpTransposeRule;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.tools.RelBuilderFactory;

/**
 * The rewriting rules in their order: subqueries in conditions become semi- and anti-joins, then
 * conditions move down to what they are about. Every rule runs to its end in bounded time, and none
 * folds or simplifies an expression.
 */
public final class LogicalRules {
  private static final RelBuilderFactory BUILDERS =
      RelBuilder.proto(
          Contexts.of(
              RelFactories.DEFAULT_STRUCT,
              RelBuilder.Config.DEFAULT
                  .withSimplify(false)
                  .withSimplifyLimit(false)
                  .withSimplifyValues(false)
                  .withRemoveRedundantDistinct(false)
                  .withPruneInputOfAggregate(false)
                  .withBloat(-1)));

  private final HepProgram program;

  public LogicalRules() {
    List<RelOptRule> rules =
        List.of(
            FilterMergeRule.Config.DEFAULT.withRelBuilderFactory(BUILDERS).toRule(),
            FilterProjectTransposeRule.Config.DEFAULT.withRelBuilderFactory(BUILDERS).toRule(),
            FilterSetOpTransposeRule.Config.DEFAULT.withRelBuilderFactory(BUILDERS).toRule(),
            FilterJoinRule.FilterIntoJoinRule.FilterIntoJoinRuleConfig.DEFAULT
                .withRelBuilderFactory(BUILDERS)
                .toRule(),
            FilterJoinRule.JoinConditionPushRule.JoinConditionPushRuleConfig.DEFAULT
                .withRelBuilderFactory(BUILDERS)
                .toRule());
    program =
        new HepProgramBuilder()
            .addMatchOrder(HepMatchOrder.TOP_DOWN)
            .addRuleCollection(rules)
            .build();
  }

  /** The rewritten query; the same rows in the same columns. */
  public RelNode apply(RelNode rel) {
    RelNode joined = new SubqueryToJoin().apply(rel);
    if (!ConditionFinder.hasConditions(joined)) {
      return joined;
    }
    HepPlanner planner = new HepPlanner(program);
    planner.setRoot(joined);
    return planner.findBestExp();
  }
}
