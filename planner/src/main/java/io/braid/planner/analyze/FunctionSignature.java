package io.braid.planner.analyze;

import io.braid.common.type.Collation;
import io.braid.common.type.ColumnType;
import java.util.List;
import java.util.Optional;

/**
 * What the analysis knows of a native function. The executor implements it by name and by the types
 * of its arguments, which arrive converted as {@link Argument} says.
 *
 * @param argumentsMax -1 for any number
 * @param arguments how each argument is converted; the last one repeats
 * @param deterministic whether equal arguments give equal results within a statement; NOW() does
 */
public record FunctionSignature(
    String name,
    int argumentsMin,
    int argumentsMax,
    List<Argument> arguments,
    Result result,
    Nullability nullability,
    boolean deterministic) {
  /** Copies the list. */
  public FunctionSignature {
    arguments = List.copyOf(arguments);
  }

  /** How an argument is converted before the call. */
  public enum Argument {
    /** Not at all. */
    ANY,
    /** A string in the collation that all such arguments share. */
    TEXT,
    /** As TEXT, and the shared collation decides the result (error 1267 when there is none). */
    COMPARED_TEXT,
    /** A string in whose collation the call works, and the result if it is a string. */
    MAIN_TEXT,
    /** A string that is converted to the collation of the main one. */
    SIDE_TEXT,
    /** A string in its own collation. */
    OWN_TEXT,
    /** BIGINT, signed or unsigned as the argument is; fractions are rounded. */
    INTEGER,
    /** DOUBLE. */
    DOUBLE,
    /** An integer, DECIMAL or DOUBLE; strings become DOUBLE. */
    NUMBER,
    /** A truth value. */
    CONDITION,
    /** The common type of all such arguments, which is the result's. */
    COMMON,
    /** DATE and DATETIME stay; all others become DATETIME(6). */
    DATE,
    /** DATETIME with the argument's fraction (6 for strings). */
    DATETIME,
    /** TIME and DATETIME stay; all others become TIME with their fraction (6 for strings). */
    TIME,
    /** TIME and DATETIME stay, DATE becomes DATETIME, all others stay. */
    TEMPORAL
  }

  /** When the result may be NULL. */
  public enum Nullability {
    IF_ANY_ARGUMENT,
    ALWAYS,
    NEVER,
    /** NULL only when every argument may be (COALESCE). */
    IF_ALL_ARGUMENTS
  }

  /** Derives the result's type. */
  @FunctionalInterface
  public interface Result {
    /** The type for these arguments, already converted. */
    ColumnType type(Arguments arguments);
  }

  /**
   * The arguments of a call.
   *
   * @param types after conversion
   * @param constants whole-number constants among the arguments, empty for others
   * @param texts string constants among the arguments, empty for others
   * @param collation the shared collation of its text arguments, else the connection's
   */
  public record Arguments(
      List<ColumnType> types,
      List<Optional<Long>> constants,
      List<Optional<String>> texts,
      Collation collation,
      Collation connection) {
    ColumnType type(int index) {
      return types.get(index);
    }

    int count() {
      return types.size();
    }

    long characters(int index) {
      return TypeRules.characters(types.get(index));
    }

    Optional<Long> constant(int index) {
      return index < constants.size() ? constants.get(index) : Optional.empty();
    }

    Optional<String> text(int index) {
      return index < texts.size() ? texts.get(index) : Optional.empty();
    }

    ColumnType string(long characters) {
      return TypeRules.string(characters, collation);
    }
  }

  /** The conversion of the argument at {@code index}. */
  public Argument argument(int index) {
    return arguments.get(Math.min(index, arguments.size() - 1));
  }

  boolean accepts(int count) {
    return count >= argumentsMin && (argumentsMax < 0 || count <= argumentsMax);
  }
}
