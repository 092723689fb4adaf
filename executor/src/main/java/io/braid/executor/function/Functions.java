package io.braid.executor.function;

import io.braid.executor.expression.FunctionSet;
import java.util.List;

/** The libraries of all functions; a new library is added here. */
public final class Functions {
  private Functions() {}

  /** Every function that Braid can evaluate. */
  public static FunctionSet all() {
    return FunctionSet.of(
        List.of(
            new ComparisonFunctions(),
            new LogicFunctions(),
            new ArithmeticFunctions(),
            new GeneralFunctions()));
  }
}
