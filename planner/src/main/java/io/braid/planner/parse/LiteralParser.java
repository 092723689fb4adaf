package io.braid.planner.parse;

import io.braid.planner.tree.Bytes;
import io.braid.planner.tree.Literal;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.Locale;

/** Constants: numbers, strings with what may stand around them, hexadecimal and bit literals. */
final class LiteralParser {
  /** Every integer with that many digits fits in 63 bits. */
  private static final int SAFE_DIGITS = 18;

  /** MySQL keeps 81 digits of a decimal literal at most; longer ones are of no use to anybody. */
  private static final int DECIMAL_DIGITS_MAX = 1000;

  private final TokenStream tokens;

  LiteralParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  boolean atLiteral() {
    return switch (tokens.kind()) {
      case STRING, NATIONAL_STRING, INTRODUCER, INTEGER, DECIMAL, FLOAT, HEX, BIT -> true;
      case WORD ->
          switch (tokens.keyword()) {
            case NULL, TRUE, FALSE -> true;
            case DATE, TIME, TIMESTAMP -> tokens.peekKind(1) == TokenKind.STRING;
            default -> false;
          };
      default -> false;
    };
  }

  /** The literal at the present token; {@link #atLiteral} holds. */
  Literal literal() {
    return switch (tokens.kind()) {
      case STRING -> string();
      case NATIONAL_STRING -> nationalString();
      case INTRODUCER -> introduced();
      case INTEGER -> integer();
      case DECIMAL -> decimal();
      case FLOAT -> {
        Literal literal = new Literal.DoubleLiteral(text());
        tokens.advance();
        yield literal;
      }
      case HEX -> {
        Literal literal =
            new Literal.HexLiteral(tokens.decoder().hex(tokens.start(), tokens.end()));
        tokens.advance();
        yield literal;
      }
      case BIT -> {
        Literal literal =
            new Literal.BitLiteral(tokens.decoder().bits(tokens.start(), tokens.end()));
        tokens.advance();
        yield literal;
      }
      default -> word();
    };
  }

  private Literal word() {
    return switch (tokens.keyword()) {
      case NULL -> {
        tokens.advance();
        yield new Literal.NullLiteral();
      }
      case TRUE -> {
        tokens.advance();
        yield new Literal.BooleanLiteral(true);
      }
      case FALSE -> {
        tokens.advance();
        yield new Literal.BooleanLiteral(false);
      }
      case DATE -> temporal(Literal.TemporalLiteral.Kind.DATE);
      case TIME -> temporal(Literal.TemporalLiteral.Kind.TIME);
      case TIMESTAMP -> temporal(Literal.TemporalLiteral.Kind.TIMESTAMP);
      default -> throw tokens.syntaxError();
    };
  }

  private Literal temporal(Literal.TemporalLiteral.Kind kind) {
    tokens.advance();
    return new Literal.TemporalLiteral(kind, tokens.string());
  }

  private String text() {
    return tokens.decoder().decode(tokens.start(), tokens.end());
  }

  private Literal integer() {
    int length = tokens.end() - tokens.start();
    if (length <= SAFE_DIGITS) {
      long value = tokens.decoder().digits(tokens.start(), tokens.end());
      tokens.advance();
      return new Literal.IntegerLiteral(value);
    }
    String digits = text().replaceFirst("^0+(?=.)", "");
    checkLength(digits);
    tokens.advance();
    BigDecimal value = new BigDecimal(digits);
    boolean fits = value.toBigInteger().bitLength() <= Long.SIZE;
    return fits
        ? new Literal.IntegerLiteral(value.toBigInteger().longValue())
        : new Literal.DecimalLiteral(value);
  }

  private Literal decimal() {
    String digits = text();
    checkLength(digits);
    tokens.advance();
    return new Literal.DecimalLiteral(
        new BigDecimal(digits.endsWith(".") ? digits.substring(0, digits.length() - 1) : digits));
  }

  private void checkLength(String digits) {
    if (digits.length() > DECIMAL_DIGITS_MAX) {
      throw tokens.syntaxError();
    }
  }

  /** A string and the adjacent ones that continue it. */
  private Literal string() {
    if (tokens.decoder().stringsAreBinary()) {
      return new Literal.IntroducedLiteral("binary", Bytes.of(adjacentBytes()));
    }
    return new Literal.StringLiteral(adjacentText(tokens.string()));
  }

  private Literal nationalString() {
    String first = tokens.decoder().string(tokens.start() + 1, tokens.end());
    tokens.advance();
    return new Literal.StringLiteral(adjacentText(first), true);
  }

  private String adjacentText(String first) {
    if (!tokens.at(TokenKind.STRING)) {
      return first;
    }
    StringBuilder joined = new StringBuilder(first);
    while (tokens.at(TokenKind.STRING)) {
      joined.append(tokens.string());
    }
    return joined.toString();
  }

  private byte[] adjacentBytes() {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    while (tokens.at(TokenKind.STRING)) {
      joined.writeBytes(tokens.decoder().stringBytes(tokens.start(), tokens.end()));
      tokens.advance();
    }
    return joined.toByteArray();
  }

  private Literal introduced() {
    String charset =
        tokens.decoder().decode(tokens.start() + 1, tokens.end()).toLowerCase(Locale.ROOT);
    tokens.advance();
    Bytes value =
        switch (tokens.kind()) {
          case STRING -> Bytes.of(adjacentBytes());
          case HEX -> {
            Bytes bytes = tokens.decoder().hex(tokens.start(), tokens.end());
            tokens.advance();
            yield bytes;
          }
          case BIT -> {
            Bytes bytes = tokens.decoder().bits(tokens.start(), tokens.end());
            tokens.advance();
            yield bytes;
          }
          default -> throw tokens.syntaxError();
        };
    tokens.deprecatedCharset(charset);
    return new Literal.IntroducedLiteral(charset.equals("utf8") ? "utf8mb3" : charset, value);
  }
}
