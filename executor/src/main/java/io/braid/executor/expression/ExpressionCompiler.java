package io.braid.executor.expression;

import io.braid.common.type.ColumnType;
import io.braid.common.value.SqlValue;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.planner.plan.Scalar;
import java.util.ArrayList;
import java.util.List;

/** Compiles scalars to evaluators for one execution. Used by one thread. */
public final class ExpressionCompiler {
  private final FunctionSet functions;
  private final ExpressionContext context;

  /** What an expression is for, which decides how often its constants are evaluated. */
  private enum Role {
    /** Its constants are evaluated for each row. */
    VALUE,
    /** An operand of a comparison: a constant takes the other's type once. */
    COMPARED,
    /** Part of a condition: all that depends on no row is evaluated once. */
    CONDITION;

    Role ofArguments(Scalar.Call call) {
      if (this == CONDITION) {
        return this;
      }
      return switch (call.function()) {
        case "=", "<=>", "<>", "<", "<=", ">", ">=" -> COMPARED;
        default -> VALUE;
      };
    }
  }

  /** A compiler for one execution. */
  public ExpressionCompiler(FunctionSet functions, ExpressionContext context) {
    this.functions = functions;
    this.context = context;
  }

  /** What the expressions share. */
  public ExpressionContext context() {
    return context;
  }

  /** Compiles one expression. */
  public Evaluator compile(Scalar scalar) {
    return compile(scalar, Role.VALUE);
  }

  /**
   * Compiles a condition on rows. What in it depends on no row is evaluated once, and warns once.
   *
   * @see "MySQL Source Code Documentation, JOIN::cache_const_exprs"
   */
  public Evaluator compileCondition(Scalar scalar) {
    return compile(scalar, Role.CONDITION);
  }

  private Evaluator compile(Scalar scalar, Role role) {
    return switch (scalar) {
      case Scalar.Input input -> new InputEvaluator(input.column(), input.type());
      case Scalar.Outer outer -> new OuterEvaluator(outer, context);
      case Scalar.Constant constant -> constant(constant.value(), constant.type());
      case Scalar.Parameter parameter ->
          constant(context.parameter(parameter.index(), parameter.type()), parameter.type());
      case Scalar.Call call -> {
        List<Evaluator> arguments = compileAll(call.arguments(), role.ofArguments(call));
        Evaluator bound = functions.bind(call, arguments, context);
        boolean once =
            role == Role.CONDITION
                && !VolatileFunctions.isVolatile(call)
                && arguments.stream().allMatch(Evaluator::isConstant);
        yield once ? new FoldedEvaluator(bound, true, context) : bound;
      }
      case Scalar.Cast cast ->
          Casts.compile(
              compile(cast.argument(), role == Role.CONDITION ? role : Role.VALUE),
              cast.type(),
              cast.implicit(),
              role == Role.CONDITION || role == Role.COMPARED && cast.implicit(),
              context);
      case Scalar.UserVariable variable -> userVariable(variable);
      case Scalar.AssignUserVariable assign -> assignment(assign);
      case Scalar.Subquery subquery ->
          SubqueryEvaluator.of(subquery, compileAll(subquery.left(), role), context);
    };
  }

  /** Compiles several expressions. */
  public List<Evaluator> compileAll(List<Scalar> scalars) {
    return compileAll(scalars, Role.VALUE);
  }

  private List<Evaluator> compileAll(List<Scalar> scalars, Role role) {
    List<Evaluator> evaluators = new ArrayList<>(scalars.size());
    for (Scalar scalar : scalars) {
      evaluators.add(compile(scalar, role));
    }
    return evaluators;
  }

  /** The value of an expression without input columns. */
  public SqlValue valueOf(Scalar scalar) {
    Batch empty = new Batch(new Vector[0]);
    empty.finish(1);
    return SqlValues.read(compile(scalar).evaluate(empty, Rows.first(1)), 0);
  }

  private Evaluator constant(SqlValue value, ColumnType type) {
    Vector vector = new Vector(type);
    vector.reset(1);
    SqlValues.write(vector, 0, value, context);
    return new ConstantEvaluator(vector);
  }

  private Evaluator userVariable(Scalar.UserVariable variable) {
    return new RowEvaluator(
        variable.type(),
        List.of(),
        context,
        (in, out) ->
            SqlValues.set(out, in.context().session().userVariable(variable.name()), context),
        false);
  }

  private Evaluator assignment(Scalar.AssignUserVariable assign) {
    return new RowEvaluator(
        assign.type(),
        List.of(compile(assign.value())),
        context,
        (in, out) -> {
          context.session().setUserVariable(assign.name(), SqlValues.read(in.vector(0), in.row()));
          if (in.isNull(0)) {
            out.setNull();
          } else {
            out.setArgument(in, 0);
          }
        },
        false);
  }

  /** Whether an expression must be evaluated row by row, together with its neighbours. */
  public static boolean dependsOnRowOrder(Scalar scalar) {
    return switch (scalar) {
      case Scalar.UserVariable v -> true;
      case Scalar.AssignUserVariable a -> true;
      case Scalar.Call call -> call.arguments().stream().anyMatch(a -> dependsOnRowOrder(a));
      case Scalar.Cast cast -> dependsOnRowOrder(cast.argument());
      case Scalar.Subquery s -> s.left().stream().anyMatch(a -> dependsOnRowOrder(a));
      case Scalar.Input i -> false;
      case Scalar.Outer o -> false;
      case Scalar.Constant c -> false;
      case Scalar.Parameter p -> false;
    };
  }

  private record InputEvaluator(int column, ColumnType type) implements Evaluator {
    @Override
    public Vector evaluate(Batch batch, Rows rows) {
      return batch.column(column);
    }
  }

  private static final class ConstantEvaluator implements Evaluator {
    private final Vector value;
    private int filled = 1;

    ConstantEvaluator(Vector value) {
      this.value = value;
    }

    @Override
    public ColumnType type() {
      return value.type();
    }

    @Override
    public boolean isConstant() {
      return true;
    }

    @Override
    public Vector evaluate(Batch batch, Rows rows) {
      if (filled < batch.size()) {
        int wanted = Math.min(Batch.ROWS_MAX, Integer.highestOneBit(batch.size()) * 2);
        value.ensure(wanted);
        for (; filled < wanted; filled++) {
          value.referTo(filled, value, 0);
        }
      }
      return value;
    }
  }

  private static final class OuterEvaluator implements Evaluator {
    private final Scalar.Outer outer;
    private final ExpressionContext context;
    private final Vector out;

    OuterEvaluator(Scalar.Outer outer, ExpressionContext context) {
      this.outer = outer;
      this.context = context;
      out = new Vector(outer.type());
    }

    @Override
    public ColumnType type() {
      return outer.type();
    }

    @Override
    public Vector evaluate(Batch batch, Rows rows) {
      Vector source = context.outerBatch(outer.correlation()).column(outer.column());
      int sourceRow = context.outerRow(outer.correlation());
      out.reset(Math.max(1, batch.size()));
      int[] index = rows.index();
      for (int k = 0; k < rows.count(); k++) {
        out.referTo(index[k], source, sourceRow);
      }
      return out;
    }
  }
}
