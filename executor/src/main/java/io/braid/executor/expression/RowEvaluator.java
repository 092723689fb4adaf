package io.braid.executor.expression;

import io.braid.common.type.ColumnType;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import java.util.List;

/** Runs a row function over the rows of a batch. */
final class RowEvaluator implements Evaluator {
  private final Evaluator[] arguments;
  private final Vector[] values;
  private final Vector out;
  private final Arguments in;
  private final Result result;
  private final RowFunction function;
  private final boolean strict;

  RowEvaluator(
      ColumnType type,
      List<Evaluator> arguments,
      ExpressionContext context,
      RowFunction function,
      boolean strict) {
    this.arguments = arguments.toArray(new Evaluator[0]);
    this.function = function;
    this.strict = strict;
    values = new Vector[this.arguments.length];
    out = new Vector(type);
    ColumnType[] types = new ColumnType[values.length];
    boolean[] constant = new boolean[values.length];
    for (int a = 0; a < types.length; a++) {
      types[a] = this.arguments[a].type();
      constant[a] = this.arguments[a].isConstant();
    }
    in = new Arguments(context, types, constant);
    result = new Result(out, context);
  }

  @Override
  public ColumnType type() {
    return out.type();
  }

  @Override
  public Vector evaluate(Batch batch, Rows rows) {
    for (int a = 0; a < arguments.length; a++) {
      values[a] = arguments[a].evaluate(batch, rows);
    }
    out.reset(batch.size());
    in.set(values);
    int[] index = rows.index();
    for (int k = 0; k < rows.count(); k++) {
      int row = index[k];
      if (strict && anyNull(row)) {
        out.setNull(row);
        continue;
      }
      in.moveTo(row);
      result.moveTo(row);
      function.apply(in, result);
    }
    return out;
  }

  private boolean anyNull(int row) {
    for (Vector value : values) {
      if (value.isNull(row)) {
        return true;
      }
    }
    return false;
  }
}
