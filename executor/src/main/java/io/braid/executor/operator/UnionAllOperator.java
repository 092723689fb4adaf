package io.braid.executor.operator;

import io.braid.executor.batch.Batch;
import io.braid.executor.batch.Operator;
import java.util.List;

/** One input after the other. */
final class UnionAllOperator implements Operator {
  private final List<Operator> inputs;
  private int current;

  UnionAllOperator(List<Operator> inputs) {
    this.inputs = inputs;
  }

  @Override
  public void open() {
    current = 0;
    inputs.get(0).open();
  }

  @Override
  public boolean next() {
    while (current < inputs.size()) {
      if (inputs.get(current).next()) {
        return true;
      }
      inputs.get(current).close();
      current++;
      if (current < inputs.size()) {
        inputs.get(current).open();
      }
    }
    return false;
  }

  @Override
  public Batch batch() {
    return inputs.get(current).batch();
  }

  @Override
  public void close() {
    inputs.forEach(Operator::close);
  }
}
