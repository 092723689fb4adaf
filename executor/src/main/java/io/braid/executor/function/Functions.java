package io.braid.executor.function;

import io.braid.executor.expression.FunctionSet;
import java.util.ArrayList;
import java.util.List;

/** The libraries of all functions; a new library is added here. */
public final class Functions {
  private Functions() {}

  /** The functions that need nothing but their arguments and the statement's context. */
  public static FunctionSet all() {
    return with(List.of());
  }

  /**
   * Every function of a node.
   *
   * @param others functions over parts of the node: named locks, the stream
   */
  public static FunctionSet with(List<FunctionSet.Library> others) {
    List<FunctionSet.Library> libraries =
        new ArrayList<>(
            List.of(
                new ComparisonFunctions(),
                new LogicFunctions(),
                new ArithmeticFunctions(),
                new GeneralFunctions(),
                new StringFunctions(),
                new EncodingFunctions(),
                new NumericFunctions(),
                new NumberFormat(),
                new TemporalFunctions(),
                new IntervalArithmetic(),
                new DateParsing(),
                new JsonFunctions(),
                new RegexpFunctions(),
                new MiscellaneousFunctions()));
    libraries.addAll(others);
    return FunctionSet.of(libraries);
  }
}
