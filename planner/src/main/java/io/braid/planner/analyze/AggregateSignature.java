package io.braid.planner.analyze;

import io.braid.common.type.ColumnType;
import java.util.List;

/**
 * An aggregate or window function.
 *
 * @param windowOnly whether it exists only with OVER
 * @param nullable whether its result may be NULL
 */
public record AggregateSignature(
    String name,
    int argumentsMin,
    int argumentsMax,
    Conversion conversion,
    boolean windowOnly,
    boolean nullable,
    Result result) {

  /** How the arguments are converted. */
  public enum Conversion {
    /** Not at all. */
    NONE,
    /** To an integer, DECIMAL or DOUBLE. */
    NUMBER,
    /** To DOUBLE. */
    DOUBLE,
    /** To BIGINT UNSIGNED; binary strings stay. */
    BITS,
    /** To strings of one collation. */
    TEXT
  }

  /** Derives the result's type from the converted arguments'. */
  @FunctionalInterface
  public interface Result {
    /** The result's type. */
    ColumnType type(List<ColumnType> arguments);
  }
}
