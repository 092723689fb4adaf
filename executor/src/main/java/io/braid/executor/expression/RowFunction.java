package io.braid.executor.expression;

/** What a function computes from the arguments of one row. */
@FunctionalInterface
public interface RowFunction {
  /** Reads {@code in} and sets {@code out} once. */
  void apply(Arguments in, Result out);
}
