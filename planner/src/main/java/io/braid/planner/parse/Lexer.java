package io.braid.planner.parse;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Splits statement bytes into tokens, one at a time. It works on bytes because string literals with
 * an introducer mean the bytes that were sent, and every character set of ours has ASCII below 128.
 *
 * <p>Versioned comments up to {@link #VERSION} are read as if they were no comment. The token last
 * read is in the package-private fields.
 *
 * @see "MySQL 9.7 Reference Manual, Lexical Structure; Comments"
 */
final class Lexer {
  /** Versioned comments up to this one are executed: what {@code version()} says, rounded up. */
  static final int VERSION = 80499;

  private static final byte[] CLASS = new byte[256];
  private static final byte OTHER = 0;
  private static final byte SPACE = 1;
  private static final byte DIGIT = 2;
  private static final byte NAME = 3;

  /** Names after an underscore that make an introducer. */
  private static final Set<String> CHARSETS =
      Set.of(
          "armscii8",
          "ascii",
          "big5",
          "binary",
          "cp1250",
          "cp1251",
          "cp1256",
          "cp1257",
          "cp850",
          "cp852",
          "cp866",
          "cp932",
          "dec8",
          "eucjpms",
          "euckr",
          "gb18030",
          "gb2312",
          "gbk",
          "geostd8",
          "greek",
          "hebrew",
          "hp8",
          "keybcs2",
          "koi8r",
          "koi8u",
          "latin1",
          "latin2",
          "latin5",
          "latin7",
          "macce",
          "macroman",
          "sjis",
          "swe7",
          "tis620",
          "ucs2",
          "ujis",
          "utf16",
          "utf16le",
          "utf32",
          "utf8",
          "utf8mb3",
          "utf8mb4");

  static {
    for (int c = 0; c < 256; c++) {
      if (c == ' ' || (c >= 9 && c <= 13)) {
        CLASS[c] = SPACE;
      } else if (c >= '0' && c <= '9') {
        CLASS[c] = DIGIT;
      } else if ((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || c == '_'
          || c == '$'
          || c >= 128) {
        CLASS[c] = NAME;
      }
    }
  }

  private final byte[] text;
  private final int limit;
  private final boolean ansiQuotes;
  private final boolean backslashEscapes;
  private int position;
  private boolean inVersionedComment;

  /** The last token was a name with a dot right behind it, so what follows the dot is a name. */
  private boolean dotFollowsName;

  private boolean nameFollowsDot;

  /** Whether a hint may follow the last token. */
  private boolean hintMayFollow;

  TokenKind kind = TokenKind.INVALID;
  Keyword keyword = Keyword.NOT_A_KEYWORD;
  int start;
  int end;

  /** Where the last comment began, -1 before the first. */
  int lastCommentStart = -1;

  Lexer(byte[] text, int position, int limit, ParseOptions options) {
    this.text = text;
    this.position = position;
    // Some clients count a terminating NUL to the text; MySQL takes it for the end.
    this.limit = limit > position && text[limit - 1] == 0 ? limit - 1 : limit;
    this.ansiQuotes = options.ansiQuotes();
    this.backslashEscapes = !options.noBackslashEscapes();
  }

  /** The bytes that can follow a name's first character, digits included. */
  static boolean isNameByte(byte c) {
    return CLASS[c & 0xff] >= DIGIT;
  }

  static boolean isSpace(byte c) {
    return CLASS[c & 0xff] == SPACE;
  }

  static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  private byte at(int index) {
    return index < limit ? text[index] : 0;
  }

  /** Reads the next token. */
  void next() {
    keyword = Keyword.NOT_A_KEYWORD;
    if (!skipSpaceAndComments()) {
      return;
    }
    boolean afterDot = nameFollowsDot;
    boolean hints = hintMayFollow;
    hintMayFollow = false;
    start = position;
    if (position >= limit) {
      // An unfinished versioned comment is an error at the end of the text.
      set(inVersionedComment ? TokenKind.INVALID : TokenKind.END, position);
      return;
    }
    byte c = text[position];
    switch (CLASS[c & 0xff]) {
      case NAME -> {
        if (afterDot) {
          readName();
        } else {
          readWord(c);
        }
      }
      case DIGIT -> {
        if (afterDot) {
          readName();
        } else {
          readNumber();
        }
      }
      default -> readSymbol(c, hints);
    }
    nameFollowsDot = dotFollowsName && kind == TokenKind.DOT && isNameByte(at(position));
    dotFollowsName =
        (kind == TokenKind.WORD || kind == TokenKind.QUOTED_NAME) && at(position) == '.';
  }

  private void set(TokenKind newKind, int newEnd) {
    kind = newKind;
    end = newEnd;
    position = newEnd;
  }

  /** Returns false when an unfinished comment was found and made the token. */
  private boolean skipSpaceAndComments() {
    while (position < limit) {
      byte c = text[position];
      if (CLASS[c & 0xff] == SPACE) {
        position++;
      } else if (c == '#') {
        skipLine();
      } else if (c == '-' && at(position + 1) == '-' && endsDashes(position + 2)) {
        skipLine();
      } else if (c == '/' && at(position + 1) == '*') {
        if (hintMayFollow && at(position + 2) == '+') {
          return true;
        }
        if (!enterOrSkipComment()) {
          return false;
        }
      } else if (c == '*' && inVersionedComment && at(position + 1) == '/') {
        inVersionedComment = false;
        position += 2;
      } else {
        return true;
      }
    }
    return true;
  }

  private boolean endsDashes(int index) {
    return index >= limit
        || CLASS[text[index] & 0xff] == SPACE
        || (text[index] >= 0 && text[index] < 32);
  }

  private void skipLine() {
    lastCommentStart = position;
    while (position < limit && text[position] != '\n') {
      position++;
    }
  }

  private boolean enterOrSkipComment() {
    lastCommentStart = position;
    if (at(position + 2) != '!') {
      int close = findClose(position + 2);
      if (close < 0) {
        unfinishedComment();
        return false;
      }
      position = close;
      return true;
    }
    int digits = 0;
    int version = 0;
    int from = position + 3;
    while (digits < 6 && isDigit(at(from + digits))) {
      version = version * 10 + (at(from + digits) - '0');
      digits++;
    }
    if (digits >= 5 && version > VERSION) {
      int close = skipNestedComment(from + digits);
      if (close < 0) {
        unfinishedComment();
        return false;
      }
      position = close;
      return true;
    }
    position = digits >= 5 ? from + digits : from;
    inVersionedComment = true;
    return true;
  }

  private void unfinishedComment() {
    start = position;
    set(TokenKind.INVALID, limit);
  }

  private int findClose(int from) {
    for (int i = from; i + 1 < limit; i++) {
      if (text[i] == '*' && text[i + 1] == '/') {
        return i + 2;
      }
    }
    return -1;
  }

  /** A comment of a newer version may hold one level of plain comments. */
  private int skipNestedComment(int from) {
    int i = from;
    while (i + 1 < limit) {
      if (text[i] == '*' && text[i + 1] == '/') {
        return i + 2;
      }
      if (text[i] == '/' && text[i + 1] == '*') {
        i = findClose(i + 2);
        if (i < 0) {
          return -1;
        }
      } else {
        i++;
      }
    }
    return -1;
  }

  private void readName() {
    int i = position;
    while (i < limit && isNameByte(text[i])) {
      i++;
    }
    set(TokenKind.WORD, i);
  }

  private void readWord(byte first) {
    byte second = at(position + 1);
    if (second == '\'') {
      switch (first) {
        case 'n', 'N' -> {
          readString(position + 1, TokenKind.NATIONAL_STRING);
          return;
        }
        case 'x', 'X' -> {
          readQuotedDigits(TokenKind.HEX);
          return;
        }
        case 'b', 'B' -> {
          readQuotedDigits(TokenKind.BIT);
          return;
        }
        default -> {}
      }
    }
    readName();
    if (first == '_' && isCharset()) {
      kind = TokenKind.INTRODUCER;
      return;
    }
    keyword = KeywordTable.MYSQL.find(text, start, end);
    hintMayFollow =
        switch (keyword) {
          case SELECT, INSERT, REPLACE, UPDATE, DELETE -> true;
          default -> false;
        };
  }

  private boolean isCharset() {
    int length = end - start - 1;
    return length >= 3
        && length <= 8
        && CHARSETS.contains(
            new String(text, start + 1, length, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT));
  }

  private void readNumber() {
    int i = position;
    if (text[i] == '0' && (at(i + 1) == 'x' || at(i + 1) == 'b')) {
      boolean hex = at(i + 1) == 'x';
      int j = i + 2;
      while (j < limit && (hex ? isHexDigit(text[j]) : text[j] == '0' || text[j] == '1')) {
        j++;
      }
      if (j > i + 2 && (j >= limit || !isNameByte(text[j]))) {
        set(hex ? TokenKind.HEX : TokenKind.BIT, j);
        return;
      }
    }
    while (i < limit && isDigit(text[i])) {
      i++;
    }
    byte c = at(i);
    if (c == '.') {
      readFraction(i + 1);
      return;
    }
    if (i >= limit || !isNameByte(c)) {
      set(TokenKind.INTEGER, i);
      return;
    }
    if (c == 'e' || c == 'E') {
      int exponentEnd = exponentEnd(i);
      // "1e5" is a number, "1e5x" and "1ex" are names; with a sign there is no way back.
      if (exponentEnd > 0
          && (at(i + 1) == '+'
              || at(i + 1) == '-'
              || exponentEnd >= limit
              || !isNameByte(text[exponentEnd]))) {
        set(TokenKind.FLOAT, exponentEnd);
        return;
      }
    }
    readName();
  }

  /** The end of an exponent that begins at {@code index} with an e, or -1. */
  private int exponentEnd(int index) {
    int i = index + 1;
    if (at(i) == '+' || at(i) == '-') {
      i++;
    }
    int digits = i;
    while (i < limit && isDigit(text[i])) {
      i++;
    }
    return i > digits ? i : -1;
  }

  private void readFraction(int from) {
    int i = from;
    while (i < limit && isDigit(text[i])) {
      i++;
    }
    if (at(i) == 'e' || at(i) == 'E') {
      int exponentEnd = exponentEnd(i);
      if (exponentEnd > 0) {
        set(TokenKind.FLOAT, exponentEnd);
      } else {
        set(TokenKind.INVALID, i);
      }
      return;
    }
    set(TokenKind.DECIMAL, i);
  }

  static boolean isHexDigit(byte c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private void readQuotedDigits(TokenKind newKind) {
    int i = position + 2;
    while (i < limit
        && (newKind == TokenKind.HEX ? isHexDigit(text[i]) : text[i] == '0' || text[i] == '1')) {
      i++;
    }
    boolean odd = newKind == TokenKind.HEX && (i - position) % 2 != 0;
    if (at(i) != '\'' || odd) {
      set(TokenKind.INVALID, i);
    } else {
      set(newKind, i + 1);
    }
  }

  private void readString(int quoteAt, TokenKind newKind) {
    int close = stringEnd(quoteAt);
    if (close < 0) {
      set(TokenKind.INVALID, limit);
    } else {
      set(newKind, close);
    }
  }

  /** The index behind the closing quote, or -1. */
  private int stringEnd(int quoteAt) {
    byte quote = text[quoteAt];
    boolean escapes = backslashEscapes && quote != '`';
    int i = quoteAt + 1;
    while (i < limit) {
      byte c = text[i];
      if (c == quote) {
        if (at(i + 1) != quote || i + 1 >= limit) {
          return i + 1;
        }
        i += 2;
      } else if (c == '\\' && escapes) {
        i += 2;
      } else {
        i++;
      }
    }
    return -1;
  }

  private void readSymbol(byte c, boolean hints) {
    byte second = at(position + 1);
    int i = position;
    switch (c) {
      case '\'' -> readString(i, TokenKind.STRING);
      case '"' -> {
        if (ansiQuotes) {
          readQuotedName(i, TokenKind.QUOTED_NAME);
        } else {
          readString(i, TokenKind.STRING);
        }
      }
      case '`' -> readQuotedName(i, TokenKind.QUOTED_NAME);
      case '(' -> set(TokenKind.LEFT_PARENTHESIS, i + 1);
      case ')' -> set(TokenKind.RIGHT_PARENTHESIS, i + 1);
      case '{' -> set(TokenKind.LEFT_BRACE, i + 1);
      case '}' -> set(TokenKind.RIGHT_BRACE, i + 1);
      case ',' -> set(TokenKind.COMMA, i + 1);
      case ';' -> set(TokenKind.SEMICOLON, i + 1);
      case '?' -> set(isNameByte(second) ? TokenKind.INVALID : TokenKind.PARAMETER, i + 1);
      case '*' -> set(TokenKind.STAR, i + 1);
      case '+' -> set(TokenKind.PLUS, i + 1);
      case '%' -> set(TokenKind.PERCENT, i + 1);
      case '^' -> set(TokenKind.CARET, i + 1);
      case '~' -> set(TokenKind.TILDE, i + 1);
      case '=' -> set(TokenKind.EQUAL, i + 1);
      case '.' -> {
        if (isDigit(second) && !dotFollowsName) {
          readFraction(i + 1);
        } else {
          set(TokenKind.DOT, i + 1);
        }
      }
      case '-' -> {
        if (second == '>') {
          boolean unquote = at(i + 2) == '>';
          set(unquote ? TokenKind.DOUBLE_ARROW : TokenKind.ARROW, unquote ? i + 3 : i + 2);
        } else {
          set(TokenKind.MINUS, i + 1);
        }
      }
      case '/' -> {
        if (hints && second == '*') {
          readHint();
        } else {
          set(TokenKind.SLASH, i + 1);
        }
      }
      case '&' -> setOneOrTwo(second == '&', TokenKind.AND_AND, TokenKind.AMPERSAND);
      case '|' -> setOneOrTwo(second == '|', TokenKind.OR_OR, TokenKind.PIPE);
      case '!' -> setOneOrTwo(second == '=', TokenKind.NOT_EQUAL, TokenKind.BANG);
      case ':' -> setOneOrTwo(second == '=', TokenKind.ASSIGN, TokenKind.COLON);
      case '<' -> readLess(second);
      case '>' -> {
        if (second == '>') {
          set(TokenKind.SHIFT_RIGHT, i + 2);
        } else {
          setOneOrTwo(second == '=', TokenKind.GREATER_OR_EQUAL, TokenKind.GREATER);
        }
      }
      case '@' -> readVariable(second);
      default -> set(TokenKind.INVALID, i + 1);
    }
  }

  private void setOneOrTwo(boolean two, TokenKind kindOfTwo, TokenKind kindOfOne) {
    set(two ? kindOfTwo : kindOfOne, two ? position + 2 : position + 1);
  }

  private void readQuotedName(int quoteAt, TokenKind newKind) {
    // Names know no backslash.
    byte quote = text[quoteAt];
    int i = quoteAt + 1;
    while (i < limit) {
      if (text[i] != quote) {
        i++;
      } else if (i + 1 < limit && text[i + 1] == quote) {
        i += 2;
      } else {
        set(newKind, i + 1);
        return;
      }
    }
    set(TokenKind.INVALID, limit);
  }

  private void readLess(byte second) {
    int i = position;
    if (second == '=') {
      boolean nullSafe = at(i + 2) == '>';
      set(nullSafe ? TokenKind.NULL_SAFE_EQUAL : TokenKind.LESS_OR_EQUAL, nullSafe ? i + 3 : i + 2);
    } else if (second == '>') {
      set(TokenKind.NOT_EQUAL, i + 2);
    } else {
      setOneOrTwo(second == '<', TokenKind.SHIFT_LEFT, TokenKind.LESS);
    }
  }

  private void readHint() {
    int close = findClose(position + 3);
    if (close < 0) {
      set(TokenKind.INVALID, limit);
    } else {
      set(TokenKind.HINT, close);
    }
  }

  private void readVariable(byte second) {
    int i = position + 1;
    if (second == '@') {
      set(TokenKind.SYSTEM_VARIABLE, i + 1);
    } else if (second == '\'' || second == '"') {
      readString(i, TokenKind.USER_VARIABLE);
    } else if (second == '`') {
      readQuotedName(i, TokenKind.USER_VARIABLE);
    } else {
      while (i < limit && (isNameByte(text[i]) || text[i] == '.')) {
        i++;
      }
      set(TokenKind.USER_VARIABLE, i);
    }
  }

  /** Goes on reading at {@code offset}. */
  void moveTo(int offset) {
    position = offset;
    dotFollowsName = false;
    nameFollowsDot = false;
    hintMayFollow = false;
  }
}
