package io.braid.executor.function;

import io.braid.common.collation.CharsetConversion;
import io.braid.common.collation.LikeMatcher;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.ValueOrder;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Arguments;
import io.braid.executor.expression.Evaluator;
import io.braid.executor.expression.ExpressionContext;
import io.braid.executor.expression.FunctionSet;
import io.braid.executor.expression.Result;
import io.braid.executor.expression.RowFunction;
import io.braid.planner.plan.Scalar;
import java.util.List;
import java.util.Optional;

/**
 * Comparison operators, IN, LIKE, NULLIF, LEAST and GREATEST. Operands are of one family; integers
 * may differ in sign.
 *
 * @see "MySQL 9.7 Reference Manual, Comparison Functions and Operators"
 */
final class ComparisonFunctions implements FunctionSet.Library {
  private enum Operator {
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    boolean holds(int order) {
      return switch (this) {
        case EQUAL -> order == 0;
        case NOT_EQUAL -> order != 0;
        case LESS -> order < 0;
        case LESS_OR_EQUAL -> order <= 0;
        case GREATER -> order > 0;
        case GREATER_OR_EQUAL -> order >= 0;
      };
    }
  }

  @Override
  public void addTo(FunctionSet.Builder builder) {
    for (Operator operator : Operator.values()) {
      builder.special(
          operator.symbol,
          (call, arguments, context) ->
              new ComparisonEvaluator(operator, call.type(), arguments.get(0), arguments.get(1)));
    }
    builder
        .rowFor("<=>", (call, context) -> nullSafe(call))
        .rowFor("between", (call, context) -> between(call))
        .rowFor("in", (call, context) -> in(call))
        .strictFor("like", (call, context) -> like(call))
        .rowFor("field", (call, context) -> field(call))
        .rowFor("interval", (call, context) -> interval(call))
        .rowFor("nullif", (call, context) -> nullIf(call))
        .strictFor("least", (call, context) -> extreme(call, -1))
        .strictFor("greatest", (call, context) -> extreme(call, 1));
  }

  /** The order of values of two types of one family. */
  static ValueOrder order(ColumnType left, ColumnType right) {
    if (left.family() == MySqlType.Family.JSON || right.family() == MySqlType.Family.JSON) {
      return ValueOrder.of(left.family() == MySqlType.Family.JSON ? left : right);
    }
    boolean integers =
        Vector.Kind.of(left) == Vector.Kind.LONG && Vector.Kind.of(right) == Vector.Kind.LONG;
    if (integers && left.unsigned() != right.unsigned()) {
      return left.unsigned()
          ? (l, i, r, j) -> l.longAt(i) < 0 ? 1 : Long.compare(l.longAt(i), r.longAt(j))
          : (l, i, r, j) -> r.longAt(j) < 0 ? -1 : Long.compare(l.longAt(i), r.longAt(j));
    }
    if (Vector.Kind.of(left) != Vector.Kind.of(right)
        && left.family() != MySqlType.Family.NULL
        && right.family() != MySqlType.Family.NULL) {
      throw new io.braid.common.InvariantViolation(
          "compared types are of one family, not " + left.type() + " and " + right.type());
    }
    return ValueOrder.of(left.family() == MySqlType.Family.NULL ? right : left);
  }

  private static final class ComparisonEvaluator implements Evaluator {
    private final Operator operator;
    private final Evaluator left;
    private final Evaluator right;
    private final ValueOrder order;
    private final boolean plainLongs;
    private final Vector out;

    ComparisonEvaluator(Operator operator, ColumnType type, Evaluator left, Evaluator right) {
      this.operator = operator;
      this.left = left;
      this.right = right;
      order = order(left.type(), right.type());
      plainLongs = isSignedLong(left.type()) && isSignedLong(right.type());
      out = new Vector(type);
    }

    private static boolean isSignedLong(ColumnType type) {
      return Vector.Kind.of(type) == Vector.Kind.LONG
          && !type.unsigned()
          && type.family() != MySqlType.Family.BIT;
    }

    @Override
    public ColumnType type() {
      return out.type();
    }

    @Override
    public Vector evaluate(Batch batch, Rows rows) {
      Vector l = left.evaluate(batch, rows);
      Vector r = right.evaluate(batch, rows);
      out.reset(batch.size());
      if (plainLongs) {
        compareLongs(l, r, rows);
        return out;
      }
      int[] index = rows.index();
      for (int k = 0; k < rows.count(); k++) {
        int row = index[k];
        if (l.isNull(row) || r.isNull(row)) {
          out.setNull(row);
        } else {
          out.setLong(row, operator.holds(order.compare(l, row, r, row)) ? 1 : 0);
        }
      }
      return out;
    }

    private void compareLongs(Vector l, Vector r, Rows rows) {
      long[] a = l.longs();
      long[] b = r.longs();
      long[] result = out.longs();
      boolean[] aNull = l.nulls();
      boolean[] bNull = r.nulls();
      boolean[] nulls = out.nulls();
      int[] index = rows.index();
      int count = rows.count();
      for (int k = 0; k < count; k++) {
        int i = index[k];
        nulls[i] = aNull[i] | bNull[i];
      }
      // One loop for each operator, so that the compiler can unroll it.
      switch (operator) {
        case EQUAL -> {
          for (int k = 0; k < count; k++) {
            int i = index[k];
            result[i] = a[i] == b[i] ? 1 : 0;
          }
        }
        case NOT_EQUAL -> {
          for (int k = 0; k < count; k++) {
            int i = index[k];
            result[i] = a[i] != b[i] ? 1 : 0;
          }
        }
        case LESS -> {
          for (int k = 0; k < count; k++) {
            int i = index[k];
            result[i] = a[i] < b[i] ? 1 : 0;
          }
        }
        case LESS_OR_EQUAL -> {
          for (int k = 0; k < count; k++) {
            int i = index[k];
            result[i] = a[i] <= b[i] ? 1 : 0;
          }
        }
        case GREATER -> {
          for (int k = 0; k < count; k++) {
            int i = index[k];
            result[i] = a[i] > b[i] ? 1 : 0;
          }
        }
        case GREATER_OR_EQUAL -> {
          for (int k = 0; k < count; k++) {
            int i = index[k];
            result[i] = a[i] >= b[i] ? 1 : 0;
          }
        }
      }
    }
  }

  /** BETWEEN of a value that is not to be computed for each bound. */
  private static RowFunction between(Scalar.Call call) {
    List<ValueOrder> orders = orders(call);
    return (in, out) -> {
      boolean outside =
          !in.isNull(0)
              && (!in.isNull(1)
                      && orders.get(1).compare(in.vector(0), in.row(), in.vector(1), in.row()) < 0
                  || !in.isNull(2)
                      && orders.get(2).compare(in.vector(0), in.row(), in.vector(2), in.row()) > 0);
      if (outside) {
        out.setLong(0);
      } else if (in.isNull(0) || in.isNull(1) || in.isNull(2)) {
        out.setNull();
      } else {
        out.setLong(1);
      }
    };
  }

  /** FIELD(): the position of the first equal argument; NULL equals nothing. */
  private static RowFunction field(Scalar.Call call) {
    List<ValueOrder> orders = orders(call);
    return (in, out) -> {
      int found = 0;
      for (int i = 1; i < in.count() && found == 0 && !in.isNull(0); i++) {
        if (!in.isNull(i)
            && orders.get(i).compare(in.vector(0), in.row(), in.vector(i), in.row()) == 0) {
          found = i;
        }
      }
      out.setLong(found);
    };
  }

  /** INTERVAL(): how many of the growing arguments are not above the first. */
  private static RowFunction interval(Scalar.Call call) {
    List<ValueOrder> orders = orders(call);
    return (in, out) -> {
      int passed = in.isNull(0) ? -1 : in.count() - 1;
      for (int i = 1; i < in.count() && !in.isNull(0); i++) {
        if (!in.isNull(i)
            && orders.get(i).compare(in.vector(0), in.row(), in.vector(i), in.row()) < 0) {
          passed = i - 1;
          break;
        }
      }
      out.setLong(passed);
    };
  }

  /** How the first argument compares with each. */
  private static List<ValueOrder> orders(Scalar.Call call) {
    ColumnType first = call.arguments().getFirst().type();
    return call.arguments().stream().map(a -> order(first, a.type())).toList();
  }

  private static RowFunction nullSafe(Scalar.Call call) {
    ValueOrder order = order(call.arguments().get(0).type(), call.arguments().get(1).type());
    return (in, out) -> {
      boolean leftNull = in.isNull(0);
      boolean rightNull = in.isNull(1);
      out.setBoolean(
          leftNull || rightNull
              ? leftNull == rightNull
              : order.compare(in.vector(0), in.row(), in.vector(1), in.row()) == 0);
    };
  }

  private static RowFunction in(Scalar.Call call) {
    List<Scalar> arguments = call.arguments();
    ValueOrder[] orders = new ValueOrder[arguments.size()];
    for (int a = 1; a < orders.length; a++) {
      orders[a] = order(arguments.get(0).type(), arguments.get(a).type());
    }
    return (in, out) -> {
      if (in.isNull(0)) {
        out.setNull();
        return;
      }
      boolean unknown = false;
      for (int a = 1; a < orders.length; a++) {
        if (in.isNull(a)) {
          unknown = true;
        } else if (orders[a].compare(in.vector(0), in.row(), in.vector(a), in.row()) == 0) {
          out.setBoolean(true);
          return;
        }
      }
      if (unknown) {
        out.setNull();
      } else {
        out.setBoolean(false);
      }
    };
  }

  private static RowFunction like(Scalar.Call call) {
    ColumnType type = call.arguments().get(0).type();
    return new RowFunction() {
      private Optional<LikeMatcher> matcher = Optional.empty();

      @Override
      public void apply(Arguments in, Result out) {
        LikeMatcher used = matcher.orElseGet(() -> compile(in));
        boolean constant = in.isConstant(1) && (in.count() < 3 || in.isConstant(2));
        if (matcher.isEmpty() && constant) {
          matcher = Optional.of(used);
        }
        out.setBoolean(used.matches(in.array(0), in.offset(0), in.length(0)));
      }

      private LikeMatcher compile(Arguments in) {
        int escape = '\\';
        if (in.count() > 2) {
          int length = in.length(2);
          escape =
              length == 0
                  ? -1
                  : CharsetConversion.codePointAt(
                      in.array(2),
                      in.offset(2),
                      in.offset(2) + length,
                      in.type(2).collation().charset());
        } else if (in.context().hasMode(io.braid.common.SqlMode.NO_BACKSLASH_ESCAPES)) {
          escape = -1;
        }
        return LikeMatcher.compile(
            in.array(1), in.offset(1), in.length(1), escape, type.collation());
      }
    };
  }

  private static RowFunction nullIf(Scalar.Call call) {
    ValueOrder order = order(call.arguments().get(0).type(), call.arguments().get(1).type());
    return (in, out) -> {
      boolean equal =
          !in.isNull(0)
              && !in.isNull(1)
              && order.compare(in.vector(0), in.row(), in.vector(1), in.row()) == 0;
      if (equal || in.isNull(0)) {
        out.setNull();
      } else {
        out.setArgument(in, 0);
      }
    };
  }

  private static RowFunction extreme(Scalar.Call call, int sign) {
    List<Scalar> arguments = call.arguments();
    return (in, out) -> {
      int best = 0;
      for (int a = 1; a < arguments.size(); a++) {
        ValueOrder order = order(arguments.get(best).type(), arguments.get(a).type());
        int compared = order.compare(in.vector(a), in.row(), in.vector(best), in.row());
        if (Integer.signum(compared) == sign || compared == 0 && sign > 0) {
          best = a;
        }
      }
      out.setArgument(in, best);
    };
  }

  /** For libraries that compare. */
  static boolean isText(ColumnType type, ExpressionContext context) {
    return type.family() == MySqlType.Family.STRING;
  }
}
