package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the one collation in which several strings are compared or put together.
 *
 * @see "MySQL 9.7 Reference Manual, Collation Coercibility in Expressions"
 * @see "MySQL Source Code Documentation, DTCollation::aggregate"
 */
record CollationAggregation(Collation collation, Coercibility coercibility, boolean asciiOnly) {
  /** What numbers and temporal values are like: their text fits any character set. */
  private static final CollationAggregation NUMBER =
      new CollationAggregation(Collation.LATIN1_SWEDISH_CI, Coercibility.NUMERIC, true);

  /** NULL: other values decide, but for strings that have no collation themselves. */
  private static final CollationAggregation NULL =
      new CollationAggregation(Collation.BINARY, Coercibility.IGNORABLE, true);

  /**
   * The collation of {@code operands}, which are put together from left to right. Numbers and
   * temporal values alone give {@code connection}.
   *
   * @param operation the operator's name for the error's text
   * @param comparison whether the collation decides the result, so that it must be one
   * @throws MySqlException 1267, 1270 or 1271
   */
  static CollationAggregation of(
      List<Operand> operands, Collation connection, String operation, boolean comparison) {
    return sum(operands.stream().map(CollationAggregation::of).toList(), connection, comparison)
        .filter(sum -> !comparison || sum.coercibility != Coercibility.NONE)
        .orElseThrow(() -> illegalMix(operands, operation));
  }

  /**
   * Refuses to compare strings of one collation where the left one has come to it undecided.
   *
   * @throws MySqlException 1267
   * @see "MySQL Source Code Documentation, Arg_comparator::set_cmp_func"
   */
  static void refuseUndecided(Operand left, Operand right, String operation) {
    if (left.coercibility() == Coercibility.NONE
        && TypeRules.isString(right.type())
        && left.collation() == right.collation()) {
      throw illegalMix(List.of(left, right), operation);
    }
  }

  /**
   * The collation of a column of UNION, INTERSECT or EXCEPT, which may be left open before the last
   * of them.
   *
   * @param before what operations of other kinds before gave
   * @throws MySqlException 1271
   */
  static CollationAggregation ofUnion(
      Optional<CollationAggregation> before, List<Operand> operands, Collation connection) {
    List<CollationAggregation> all = new ArrayList<>();
    before.ifPresent(all::add);
    operands.forEach(o -> all.add(of(o)));
    return sum(all, connection, false)
        .orElseThrow(() -> MySqlError.ER_CANT_AGGREGATE_NCOLLATIONS.with("UNION"));
  }

  /**
   * All together; empty if they cannot be.
   *
   * @param comparison whether only a COLLATE clause settles what columns of different collations
   *     leave open; else a later string does that holds its collation as strongly as those
   */
  private static Optional<CollationAggregation> sum(
      List<CollationAggregation> operands, Collation connection, boolean comparison) {
    if (operands.isEmpty()) {
      return Optional.of(new CollationAggregation(connection, Coercibility.COERCIBLE, true));
    }
    CollationAggregation sum = operands.getFirst();
    boolean unknown = false;
    Coercibility undecided = Coercibility.NONE;
    for (CollationAggregation next : operands.subList(1, operands.size())) {
      if (sum.collation != next.collation
          && sum.coercibility == Coercibility.EXPLICIT
          && next.coercibility == Coercibility.EXPLICIT) {
        return Optional.empty();
      }
      if (sum.coercibility == Coercibility.NONE && undecided.isStrongerThan(next.coercibility)) {
        sum = sum.withAscii(sum.asciiOnly && next.asciiOnly);
        continue;
      }
      Optional<CollationAggregation> both = sum.with(next);
      boolean apart =
          both.isPresent()
              && both.get().coercibility == Coercibility.NONE
              && sum.coercibility == next.coercibility
              && sum.coercibility != Coercibility.NONE;
      undecided = apart ? sum.coercibility : undecided;
      unknown |= both.isEmpty() || comparison && apart;
      sum =
          both.orElse(new CollationAggregation(Collation.BINARY, Coercibility.NONE, sum.asciiOnly));
    }
    if (unknown && sum.coercibility != Coercibility.EXPLICIT) {
      return Optional.empty();
    }
    return Optional.of(
        sum.coercibility == Coercibility.NUMERIC
            ? new CollationAggregation(connection, Coercibility.COERCIBLE, true)
            : sum);
  }

  private static CollationAggregation of(Operand operand) {
    return switch (operand.coercibility()) {
      case NUMERIC -> NUMBER;
      case IGNORABLE -> NULL;
      case EXPLICIT, IMPLICIT, SYSTEM_CONSTANT, COERCIBLE, NONE ->
          new CollationAggregation(
              operand.collation(), operand.coercibility(), operand.asciiOnly());
    };
  }

  Derivation derivation() {
    return new Derivation(coercibility, asciiOnly);
  }

  /** Both together; empty if neither character set holds the other's strings. */
  private Optional<CollationAggregation> with(CollationAggregation other) {
    boolean ascii = asciiOnly && other.asciiOnly;
    if (collation.charset() != other.collation.charset()) {
      return withOtherCharset(other).map(c -> c.withAscii(ascii));
    }
    if (coercibility != other.coercibility) {
      return Optional.of(
          (coercibility.isStrongerThan(other.coercibility) ? this : other).withAscii(ascii));
    }
    if (collation == other.collation || isBinary(collation)) {
      return Optional.of(withAscii(ascii));
    }
    return Optional.of(
        isBinary(other.collation)
            ? other.withAscii(ascii)
            : new CollationAggregation(binaryOf(collation.charset()), Coercibility.NONE, ascii));
  }

  private Optional<CollationAggregation> withOtherCharset(CollationAggregation other) {
    if (collation == Collation.BINARY) {
      return Optional.of(other.coercibility.isStrongerThan(coercibility) ? other : this);
    }
    if (other.collation == Collation.BINARY) {
      return Optional.of(coercibility.isStrongerThan(other.coercibility) ? this : other);
    }
    if (isSuperset(this, other) || isConvertible(other, this)) {
      return Optional.of(this);
    }
    return isSuperset(other, this) || isConvertible(this, other)
        ? Optional.of(other)
        : Optional.empty();
  }

  /** Whether MySQL converts the value to the character set of a stronger one. */
  private static boolean isConvertible(CollationAggregation weak, CollationAggregation strong) {
    return strong.coercibility.isStrongerThan(weak.coercibility)
        && !weak.coercibility.isStrongerThan(Coercibility.SYSTEM_CONSTANT);
  }

  private static boolean isSuperset(CollationAggregation left, CollationAggregation right) {
    boolean stronger = left.coercibility.isStrongerThan(right.coercibility);
    boolean same = left.coercibility == right.coercibility;
    if (isUnicode(left.collation)) {
      if (stronger || (same && !isUnicode(right.collation))) {
        return true;
      }
      if (same
          && left.collation.charset() == Charset.UTF8MB4
          && right.collation.charset() == Charset.UTF8MB3) {
        return true;
      }
    }
    return right.asciiOnly && (stronger || (same && !left.asciiOnly));
  }

  private CollationAggregation withAscii(boolean ascii) {
    return new CollationAggregation(collation, coercibility, ascii);
  }

  private static boolean isUnicode(Collation collation) {
    return collation.charset() == Charset.UTF8MB4 || collation.charset() == Charset.UTF8MB3;
  }

  private static boolean isBinary(Collation collation) {
    return collation.mysqlName().endsWith("_bin") || collation == Collation.BINARY;
  }

  private static Collation binaryOf(Charset charset) {
    return Collation.byName(charset.mysqlName() + "_bin").orElse(Collation.BINARY);
  }

  private static MySqlException illegalMix(List<Operand> operands, String operation) {
    return switch (operands.size()) {
      case 2 -> MySqlError.ER_CANT_AGGREGATE_2COLLATIONS.with(parts(operands, operation));
      case 3 -> MySqlError.ER_CANT_AGGREGATE_3COLLATIONS.with(parts(operands, operation));
      default -> MySqlError.ER_CANT_AGGREGATE_NCOLLATIONS.with(operation);
    };
  }

  private static Object[] parts(List<Operand> operands, String operation) {
    List<Object> parts = new ArrayList<>();
    for (Operand operand : operands) {
      parts.add(of(operand).collation.mysqlName());
      parts.add(label(operand.coercibility()));
    }
    parts.add(operation);
    return parts.toArray();
  }

  private static String label(Coercibility coercibility) {
    return switch (coercibility) {
      case EXPLICIT -> "EXPLICIT";
      case NONE -> "NONE";
      case IMPLICIT -> "IMPLICIT";
      case SYSTEM_CONSTANT -> "SYSCONST";
      case COERCIBLE -> "COERCIBLE";
      case NUMERIC -> "NUMERIC";
      case IGNORABLE -> "NULL";
    };
  }
}
