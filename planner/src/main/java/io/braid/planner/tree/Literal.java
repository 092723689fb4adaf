package io.braid.planner.tree;

import java.math.BigDecimal;

/**
 * A constant as written. Values keep what the type rules need: a decimal its scale, a double its
 * digits, a string with introducer its bytes.
 *
 * @see "MySQL 9.7 Reference Manual, Literal Values"
 */
public sealed interface Literal extends Expression {

  /** {@code NULL} (also {@code \N}). */
  record NullLiteral() implements Literal {}

  /** {@code TRUE} or {@code FALSE}: integers 1 and 0 with a name. */
  record BooleanLiteral(boolean value) implements Literal {}

  /**
   * An integer without sign. Literals are never negative ({@code -5} is a unary minus), so a
   * negative {@code value} holds an unsigned number above {@code Long.MAX_VALUE}; larger ones are
   * {@link DecimalLiteral}.
   */
  record IntegerLiteral(long value) implements Literal {
    /** Whether the number is above {@code Long.MAX_VALUE}. */
    public boolean isUnsigned() {
      return value < 0;
    }
  }

  /** An exact number with a decimal point, or an integer beyond 64 bits. The scale counts. */
  record DecimalLiteral(BigDecimal value) implements Literal {}

  /** A number with an exponent, its digits as written. */
  record DoubleLiteral(String digits) implements Literal {
    /** The nearest double; infinite when out of range. */
    public double value() {
      return Double.parseDouble(digits);
    }
  }

  /**
   * A string in the character set and collation of the connection, escapes resolved and adjacent
   * literals joined. {@code national} ones ({@code N'…'}) are utf8mb3.
   */
  record StringLiteral(String value, boolean national) implements Literal {
    /** A plain string. */
    public StringLiteral(String value) {
      this(value, false);
    }
  }

  /**
   * A string whose character set was named ({@code _latin1'…'}, {@code _binary 0xFF}): the bytes
   * that stood in the statement, not converted.
   *
   * @param charset the introducer without its underscore, in lower case
   */
  record IntroducedLiteral(String charset, Bytes value) implements Literal {}

  /** {@code 0x…} or {@code X'…'}: a binary string, a number in numeric context. */
  record HexLiteral(Bytes value) implements Literal {}

  /** {@code 0b…} or {@code B'…'}: a binary string, a number in numeric context. */
  record BitLiteral(Bytes value) implements Literal {}

  /** {@code DATE'…'}, {@code TIME'…'} or {@code TIMESTAMP'…'}; the text is not checked yet. */
  record TemporalLiteral(Kind kind, String text) implements Literal {
    /** Which of the three. */
    public enum Kind {
      DATE,
      TIME,
      TIMESTAMP
    }
  }
}
