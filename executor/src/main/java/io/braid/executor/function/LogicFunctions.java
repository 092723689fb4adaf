package io.braid.executor.function;

import io.braid.common.type.ColumnType;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Conversions;
import io.braid.executor.expression.Evaluator;
import io.braid.executor.expression.ExpressionContext;
import io.braid.executor.expression.FunctionSet;
import io.braid.planner.plan.Scalar;
import java.util.List;

/**
 * Three-valued logic, and the functions that evaluate an argument only for the rows that need it:
 * AND, OR, CASE, IF, IFNULL, COALESCE.
 */
final class LogicFunctions implements FunctionSet.Library {
  @Override
  public void addTo(FunctionSet.Builder builder) {
    builder
        .special("and", (call, arguments, context) -> new AndOr(call, arguments, context, false))
        .special("or", (call, arguments, context) -> new AndOr(call, arguments, context, true))
        .strict("xor", (in, out) -> out.setBoolean(in.isTrue(0) != in.isTrue(1)))
        .strict("not", (in, out) -> out.setBoolean(!in.isTrue(0)))
        .row("is null", (in, out) -> out.setBoolean(in.isNull(0)))
        .row("is not null", (in, out) -> out.setBoolean(!in.isNull(0)))
        .row("isnull", (in, out) -> out.setBoolean(in.isNull(0)))
        .row("is true", (in, out) -> out.setBoolean(in.isTrue(0)))
        .row("is not true", (in, out) -> out.setBoolean(!in.isTrue(0)))
        .row("is false", (in, out) -> out.setBoolean(!in.isNull(0) && !in.isTrue(0)))
        .row("is not false", (in, out) -> out.setBoolean(in.isNull(0) || in.isTrue(0)))
        .special("case", Case::new)
        .special("if", Case::new)
        .special("coalesce", Coalesce::new)
        .special("ifnull", Coalesce::new);
  }

  private static final class AndOr implements Evaluator {
    private final Evaluator[] arguments;
    private final ExpressionContext context;
    private final boolean decisive;
    private final Vector out;
    private final Rows[] open;

    /** {@code decisive} is the value that ends the evaluation: true for OR. */
    AndOr(
        Scalar.Call call, List<Evaluator> arguments, ExpressionContext context, boolean decisive) {
      this.arguments = arguments.toArray(new Evaluator[0]);
      this.context = context;
      this.decisive = decisive;
      out = new Vector(call.type());
      open = new Rows[] {Rows.empty(), Rows.empty()};
    }

    @Override
    public ColumnType type() {
      return out.type();
    }

    @Override
    public Vector evaluate(Batch batch, Rows rows) {
      out.reset(batch.size());
      for (int k = 0; k < rows.count(); k++) {
        out.setLong(rows.index()[k], decisive ? 0 : 1);
      }
      Rows rest = rows;
      for (int a = 0; a < arguments.length && rest.count() > 0; a++) {
        Vector value = arguments[a].evaluate(batch, rest);
        Rows next = open[a & 1];
        next.clear();
        for (int k = 0; k < rest.count(); k++) {
          int row = rest.index()[k];
          if (value.isNull(row)) {
            out.setNull(row);
            next.add(row);
          } else if (Conversions.isTrue(value, row, context) == decisive) {
            out.setLong(row, decisive ? 1 : 0);
          } else {
            next.add(row);
          }
        }
        rest = next;
      }
      return out;
    }
  }

  /** CASE and IF: condition, result, …, and the ELSE last if the number of arguments is odd. */
  private static final class Case implements Evaluator {
    private final Evaluator[] arguments;
    private final ExpressionContext context;
    private final Vector out;
    private final Rows taken = Rows.empty();
    private final Rows[] open;

    Case(Scalar.Call call, List<Evaluator> arguments, ExpressionContext context) {
      this.arguments = arguments.toArray(new Evaluator[0]);
      this.context = context;
      out = new Vector(call.type());
      out.keepOwnScales();
      open = new Rows[] {Rows.empty(), Rows.empty()};
    }

    @Override
    public ColumnType type() {
      return out.type();
    }

    @Override
    public Vector evaluate(Batch batch, Rows rows) {
      out.reset(batch.size());
      Rows rest = rows;
      int pairs = arguments.length / 2;
      for (int p = 0; p < pairs && rest.count() > 0; p++) {
        Vector condition = arguments[p * 2].evaluate(batch, rest);
        Rows next = open[p & 1];
        next.clear();
        taken.clear();
        for (int k = 0; k < rest.count(); k++) {
          int row = rest.index()[k];
          if (Conversions.isTrue(condition, row, context)) {
            taken.add(row);
          } else {
            next.add(row);
          }
        }
        copy(arguments[p * 2 + 1], batch, taken, out);
        rest = next;
      }
      if (arguments.length % 2 == 1) {
        copy(arguments[arguments.length - 1], batch, rest, out);
      } else {
        for (int k = 0; k < rest.count(); k++) {
          out.setNull(rest.index()[k]);
        }
      }
      return out;
    }
  }

  private static void copy(Evaluator source, Batch batch, Rows rows, Vector out) {
    if (rows.count() == 0) {
      return;
    }
    Vector value = source.evaluate(batch, rows);
    for (int k = 0; k < rows.count(); k++) {
      out.referTo(rows.index()[k], value, rows.index()[k]);
    }
  }

  private static final class Coalesce implements Evaluator {
    private final Evaluator[] arguments;
    private final Vector out;
    private final Rows[] open;

    Coalesce(Scalar.Call call, List<Evaluator> arguments, ExpressionContext context) {
      this.arguments = arguments.toArray(new Evaluator[0]);
      out = new Vector(call.type());
      open = new Rows[] {Rows.empty(), Rows.empty()};
    }

    @Override
    public ColumnType type() {
      return out.type();
    }

    @Override
    public Vector evaluate(Batch batch, Rows rows) {
      out.reset(batch.size());
      Rows rest = rows;
      for (int a = 0; a < arguments.length && rest.count() > 0; a++) {
        Vector value = arguments[a].evaluate(batch, rest);
        Rows next = open[a & 1];
        next.clear();
        for (int k = 0; k < rest.count(); k++) {
          int row = rest.index()[k];
          out.referTo(row, value, row);
          if (value.isNull(row)) {
            next.add(row);
          }
        }
        rest = next;
      }
      return out;
    }
  }
}
