package io.braid.planner.parse;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.planner.tree.Bytes;
import io.braid.planner.tree.SourceText;
import io.braid.planner.tree.TableName;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The parser's cursor: the present token, a few tokens of look-ahead, names, numbers, and MySQL's
 * error when a token does not fit.
 */
final class TokenStream {
  private static final String SYNTAX_ERROR =
      "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server"
          + " version for the right syntax to use";
  private static final String MEMORY_EXHAUSTED = "memory exhausted";
  private static final int NEAR_BYTES_MAX = 80;
  private static final int NAME_CHARACTERS_MAX = 64;
  private static final int LOOK_AHEAD_TOKENS = 8;

  /**
   * How deep expressions, queries and joins may nest. Everything that walks the tree recurses, so
   * this bounds the stack of all of them.
   */
  static final int DEPTH_MAX = 300;

  /** How high a tree of left-nested operators may grow, for the same reason. */
  private static final int HEIGHT_MAX = 800;

  private final byte[] text;
  private final int statementStart;
  private final int limit;
  private final Lexer lexer;
  private final ParseOptions options;
  private final TextDecoder decoder;

  private TokenKind kind = TokenKind.END;
  private Keyword keyword = Keyword.NOT_A_KEYWORD;
  private int start;
  private int end;
  private int previousEnd;

  private final TokenKind[] aheadKinds = new TokenKind[LOOK_AHEAD_TOKENS];
  private final Keyword[] aheadKeywords = new Keyword[LOOK_AHEAD_TOKENS];
  private final int[] aheadStarts = new int[LOOK_AHEAD_TOKENS];
  private final int[] aheadEnds = new int[LOOK_AHEAD_TOKENS];
  private int aheadFirst;
  private int aheadCount;

  private int depth;

  /** The highest tree among the operands of the present operator chain. */
  private int height;

  private int parameterCount;
  private final List<ParsedStatement.Warning> warnings = new ArrayList<>(0);

  TokenStream(byte[] text, int from, int limit, ParseOptions options) {
    this.text = text;
    this.statementStart = behindSpace(text, from, limit);
    this.limit = limit;
    this.options = options;
    this.lexer = new Lexer(text, from, limit, options);
    this.decoder = new TextDecoder(text, options);
    this.previousEnd = from;
    readFromLexer();
  }

  /** Lines are counted from the first character that is no space, as MySQL does. */
  private static int behindSpace(byte[] text, int from, int limit) {
    int start = from;
    while (start < limit && Lexer.isSpace(text[start])) {
      start++;
    }
    return start;
  }

  ParseOptions options() {
    return options;
  }

  TextDecoder decoder() {
    return decoder;
  }

  // ---- the present token

  TokenKind kind() {
    return kind;
  }

  /** The keyword, NONE when the present token is none. */
  Keyword keyword() {
    return keyword;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** Where the token before the present one ended. */
  int previousEnd() {
    return previousEnd;
  }

  boolean at(TokenKind expected) {
    return kind == expected;
  }

  boolean at(Keyword expected) {
    return keyword == expected;
  }

  boolean at(Keyword first, Keyword second) {
    return keyword == first && peekKeyword(1) == second;
  }

  /** Whether the present token is this word, for words that MySQL's list does not have. */
  boolean atWord(String word) {
    return kind == TokenKind.WORD
        && end - start == word.length()
        && new String(text, start, end - start, StandardCharsets.ISO_8859_1).equalsIgnoreCase(word);
  }

  /** Whether the statement ends here: at a semicolon or at the end of the text. */
  boolean atStatementEnd() {
    return kind == TokenKind.END || kind == TokenKind.SEMICOLON;
  }

  void advance() {
    previousEnd = end;
    if (aheadCount > 0) {
      kind = aheadKinds[aheadFirst];
      keyword = aheadKeywords[aheadFirst];
      start = aheadStarts[aheadFirst];
      end = aheadEnds[aheadFirst];
      aheadFirst = (aheadFirst + 1) % LOOK_AHEAD_TOKENS;
      aheadCount--;
    } else {
      readFromLexer();
    }
  }

  private void readFromLexer() {
    lexer.next();
    kind = lexer.kind;
    keyword = lexer.keyword;
    start = lexer.start;
    end = lexer.end;
  }

  private int ahead(int distance) {
    while (aheadCount < distance) {
      lexer.next();
      int slot = (aheadFirst + aheadCount) % LOOK_AHEAD_TOKENS;
      aheadKinds[slot] = lexer.kind;
      aheadKeywords[slot] = lexer.keyword;
      aheadStarts[slot] = lexer.start;
      aheadEnds[slot] = lexer.end;
      aheadCount++;
    }
    return (aheadFirst + distance - 1) % LOOK_AHEAD_TOKENS;
  }

  /** The kind of the token {@code distance} behind the present one, at most 8. */
  TokenKind peekKind(int distance) {
    return aheadKinds[ahead(distance)];
  }

  /** The keyword of the token {@code distance} behind the present one, at most 8. */
  Keyword peekKeyword(int distance) {
    return aheadKeywords[ahead(distance)];
  }

  /** Whether the next token begins right where the present one ends. */
  boolean nextIsAdjacent() {
    return aheadStarts[ahead(1)] == end;
  }

  // ---- consuming

  boolean accept(TokenKind expected) {
    if (kind != expected) {
      return false;
    }
    advance();
    return true;
  }

  boolean accept(Keyword expected) {
    if (keyword != expected) {
      return false;
    }
    advance();
    return true;
  }

  boolean accept(Keyword first, Keyword second) {
    if (!at(first, second)) {
      return false;
    }
    advance();
    advance();
    return true;
  }

  boolean acceptWord(String word) {
    if (!atWord(word)) {
      return false;
    }
    advance();
    return true;
  }

  void expect(TokenKind expected) {
    if (!accept(expected)) {
      throw syntaxError();
    }
  }

  void expect(Keyword expected) {
    if (!accept(expected)) {
      throw syntaxError();
    }
  }

  void expect(Keyword first, Keyword second) {
    expect(first);
    expect(second);
  }

  /** Consumes a comma, or says that the list has ended. */
  boolean acceptComma() {
    return accept(TokenKind.COMMA);
  }

  /** One or more items with commas between. */
  <T> List<T> commaList(Supplier<T> item) {
    List<T> items = new ArrayList<>(4);
    do {
      items.add(item.get());
    } while (acceptComma());
    return items;
  }

  /** A comma list in parentheses. */
  <T> List<T> parenthesized(Supplier<T> item) {
    expect(TokenKind.LEFT_PARENTHESIS);
    List<T> items = commaList(item);
    expect(TokenKind.RIGHT_PARENTHESIS);
    return items;
  }

  /** {@code IF EXISTS}. */
  boolean acceptIfExists() {
    return accept(Keyword.IF, Keyword.EXISTS);
  }

  /** {@code IF NOT EXISTS}. */
  boolean acceptIfNotExists() {
    if (!at(Keyword.IF, Keyword.NOT)) {
      return false;
    }
    advance();
    advance();
    expect(Keyword.EXISTS);
    return true;
  }

  // ---- names

  boolean atName() {
    return kind == TokenKind.QUOTED_NAME
        || (kind == TokenKind.WORD
            && (keyword == Keyword.NOT_A_KEYWORD || !KeywordTable.MYSQL.isReserved(keyword)));
  }

  /** Whether the token {@code distance} ahead can be a name. */
  boolean nameAhead(int distance) {
    TokenKind ahead = peekKind(distance);
    Keyword word = peekKeyword(distance);
    return ahead == TokenKind.QUOTED_NAME
        || (ahead == TokenKind.WORD
            && (word == Keyword.NOT_A_KEYWORD || !KeywordTable.MYSQL.isReserved(word)));
  }

  /** A name: unreserved or quoted, and not one that its parenthesis makes a function. */
  String name() {
    if (!atName() || atSpecialFunction()) {
      throw syntaxError();
    }
    return takeName();
  }

  /** A name that may be a function's. */
  String nameOrFunction() {
    if (!atName()) {
      throw syntaxError();
    }
    return takeName();
  }

  /**
   * Whether the present word is one of those that a parenthesis right behind it, or anywhere behind
   * it under IGNORE_SPACE, makes a function.
   */
  private boolean atSpecialFunction() {
    if (kind != TokenKind.WORD || keyword != Keyword.NOT_A_KEYWORD) {
      return false;
    }
    boolean call =
        options.ignoreSpace()
            ? peekKind(1) == TokenKind.LEFT_PARENTHESIS
            : end < limit && text[end] == '(';
    return call && SPECIAL_FUNCTIONS.contains(decoder.decode(start, end).toLowerCase(Locale.ROOT));
  }

  private static final Set<String> SPECIAL_FUNCTIONS =
      Set.of(
          "bit_and",
          "bit_or",
          "bit_xor",
          "cast",
          "count",
          "curdate",
          "curtime",
          "date_add",
          "date_sub",
          "extract",
          "group_concat",
          "json_arrayagg",
          "json_objectagg",
          "max",
          "mid",
          "min",
          "now",
          "position",
          "st_collect",
          "std",
          "stddev",
          "stddev_pop",
          "stddev_samp",
          "substr",
          "substring",
          "sum",
          "sysdate",
          "trim",
          "variance",
          "var_pop",
          "var_samp");

  /** A name behind a dot: reserved words are names there. */
  String nameAfterDot() {
    if (kind != TokenKind.WORD && kind != TokenKind.QUOTED_NAME) {
      throw syntaxError();
    }
    return takeName();
  }

  private String takeName() {
    String name = decoder.name(start, end);
    if (name.length() > NAME_CHARACTERS_MAX
        && name.codePointCount(0, name.length()) > NAME_CHARACTERS_MAX) {
      throw MySqlError.ER_TOO_LONG_IDENT.with(name);
    }
    advance();
    return name;
  }

  boolean atNameOrString() {
    return kind == TokenKind.STRING || atName();
  }

  /** A name or a string literal. */
  String nameOrString() {
    return kind == TokenKind.STRING ? string() : name();
  }

  /** The name of a character set or collation: a name, a string or the word BINARY; lower case. */
  String charsetName() {
    if (accept(Keyword.BINARY)) {
      return "binary";
    }
    if (accept(Keyword.ASCII)) {
      return "ascii";
    }
    return nameOrString().toLowerCase(Locale.ROOT);
  }

  /** The name of a character set; the old names of utf8mb3 are deprecated. */
  String charset() {
    String name = charsetName();
    deprecatedCharset(name);
    return name;
  }

  /** Notes that a character set is deprecated, if it is. */
  void deprecatedCharset(String name) {
    if (name.equals("utf8")) {
      warnings.add(
          new ParsedStatement.Warning(
              MySqlError.ER_DEPRECATED_UTF8_ALIAS, MySqlError.ER_DEPRECATED_UTF8_ALIAS.message()));
    } else if (name.equals("utf8mb3")) {
      deprecated("utf8mb3", "utf8mb4");
    }
  }

  /** The name of a collation; those of utf8mb3 are deprecated. */
  String collation() {
    String name = charsetName();
    if (name.startsWith("utf8mb3_") || name.startsWith("utf8_")) {
      String shown = "utf8mb3" + name.substring(name.indexOf('_'));
      warnings.add(
          new ParsedStatement.Warning(
              MySqlError.ER_WARN_DEPRECATED_UTF8MB3_COLLATION,
              MySqlError.ER_WARN_DEPRECATED_UTF8MB3_COLLATION.message(shown)));
    }
    return name;
  }

  /** {@code [schema.]table}. */
  TableName tableName() {
    String first = name();
    if (!accept(TokenKind.DOT)) {
      return tableNameOf(first);
    }
    return tableNameOf(first, nameAfterDot());
  }

  TableName tableNameOf(String name) {
    if (name.isEmpty()) {
      throw MySqlError.ER_WRONG_TABLE_NAME.with(name);
    }
    return new TableName(Optional.empty(), name);
  }

  TableName tableNameOf(String schema, String name) {
    if (name.isEmpty()) {
      throw MySqlError.ER_WRONG_TABLE_NAME.with(name);
    }
    return new TableName(Optional.of(schema), name);
  }

  /** The present word in upper case, consumed; any word at all. */
  String anyWord() {
    if (kind != TokenKind.WORD) {
      throw syntaxError();
    }
    String word = decoder.decode(start, end).toUpperCase(Locale.ROOT);
    advance();
    return word;
  }

  // ---- literals without expression

  /** A plain string literal. */
  String string() {
    if (kind != TokenKind.STRING) {
      throw syntaxError();
    }
    String string = decoder.string(start, end);
    advance();
    return string;
  }

  /** A string literal, or a hexadecimal or bit literal read as text. */
  String stringOrHex() {
    if (kind == TokenKind.HEX || kind == TokenKind.BIT) {
      Bytes bytes = kind == TokenKind.HEX ? decoder.hex(start, end) : decoder.bits(start, end);
      advance();
      return new String(bytes.toArray(), StandardCharsets.UTF_8);
    }
    return string();
  }

  /** A user variable's name without the at sign. */
  String userVariable() {
    if (kind != TokenKind.USER_VARIABLE) {
      throw syntaxError();
    }
    byte quote = start + 1 < end ? text[start + 1] : 0;
    String name =
        switch (quote) {
          case '\'' -> decoder.string(start + 1, end);
          case '"' ->
              options.ansiQuotes() ? decoder.name(start + 1, end) : decoder.string(start + 1, end);
          case '`' -> decoder.name(start + 1, end);
          default -> decoder.decode(start + 1, end);
        };
    advance();
    return name;
  }

  /** A decimal integer of up to 64 bits unsigned. */
  long unsignedLong() {
    if (kind == TokenKind.HEX) {
      byte[] bytes = decoder.hex(start, end).toArray();
      advance();
      return new BigInteger(1, bytes).longValue();
    }
    if (kind != TokenKind.INTEGER) {
      throw syntaxError();
    }
    String digits = decoder.decode(start, end);
    long value;
    try {
      value = Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw syntaxError();
    }
    advance();
    return value;
  }

  /** Digits as written. */
  String digits() {
    if (kind != TokenKind.INTEGER) {
      throw syntaxError();
    }
    String digits = decoder.decode(start, end);
    advance();
    return digits;
  }

  /** Takes a {@code ?} and numbers it. */
  int nextParameter() {
    if (options.parametersRefused()) {
      throw syntaxError();
    }
    advance();
    return parameterCount++;
  }

  int parameterCount() {
    return parameterCount;
  }

  /** Notes that {@code syntax} is deprecated (1287) and what to write instead. */
  void deprecated(String syntax, String instead) {
    warnings.add(
        new ParsedStatement.Warning(
            MySqlError.ER_WARN_DEPRECATED_SYNTAX,
            MySqlError.ER_WARN_DEPRECATED_SYNTAX.message(syntax, instead)));
  }

  /** Notes that something is deprecated, in words of its own. */
  void deprecated(String text) {
    warnings.add(new ParsedStatement.Warning(MySqlError.ER_WARN_DEPRECATED_SYNTAX, text));
  }

  /** As {@link #deprecated} with error 1681. */
  void deprecatedWithoutReplacement(String text) {
    warnings.add(
        new ParsedStatement.Warning(MySqlError.ER_WARN_DEPRECATED_SYNTAX_NO_REPLACEMENT, text));
  }

  List<ParsedStatement.Warning> warnings() {
    return warnings;
  }

  /**
   * Skips a text between dollar quotes ({@code $$…$$}, {@code $tag$…$tag$}) that begins at the
   * present token.
   */
  void skipDollarQuoted() {
    int tagEnd = start + 1;
    while (tagEnd < limit && text[tagEnd] != '$' && Lexer.isNameByte(text[tagEnd])) {
      tagEnd++;
    }
    if (start >= limit || text[start] != '$' || tagEnd >= limit || text[tagEnd] != '$') {
      throw syntaxError();
    }
    String tag = new String(text, start, tagEnd + 1 - start, StandardCharsets.ISO_8859_1);
    String rest = new String(text, tagEnd + 1, limit - tagEnd - 1, StandardCharsets.ISO_8859_1);
    int close = rest.indexOf(tag);
    if (close < 0) {
      throw syntaxError();
    }
    aheadCount = 0;
    end = tagEnd + 1 + close + tag.length();
    lexer.moveTo(end);
    advance();
  }

  // ---- source text

  /** The text from {@code from} to the end of the token before the present one. */
  SourceText sourceFrom(int from) {
    int to = Math.max(from, previousEnd);
    if (lexer.lastCommentStart >= from) {
      return new SourceText(withoutComments(from, to), from - statementStart);
    }
    return new SourceText(decoder.decodeLeniently(from, to), from - statementStart);
  }

  private String withoutComments(int from, int to) {
    StringBuilder kept = new StringBuilder();
    Lexer again = new Lexer(text, from, to, options);
    int last = from;
    for (again.next(); again.kind != TokenKind.END; again.next()) {
      if (again.start > last) {
        kept.append(spacesIn(last, again.start));
      }
      kept.append(decoder.decodeLeniently(again.start, again.end));
      last = again.end;
      if (again.kind == TokenKind.INVALID) {
        break;
      }
    }
    return kept.toString();
  }

  private String spacesIn(int from, int to) {
    boolean comment = false;
    StringBuilder spaces = new StringBuilder();
    for (int i = from; i < to; i++) {
      if (Lexer.isSpace(text[i])) {
        spaces.append((char) text[i]);
      } else {
        comment = true;
      }
    }
    return comment ? " " : spaces.toString();
  }

  /** The text between two offsets, as written. */
  String rawText(int from, int to) {
    return decoder.decodeLeniently(from, to);
  }

  // ---- depth

  /** Goes one level deeper; every call is paired with {@link #leave}. */
  void enter() {
    if (++depth > DEPTH_MAX) {
      throw error(MEMORY_EXHAUSTED);
    }
  }

  void leave() {
    depth--;
  }

  /** Begins an operator chain; the result goes to {@link #endChain}. */
  int beginChain() {
    int outer = height;
    height = 0;
    return outer;
  }

  /** One more operator of the present chain has grown its tree by a level. */
  void growChain() {
    if (++height > HEIGHT_MAX) {
      throw error(MEMORY_EXHAUSTED);
    }
  }

  /** Ends an operator chain: it counts among the operands of the one around it. */
  void endChain(int outer) {
    height = Math.max(outer, height);
  }

  // ---- errors

  /** ER_PARSE_ERROR at the present token. */
  MySqlException syntaxError() {
    return error(SYNTAX_ERROR);
  }

  /** ER_PARSE_ERROR at {@code offset}. */
  MySqlException syntaxErrorAt(int offset) {
    return errorAt(SYNTAX_ERROR, offset);
  }

  private MySqlException error(String message) {
    return errorAt(message, start);
  }

  private MySqlException errorAt(String message, int offset) {
    int line = 1;
    for (int i = statementStart; i < offset; i++) {
      if (text[i] == '\n') {
        line++;
      }
    }
    int to = Math.min(limit, offset + NEAR_BYTES_MAX);
    if (to < limit) {
      // A character that the bound would split is left out.
      while (to > offset && (text[to] & 0xC0) == 0x80) {
        to--;
      }
    }
    String near = new String(text, offset, to - offset, StandardCharsets.UTF_8);
    return MySqlError.ER_PARSE_ERROR.with(message, near, line);
  }
}
