package io.braid.executor.operator;

import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import io.braid.executor.batch.Rows;
import io.braid.executor.batch.Vector;
import io.braid.executor.expression.Evaluator;
import java.util.List;

/**
 * Computes a row from each row. Expressions with user variables are evaluated row by row, because
 * one row's assignment is the next row's input.
 */
final class ProjectOperator implements Operator {
  private final Operator input;
  private final Evaluator[] expressions;
  private final boolean rowByRow;
  private final Vector[] vectors;
  private final Batch batch;

  ProjectOperator(Operator input, List<Evaluator> expressions, boolean rowByRow) {
    this.input = input;
    this.expressions = expressions.toArray(new Evaluator[0]);
    this.rowByRow = rowByRow;
    vectors = new Vector[this.expressions.length];
    for (int c = 0; c < vectors.length; c++) {
      vectors[c] = new Vector(this.expressions[c].type());
    }
    batch = new Batch(vectors);
  }

  @Override
  public void askAtMost(long rows) {
    input.askAtMost(rows);
  }

  @Override
  public void open() {
    input.open();
  }

  @Override
  public boolean next() {
    if (!input.next()) {
      return false;
    }
    Batch source = input.batch();
    Rows rows = source.rows();
    if (rowByRow) {
      for (Vector vector : vectors) {
        vector.reset(source.size());
      }
      Rows one = Rows.empty();
      for (int k = 0; k < rows.count(); k++) {
        int row = rows.index()[k];
        one.clear();
        one.add(row);
        for (int c = 0; c < expressions.length; c++) {
          vectors[c].copyFrom(row, expressions[c].evaluate(source, one), row);
        }
      }
    } else {
      for (int c = 0; c < expressions.length; c++) {
        vectors[c] = expressions[c].evaluate(source, rows);
      }
    }
    batch.select(source.size(), rows);
    return true;
  }

  @Override
  public Batch batch() {
    return batch;
  }

  @Override
  public void close() {
    input.close();
  }
}
