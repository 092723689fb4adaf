package io.braid.planner.analyze;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import java.util.List;

/**
 * Finds the one collation in which several strings are compared or put together.
 *
 * @see "MySQL 9.7 Reference Manual, Collation Coercibility in Expressions"
 */
record CollationAggregation(Collation collation, Coercibility coercibility, boolean asciiOnly) {

  /**
   * The collation of {@code operands}. Numbers and temporal values do not count beside strings;
   * alone they give {@code connection}.
   *
   * @param operation the operator's name for the error's text
   * @param comparison whether the collation decides the result, so that it must be one (1267)
   */
  static CollationAggregation of(
      List<Operand> operands, Collation connection, String operation, boolean comparison) {
    CollationAggregation sum = null;
    for (Operand operand : operands) {
      if (operand.coercibility() == Coercibility.NUMERIC) {
        continue;
      }
      CollationAggregation next =
          new CollationAggregation(
              operand.collation(), operand.coercibility(), operand.asciiOnly());
      if (operand.coercibility() == Coercibility.IGNORABLE) {
        if (sum == null) {
          sum = new CollationAggregation(connection, Coercibility.IGNORABLE, true);
        }
        continue;
      }
      sum = sum == null ? next : sum.with(next, operands, operation);
    }
    if (sum == null || sum.coercibility == Coercibility.IGNORABLE) {
      return new CollationAggregation(connection, Coercibility.COERCIBLE, true);
    }
    if (comparison && sum.coercibility == Coercibility.NONE) {
      throw illegalMix(operands, operation);
    }
    return sum;
  }

  private CollationAggregation with(
      CollationAggregation other, List<Operand> operands, String operation) {
    boolean ascii = asciiOnly && other.asciiOnly;
    if (coercibility == Coercibility.IGNORABLE) {
      return other;
    }
    if (collation.charset() != other.collation.charset()) {
      return withOtherCharset(other, ascii, operands, operation);
    }
    if (coercibility != other.coercibility) {
      return (coercibility.isStrongerThan(other.coercibility) ? this : other).withAscii(ascii);
    }
    if (collation == other.collation) {
      return withAscii(ascii);
    }
    if (coercibility == Coercibility.EXPLICIT) {
      throw illegalMix(operands, operation);
    }
    if (isBinary(collation)) {
      return withAscii(ascii);
    }
    if (isBinary(other.collation)) {
      return other.withAscii(ascii);
    }
    return new CollationAggregation(binaryOf(collation.charset()), Coercibility.NONE, ascii);
  }

  private CollationAggregation withOtherCharset(
      CollationAggregation other, boolean ascii, List<Operand> operands, String operation) {
    if (collation == Collation.BINARY) {
      return other.coercibility.isStrongerThan(coercibility)
          ? other.withAscii(ascii)
          : withAscii(ascii);
    }
    if (other.collation == Collation.BINARY) {
      return coercibility.isStrongerThan(other.coercibility)
          ? withAscii(ascii)
          : other.withAscii(ascii);
    }
    if (isSuperset(this, other)) {
      return withAscii(ascii);
    }
    if (isSuperset(other, this)) {
      return other.withAscii(ascii);
    }
    if (coercibility.isStrongerThan(other.coercibility)
        && !other.coercibility.isStrongerThan(Coercibility.SYSTEM_CONSTANT)) {
      return withAscii(ascii);
    }
    if (other.coercibility.isStrongerThan(coercibility)
        && !coercibility.isStrongerThan(Coercibility.SYSTEM_CONSTANT)) {
      return other.withAscii(ascii);
    }
    throw illegalMix(operands, operation);
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
      case 2 ->
          MySqlError.ER_CANT_AGGREGATE_2COLLATIONS.with(
              operandParts(operands.get(0), operands.get(1), operation));
      case 3 ->
          MySqlError.ER_CANT_AGGREGATE_3COLLATIONS.with(
              operandParts3(operands.get(0), operands.get(1), operands.get(2), operation));
      default -> MySqlError.ER_CANT_AGGREGATE_NCOLLATIONS.with(operation);
    };
  }

  private static Object[] operandParts(Operand a, Operand b, String operation) {
    return new Object[] {
      a.collation().mysqlName(),
      label(a.coercibility()),
      b.collation().mysqlName(),
      label(b.coercibility()),
      operation
    };
  }

  private static Object[] operandParts3(Operand a, Operand b, Operand c, String operation) {
    return new Object[] {
      a.collation().mysqlName(),
      label(a.coercibility()),
      b.collation().mysqlName(),
      label(b.coercibility()),
      c.collation().mysqlName(),
      label(c.coercibility()),
      operation
    };
  }

  private static String label(Coercibility coercibility) {
    return switch (coercibility) {
      case EXPLICIT -> "EXPLICIT";
      case NONE -> "NONE";
      case IMPLICIT -> "IMPLICIT";
      case SYSTEM_CONSTANT -> "SYSCONST";
      case COERCIBLE -> "COERCIBLE";
      case NUMERIC -> "NUMERIC";
      case IGNORABLE -> "IGNORABLE";
    };
  }
}
