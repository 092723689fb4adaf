package io.braid.planner.parse;

import io.braid.common.type.Charset;
import io.braid.planner.tree.Bytes;
import io.braid.planner.tree.Literal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the literals of a statement into parameters, by the lexer alone, so that a cached plan is
 * found without the parser.
 *
 * <p>A literal stays where its value means more than itself: in a select list (it names the
 * column), from GROUP, HAVING, WINDOW or ORDER on (a position, or an expression that must match
 * another one), inside functions and types (lengths, scales, formats and paths that decide types),
 * and behind words such as DATE, ESCAPE or SEPARATOR.
 */
public final class StatementNormalizer {
  /** Longer statements are not worth a cache entry. */
  private static final int TEXT_BYTES_MAX = 64 * 1024;

  private static final int PARAMETERS_MAX = 1_024;
  private static final int NESTING_MAX = 64;
  private static final int INTEGER_DIGITS_MAX = 18;
  private static final int DECIMAL_DIGITS_MAX = 65;

  /**
   * Normalizes the statement that begins at {@code from}.
   *
   * @return empty for anything but SELECT, INSERT, REPLACE, UPDATE, DELETE and WITH, for statements
   *     with parameters or INTO of their own, and for those beyond the bounds above: they take the
   *     way through the parser
   * @throws io.braid.common.MySqlException ER_INVALID_CHARACTER_STRING (1300)
   */
  public Optional<NormalizedStatement> normalize(byte[] text, int from, ParseOptions options) {
    return new Run(text, from, options).run();
  }

  /** One statement on its way. */
  private static final class Run {
    private final byte[] text;
    private final Charset charset;
    private final Lexer lexer;
    private final TextDecoder decoder;

    private byte[] out;
    private int outLength;
    private final StringBuilder types = new StringBuilder();
    private final List<Literal> parameters = new ArrayList<>();

    /** For each depth of parentheses: whether literals stay, and whether they stay by default. */
    private final boolean[] kept = new boolean[NESTING_MAX];

    private final boolean[] keptByDefault = new boolean[NESTING_MAX];
    private final boolean[] hasSelect = new boolean[NESTING_MAX];
    private int depth;

    private TokenKind previousKind = TokenKind.END;
    private Keyword previousKeyword = Keyword.NOT_A_KEYWORD;
    private boolean insertsQuery;
    private boolean insertsRows;

    Run(byte[] text, int from, ParseOptions options) {
      this.text = text;
      this.charset = options.charset();
      this.lexer = new Lexer(text, from, text.length, options);
      this.decoder = new TextDecoder(text, options);
      this.out = new byte[Math.min(TEXT_BYTES_MAX, text.length - from) + 16];
    }

    Optional<NormalizedStatement> run() {
      lexer.next();
      if (!isNormalizable(lexer.keyword) || decoder.stringsAreBinary()) {
        return Optional.empty();
      }
      insertsRows = lexer.keyword == Keyword.INSERT || lexer.keyword == Keyword.REPLACE;
      int gapStart = lexer.start;
      while (lexer.kind != TokenKind.END && lexer.kind != TokenKind.SEMICOLON) {
        if (!token(gapStart)) {
          return Optional.empty();
        }
        gapStart = lexer.end;
        previousKind = lexer.kind;
        previousKeyword = lexer.keyword;
        lexer.next();
      }
      int end = lexer.kind == TokenKind.SEMICOLON ? lexer.end : text.length;
      String normalized = new String(out, 0, outLength, StandardCharsets.UTF_8);
      if (!isText(normalized)) {
        return Optional.empty();
      }
      return Optional.of(new NormalizedStatement(normalized, types.toString(), parameters, end));
    }

    /** Whether the text tells all bytes apart: UTF-8 without errors, or ASCII. */
    private boolean isText(String normalized) {
      boolean utf8 = charset == Charset.UTF8MB4 || charset == Charset.UTF8MB3;
      for (int i = 0; i < normalized.length(); i++) {
        char c = normalized.charAt(i);
        if (c == '\uFFFD' || (c >= 0x80 && !utf8)) {
          return false;
        }
      }
      return true;
    }

    private static boolean isNormalizable(Keyword first) {
      return switch (first) {
        case SELECT, INSERT, REPLACE, UPDATE, DELETE, WITH -> true;
        default -> false;
      };
    }

    /** Takes one token over; false when the statement cannot be normalized. */
    private boolean token(int gapStart) {
      switch (lexer.kind) {
        case PARAMETER, INVALID -> {
          return false;
        }
        case INTEGER, DECIMAL, FLOAT, STRING, HEX -> {
          return literal(gapStart);
        }
        case LEFT_PARENTHESIS -> {
          if (depth + 1 == NESTING_MAX) {
            return false;
          }
          boolean keep = kept[depth] || isCall();
          depth++;
          kept[depth] = keep;
          keptByDefault[depth] = keep;
          hasSelect[depth] = false;
        }
        case RIGHT_PARENTHESIS -> {
          if (depth == 0) {
            return false;
          }
          depth--;
        }
        case WORD -> {
          if (!word()) {
            return false;
          }
        }
        default -> {}
      }
      return copy(gapStart);
    }

    /** Whether a parenthesis behind the previous token holds arguments and not operands. */
    private boolean isCall() {
      if (previousKind == TokenKind.QUOTED_NAME) {
        return true;
      }
      return previousKind == TokenKind.WORD
          && switch (previousKeyword) {
            case ALL,
                AND,
                ANY,
                BETWEEN,
                BY,
                CASE,
                DISTINCT,
                DIV,
                ELSE,
                EXISTS,
                FROM,
                IN,
                INTERSECT,
                EXCEPT,
                IS,
                JOIN,
                LIKE,
                NOT,
                ON,
                OR,
                REGEXP,
                RLIKE,
                ROW,
                SELECT,
                SET,
                SOME,
                THEN,
                UNION,
                VALUE,
                VALUES,
                WHEN,
                WHERE,
                XOR ->
                false;
            default -> true;
          };
    }

    private boolean word() {
      switch (lexer.keyword) {
        case SELECT -> {
          hasSelect[depth] = true;
          kept[depth] = true;
        }
        case FROM -> {
          if (hasSelect[depth]) {
            kept[depth] = keptByDefault[depth];
          }
        }
        case GROUP, HAVING, WINDOW, ORDER, QUALIFY -> kept[depth] = true;
        case LIMIT, UNION, EXCEPT, INTERSECT -> kept[depth] = keptByDefault[depth];
        case VALUES -> {
          // Outside of INSERT the rows' types are those of a result.
          kept[depth] |= depth > 0 || !insertsRows;
        }
        case ON -> {
          if (depth == 0 && previousKind != TokenKind.DOT) {
            kept[0] = false;
          }
        }
        case INTO -> {
          // INSERT INTO is the only INTO without effect on the result.
          boolean ofInsert =
              switch (previousKeyword) {
                case INSERT, REPLACE, IGNORE, LOW_PRIORITY, HIGH_PRIORITY, DELAYED -> true;
                default -> false;
              };
          if (!ofInsert || insertsQuery) {
            return false;
          }
          insertsQuery = true;
        }
        default -> {}
      }
      return true;
    }

    private boolean literal(int gapStart) {
      boolean joins =
          lexer.kind == TokenKind.STRING
              && (previousKind == TokenKind.STRING || previousKind == TokenKind.NATIONAL_STRING);
      if (joins) {
        // 'a' 'b' is one literal: such statements go through the parser.
        return false;
      }
      if (kept[depth] || staysBehindPrevious()) {
        return copy(gapStart);
      }
      Literal value = value();
      if (value == null) {
        return copy(gapStart);
      }
      if (parameters.size() == PARAMETERS_MAX) {
        return false;
      }
      parameters.add(value);
      return copyGap(gapStart) && append((byte) '?');
    }

    private boolean staysBehindPrevious() {
      switch (previousKind) {
        case INTRODUCER, ARROW, DOUBLE_ARROW, QUOTED_NAME, RIGHT_PARENTHESIS, SYSTEM_VARIABLE -> {
          return true;
        }
        case WORD -> {
          return switch (previousKeyword) {
            case NOT_A_KEYWORD,
                DATE,
                TIME,
                TIMESTAMP,
                AS,
                COLLATE,
                SEPARATOR,
                ESCAPE,
                USING,
                ZONE,
                SET ->
                true;
            default -> false;
          };
        }
        default -> {
          return false;
        }
      }
    }

    /** The value of the present literal with its type noted, null when it stays. */
    private @Nullable Literal value() {
      int start = lexer.start;
      int end = lexer.end;
      switch (lexer.kind) {
        case INTEGER -> {
          if (end - start > INTEGER_DIGITS_MAX) {
            return null;
          }
          type("i");
          return new Literal.IntegerLiteral(decoder.digits(start, end));
        }
        case DECIMAL -> {
          if (end - start > DECIMAL_DIGITS_MAX || text[end - 1] == '.') {
            return null;
          }
          BigDecimal value = new BigDecimal(decoder.decode(start, end));
          type("d" + Math.max(value.precision(), value.scale()) + "." + value.scale());
          return new Literal.DecimalLiteral(value);
        }
        case FLOAT -> {
          type("f");
          return new Literal.DoubleLiteral(decoder.decode(start, end));
        }
        case STRING -> {
          String string = decoder.string(start, end);
          type(isAscii(string) ? "s" : "S");
          return new Literal.StringLiteral(string);
        }
        case HEX -> {
          type("x");
          Bytes bytes = decoder.hex(start, end);
          return new Literal.HexLiteral(bytes);
        }
        default -> {
          return null;
        }
      }
    }

    /** Collations of ASCII alone go with any other. */
    private static boolean isAscii(String string) {
      for (int i = 0; i < string.length(); i++) {
        if (string.charAt(i) >= 0x80) {
          return false;
        }
      }
      return true;
    }

    private void type(String type) {
      if (!types.isEmpty()) {
        types.append(' ');
      }
      types.append(type);
    }

    // ---- output

    /** The gap before the present token and the token itself. */
    private boolean copy(int gapStart) {
      return copyGap(gapStart) && append(lexer.start, lexer.end);
    }

    /** Space stays as it is, since it may be part of a column's name; comments become a blank. */
    private boolean copyGap(int gapStart) {
      if (gapStart >= lexer.start) {
        return true;
      }
      for (int i = gapStart; i < lexer.start; i++) {
        if (!Lexer.isSpace(text[i])) {
          return append((byte) ' ');
        }
      }
      return append(gapStart, lexer.start);
    }

    private boolean append(int start, int end) {
      if (outLength + end - start > TEXT_BYTES_MAX) {
        return false;
      }
      ensure(end - start);
      System.arraycopy(text, start, out, outLength, end - start);
      outLength += end - start;
      return true;
    }

    private boolean append(byte c) {
      if (outLength == TEXT_BYTES_MAX) {
        return false;
      }
      ensure(1);
      out[outLength++] = c;
      return true;
    }

    private void ensure(int bytes) {
      if (outLength + bytes > out.length) {
        out = Arrays.copyOf(out, Math.max(outLength + bytes, out.length * 2));
      }
    }
  }
}
