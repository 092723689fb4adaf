package io.braid.executor.operator;

import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Conversions;
import io.braid.executor.expression.Evaluator;
import io.braid.executor.expression.ExpressionCompiler;
import io.braid.executor.expression.ExpressionContext;
import io.braid.planner.plan.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A condition on the rows of a table or another operator. Those of its conjuncts that depend on no
 * row are decided before the first row is read: if one is not true no row is, and nothing else of
 * the condition is evaluated.
 *
 * @see "MySQL Source Code Documentation, optimize_cond, remove_eq_conds"
 */
final class RowCondition {
  /** No condition. */
  static final RowCondition TRUE = new RowCondition(List.of(), Optional.empty());

  private final List<Evaluator> constants;
  private final Optional<Evaluator> ofRow;
  private Optional<Boolean> possible = Optional.empty();

  private RowCondition(List<Evaluator> constants, Optional<Evaluator> ofRow) {
    this.constants = constants;
    this.ofRow = ofRow;
  }

  static RowCondition of(Scalar condition, ExpressionCompiler compiler) {
    if (!(condition instanceof Scalar.Call call) || !call.function().equals("and")) {
      Evaluator whole = compiler.compileCondition(condition);
      return whole.isConstant()
          ? new RowCondition(List.of(whole), Optional.empty())
          : new RowCondition(List.of(), Optional.of(whole));
    }
    List<Evaluator> constants = new ArrayList<>();
    List<Scalar> ofRow = new ArrayList<>();
    for (Scalar conjunct : call.arguments()) {
      Evaluator evaluator = compiler.compileCondition(conjunct);
      if (evaluator.isConstant()) {
        constants.add(evaluator);
      } else {
        ofRow.add(conjunct);
      }
    }
    if (ofRow.isEmpty()) {
      return new RowCondition(constants, Optional.empty());
    }
    Scalar rest =
        ofRow.size() == 1
            ? ofRow.getFirst()
            : new Scalar.Call(call.function(), ofRow, call.type(), call.nullable());
    return new RowCondition(constants, Optional.of(compiler.compileCondition(rest)));
  }

  /** Whether it may hold for any row; decided once for an execution. */
  boolean isPossible(ExpressionContext context) {
    if (possible.isEmpty()) {
      Batch one = new Batch(new Vector[0]);
      one.finish(1);
      possible =
          Optional.of(
              constants.stream()
                  .allMatch(c -> Conversions.isTrue(c.evaluate(one, Rows.first(1)), 0, context)));
    }
    return possible.get();
  }

  /** What is left to be asked of each row. */
  Optional<Evaluator> ofRow() {
    return ofRow;
  }
}
