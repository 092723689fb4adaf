package io.braid.planner.plan;

import io.braid.common.type.ColumnType;
import io.braid.common.value.SqlValue;
import java.util.List;

/**
 * A typed scalar expression over one input row. Every implicit conversion of MySQL's is an explicit
 * {@link Cast} here, so that an evaluator never guesses.
 */
public sealed interface Scalar {
  /** The type of its value. */
  ColumnType type();

  /** Whether it may be NULL. */
  boolean nullable();

  /**
   * A column of the input row, counted from 0. For a join: the left row's columns, then the
   * right's.
   */
  record Input(int column, ColumnType type, boolean nullable) implements Scalar {}

  /**
   * A column of an outer row, for plans that could not be decorrelated.
   *
   * @param correlation names the {@link PhysicalPlan.Apply} or subquery that binds it
   */
  record Outer(int correlation, int column, ColumnType type, boolean nullable) implements Scalar {}

  /** A constant of the statement text. */
  record Constant(SqlValue value, ColumnType type) implements Scalar {
    @Override
    public boolean nullable() {
      return value == SqlValue.SqlNull.NULL;
    }
  }

  /**
   * A literal that the plan cache took out of the text, or a {@code ?} of a prepared statement;
   * bound at execution and converted to {@code type}.
   */
  record Parameter(int index, ColumnType type, boolean nullable) implements Scalar {}

  /**
   * A function or operator by its name in the function registry: lower case; operators have their
   * symbol ({@code "+"}, {@code "="}, {@code "<=>"}, {@code "and"}, {@code "like"}, {@code "in"},
   * {@code "is null"}, {@code "case"}, {@code "if"}…). The argument types select the
   * implementation.
   */
  record Call(String function, List<Scalar> arguments, ColumnType type, boolean nullable)
      implements Scalar {
    /** Copies the arguments. */
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** A conversion to {@code type}: CAST, CONVERT USING and every implicit one. */
  record Cast(Scalar argument, ColumnType type, boolean nullable, boolean implicit)
      implements Scalar {}

  /** A user variable's value, {@code @name}; read at evaluation. */
  record UserVariable(String name, ColumnType type) implements Scalar {
    @Override
    public boolean nullable() {
      return true;
    }
  }

  /** {@code @name := value}. */
  record AssignUserVariable(String name, Scalar value, ColumnType type, boolean nullable)
      implements Scalar {}

  /**
   * A subquery that was not turned into a join.
   *
   * @param correlation binds {@link Outer} references in {@code plan} to this expression's input
   *     row
   * @param comparison for ANY and ALL: the comparison operator's name, else ""
   * @param left for IN, ANY and ALL: the left side's columns
   */
  record Subquery(
      Kind kind,
      PhysicalPlan plan,
      int correlation,
      boolean correlated,
      List<Scalar> left,
      String comparison,
      ColumnType type,
      boolean nullable)
      implements Scalar {
    /** Copies the list. */
    public Subquery {
      left = List.copyOf(left);
    }

    /** What the subquery's rows become. */
    public enum Kind {
      /** One value; more than one row is error 1242. */
      SCALAR,
      EXISTS,
      IN,
      NOT_IN,
      ANY,
      ALL
    }
  }
}
