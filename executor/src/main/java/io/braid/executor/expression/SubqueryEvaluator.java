package io.braid.executor.expression;

import io.braid.common.MySqlError;
import io.braid.common.type.ColumnType;
import io.braid.executor.batch.Batch;
import io.braid.executor.batch.KeyBytes;
import io.braid.executor.batch.KeyTable;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.RowStore;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.ValueOrder;
import io.braid.executor.batch.Vector;
import io.braid.planner.plan.PhysicalPlan;
import io.braid.planner.plan.Scalar;
import java.util.List;
import java.util.Optional;

/**
 * A subquery inside an expression. An uncorrelated one runs when a row first needs it, a correlated
 * one for each row whose outer values it has not met.
 */
final class SubqueryEvaluator implements Evaluator {
  private final Scalar.Subquery subquery;
  private final Evaluator[] left;
  private final Vector[] leftValues;
  private final ValueOrder[] orders;
  private final ExpressionContext context;
  private final Operator plan;
  private final Vector out;
  private final RowStore rows;
  private final KeyTable keys;
  private final KeyBytes key = new KeyBytes();
  private final Optional<SubqueryCache> cache;
  private boolean loaded;
  private boolean anyNullKey;

  private SubqueryEvaluator(
      Scalar.Subquery subquery, List<Evaluator> left, ExpressionContext context) {
    this.subquery = subquery;
    this.left = left.toArray(new Evaluator[0]);
    this.context = context;
    leftValues = new Vector[this.left.length];
    orders = new ValueOrder[this.left.length];
    plan = context.operator(subquery.plan());
    out = new Vector(subquery.type());
    List<ColumnType> types =
        subquery.plan().fields().stream().map(PhysicalPlan.Field::type).toList();
    for (int c = 0; c < orders.length; c++) {
      orders[c] = ValueOrder.of(this.left[c].type(), types.get(c));
    }
    rows = new RowStore(types, context.memory(), "subquery");
    keys = new KeyTable(context.memory(), "subquery");
    cache =
        subquery.correlated() && !context.readsOwnChanges()
            ? OuterValues.of(subquery.plan()).map(v -> new SubqueryCache(v, out, context))
            : Optional.empty();
  }

  static Evaluator of(Scalar.Subquery subquery, List<Evaluator> left, ExpressionContext context) {
    return new SubqueryEvaluator(subquery, left, context);
  }

  @Override
  public ColumnType type() {
    return out.type();
  }

  @Override
  public Vector evaluate(Batch batch, Rows selected) {
    for (int c = 0; c < left.length; c++) {
      leftValues[c] = left[c].evaluate(batch, selected);
    }
    out.reset(batch.size());
    for (int k = 0; k < selected.count(); k++) {
      int row = selected.index()[k];
      if (subquery.correlated()) {
        context.bindOuter(subquery.correlation(), batch, row);
        if (cache.isPresent() && cache.get().find(leftValues, row)) {
          continue;
        }
        load();
        compute(row);
        cache.ifPresent(c -> c.put(row));
        continue;
      } else if (!loaded) {
        load();
      }
      compute(row);
    }
    return out;
  }

  private void load() {
    rows.clear();
    keys.clear();
    anyNullKey = false;
    boolean existence = subquery.kind() == Scalar.Subquery.Kind.EXISTS;
    boolean scalar = subquery.kind() == Scalar.Subquery.Kind.SCALAR;
    boolean hashed = isHashed();
    plan.open();
    try {
      while (plan.next()) {
        Batch batch = plan.batch();
        Rows selected = batch.rows();
        for (int k = 0; k < selected.count(); k++) {
          if (hashed) {
            addKey(batch, selected.index()[k]);
          } else {
            rows.append(batch, selected.index()[k]);
          }
        }
        if (existence && rows.count() > 0) {
          break;
        }
        if (scalar && rows.count() > 1) {
          throw MySqlError.ER_SUBQUERY_NO_1_ROW.with();
        }
      }
    } finally {
      plan.close();
    }
    loaded = true;
  }

  /** IN without correlation and without NULL parts is a look-up. */
  private boolean isHashed() {
    return !subquery.correlated()
        && left.length == 1
        && left[0].type().equals(subquery.plan().fields().get(0).type())
        && (subquery.kind() == Scalar.Subquery.Kind.IN
            || subquery.kind() == Scalar.Subquery.Kind.NOT_IN);
  }

  private void addKey(Batch batch, int row) {
    key.clear();
    key.append(batch.column(0), row);
    if (key.hasNull()) {
      anyNullKey = true;
    } else {
      keys.findOrAdd(key);
    }
  }

  private void compute(int row) {
    switch (subquery.kind()) {
      case SCALAR -> {
        if (rows.count() == 0) {
          out.setNull(row);
        } else {
          out.copyFrom(row, rows.chunk(0).column(0), 0);
        }
      }
      case EXISTS -> out.setLong(row, rows.count() > 0 ? 1 : 0);
      case IN -> setTruth(row, isHashed() ? hashedIn(row) : scanIn(row));
      case NOT_IN -> setTruth(row, -(isHashed() ? hashedIn(row) : scanIn(row)));
      case ANY -> setTruth(row, quantified(row, true));
      case ALL -> setTruth(row, quantified(row, false));
    }
  }

  /** Truth as 1 (true), -1 (false) or 0 (unknown). */
  private void setTruth(int row, int truth) {
    if (truth == 0) {
      out.setNull(row);
    } else {
      out.setLong(row, truth > 0 ? 1 : 0);
    }
  }

  private int hashedIn(int row) {
    if (keys.count() == 0 && !anyNullKey) {
      return -1;
    }
    key.clear();
    key.append(leftValues[0], row);
    if (key.hasNull()) {
      return 0;
    }
    return keys.find(key) >= 0 ? 1 : anyNullKey ? 0 : -1;
  }

  private int scanIn(int row) {
    int truth = -1;
    for (int r = 0; r < rows.count() && truth < 1; r++) {
      truth = Math.max(truth, rowEquals(row, r));
    }
    return truth;
  }

  private int rowEquals(int row, int stored) {
    Batch chunk = rows.chunk(stored);
    int place = rows.place(stored);
    int truth = 1;
    for (int c = 0; c < left.length; c++) {
      Vector right = chunk.column(c);
      if (leftValues[c].isNull(row) || right.isNull(place)) {
        truth = 0;
      } else if (orders[c].compare(leftValues[c], row, right, place) != 0) {
        return -1;
      }
    }
    return truth;
  }

  private int quantified(int row, boolean any) {
    int truth = any ? -1 : 1;
    for (int r = 0; r < rows.count(); r++) {
      Vector right = rows.chunk(r).column(0);
      int place = rows.place(r);
      int one =
          leftValues[0].isNull(row) || right.isNull(place)
              ? 0
              : holds(orders[0].compare(leftValues[0], row, right, place)) ? 1 : -1;
      truth = any ? Math.max(truth, one) : Math.min(truth, one);
    }
    return truth;
  }

  private boolean holds(int order) {
    return switch (subquery.comparison()) {
      case "=" -> order == 0;
      case "<>", "!=" -> order != 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      case ">=" -> order >= 0;
      default ->
          throw new io.braid.common.InvariantViolation(
              "a comparison, not " + subquery.comparison());
    };
  }
}
