package io.braid.common.json;

import io.braid.common.MySqlError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads JSON texts with MySQL's messages and positions for errors. At most 100 levels of arrays and
 * objects, so the recursion is bounded.
 */
public final class JsonParser {
  private static final int DEPTH_MAX = 100;

  /** A text that is no JSON document. */
  public static final class InvalidJsonException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int position;

    InvalidJsonException(String reason, int position) {
      super(reason);
      this.position = position;
    }

    /** Offset in bytes where the parser stopped, as MySQL counts it. */
    public int position() {
      return position;
    }

    /** The reason in MySQL's words. */
    public String reason() {
      return String.valueOf(getMessage());
    }
  }

  private final byte[] text;
  private int at;

  private JsonParser(byte[] text) {
    this.text = text;
  }

  /**
   * Parses a text in UTF-8.
   *
   * @throws InvalidJsonException with MySQL's reason and position
   * @throws io.braid.common.MySqlException ER_JSON_DOCUMENT_TOO_DEEP (3157)
   */
  public static JsonNode parse(byte[] utf8) throws InvalidJsonException {
    JsonParser parser = new JsonParser(utf8);
    parser.skipSpace();
    if (parser.at == utf8.length) {
      throw parser.invalid("The document is empty.");
    }
    JsonNode node = parser.value(0);
    parser.skipSpace();
    if (parser.at < utf8.length) {
      throw parser.invalid("The document root must not be followed by other values.");
    }
    return node;
  }

  /**
   * Parses a text for a column and gives its binary form.
   *
   * @param column "table.column" for the error's text
   * @throws io.braid.common.MySqlException ER_INVALID_JSON_TEXT (3140) and others
   */
  public static byte[] parseForColumn(byte[] utf8, String column) {
    try {
      return JsonWriter.write(parse(utf8));
    } catch (InvalidJsonException e) {
      throw MySqlError.ER_INVALID_JSON_TEXT.with(e.reason(), e.position(), column);
    }
  }

  private InvalidJsonException invalid(String reason) {
    return new InvalidJsonException(reason, at);
  }

  private void skipSpace() {
    while (at < text.length
        && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
      at++;
    }
  }

  private int peek() {
    return at < text.length ? text[at] : -1;
  }

  private JsonNode value(int depth) throws InvalidJsonException {
    return switch (peek()) {
      case 'n' -> literal("null", JsonNode.Literal.NULL);
      case 't' -> literal("true", JsonNode.Literal.TRUE);
      case 'f' -> literal("false", JsonNode.Literal.FALSE);
      case '"' -> new JsonNode.StringNode(string());
      case '[' -> array(depth + 1);
      case '{' -> object(depth + 1);
      default -> number();
    };
  }

  private JsonNode literal(String word, JsonNode.Literal literal) throws InvalidJsonException {
    for (int i = 0; i < word.length(); i++) {
      if (peek() != word.charAt(i)) {
        throw invalid("Invalid value.");
      }
      at++;
    }
    return literal;
  }

  private static void checkDepth(int depth) {
    if (depth > DEPTH_MAX) {
      throw MySqlError.ER_JSON_DOCUMENT_TOO_DEEP.with();
    }
  }

  private JsonNode array(int depth) throws InvalidJsonException {
    checkDepth(depth);
    at++;
    skipSpace();
    List<JsonNode> elements = new ArrayList<>();
    if (peek() == ']') {
      at++;
      return new JsonNode.ArrayNode(elements);
    }
    while (true) {
      elements.add(value(depth));
      skipSpace();
      int next = peek();
      if (next == ',') {
        at++;
        skipSpace();
      } else if (next == ']') {
        at++;
        return new JsonNode.ArrayNode(elements);
      } else {
        throw invalid("Missing a comma or ']' after an array element.");
      }
    }
  }

  private JsonNode object(int depth) throws InvalidJsonException {
    checkDepth(depth);
    at++;
    skipSpace();
    List<JsonNode.Member> members = new ArrayList<>();
    if (peek() == '}') {
      at++;
      return JsonNode.ObjectNode.of(members);
    }
    while (true) {
      if (peek() != '"') {
        throw invalid("Missing a name for object member.");
      }
      byte[] key = string();
      skipSpace();
      if (peek() != ':') {
        throw invalid("Missing a colon after a name of object member.");
      }
      at++;
      skipSpace();
      members.add(new JsonNode.Member(key, value(depth)));
      skipSpace();
      int next = peek();
      if (next == ',') {
        at++;
        skipSpace();
      } else if (next == '}') {
        at++;
        return JsonNode.ObjectNode.of(members);
      } else {
        throw invalid("Missing a comma or '}' after an object member.");
      }
    }
  }

  private byte[] string() throws InvalidJsonException {
    at++;
    int from = at;
    while (at < text.length && text[at] != '"' && text[at] != '\\' && !isControl(text[at])) {
      at++;
    }
    if (peek() == '"') {
      byte[] plain = java.util.Arrays.copyOfRange(text, from, at);
      at++;
      return plain;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(text, from, at - from);
    while (true) {
      if (at == text.length) {
        throw invalid("Missing a closing quotation mark in string.");
      }
      byte b = text[at];
      if (b == '"') {
        at++;
        return out.toByteArray();
      }
      if (b == '\\') {
        escape(out);
      } else if (isControl(b)) {
        throw invalid("Invalid encoding in string.");
      } else {
        out.write(b);
        at++;
      }
    }
  }

  private static boolean isControl(byte b) {
    return b >= 0 && b < 0x20;
  }

  private void escape(ByteArrayOutputStream out) throws InvalidJsonException {
    int start = at;
    at++;
    int c = peek();
    at++;
    switch (c) {
      case '"', '\\', '/' -> out.write(c);
      case 'b' -> out.write('\b');
      case 'f' -> out.write('\f');
      case 'n' -> out.write('\n');
      case 'r' -> out.write('\r');
      case 't' -> out.write('\t');
      case 'u' -> {
        int codePoint = hex4(start);
        if (codePoint >= 0xD800 && codePoint <= 0xDFFF) {
          boolean pair =
              codePoint <= 0xDBFF && peek() == '\\' && at + 1 < text.length && text[at + 1] == 'u';
          if (!pair) {
            throw surrogate(start);
          }
          at += 2;
          int low = hex4(start);
          if (low < 0xDC00 || low > 0xDFFF) {
            throw surrogate(start);
          }
          codePoint = Character.toCodePoint((char) codePoint, (char) low);
        }
        out.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
      }
      default -> throw new InvalidJsonException("Invalid escape character in string.", start);
    }
  }

  private static InvalidJsonException surrogate(int start) {
    return new InvalidJsonException("The surrogate pair in string is invalid.", start);
  }

  private int hex4(int start) throws InvalidJsonException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < text.length && text[at] > 0 ? Character.digit(text[at], 16) : -1;
      if (digit < 0) {
        throw new InvalidJsonException("Incorrect hex digit after \\u escape in string.", start);
      }
      value = value << 4 | digit;
      at++;
    }
    return value;
  }

  private JsonNode number() throws InvalidJsonException {
    int start = at;
    boolean negative = peek() == '-';
    if (negative) {
      at++;
    }
    if (!isDigit(peek())) {
      throw invalid("Invalid value.");
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    boolean integer = true;
    if (peek() == '.') {
      integer = false;
      at++;
      if (!isDigit(peek())) {
        throw invalid("Miss fraction part in number.");
      }
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      integer = false;
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      if (!isDigit(peek())) {
        throw invalid("Miss exponent in number.");
      }
      digits();
    }
    String number = new String(text, start, at - start, StandardCharsets.US_ASCII);
    if (integer) {
      JsonNode whole = whole(number, negative);
      if (whole != JsonNode.Literal.NULL) {
        return whole;
      }
    }
    double value = Double.parseDouble(number);
    if (Double.isInfinite(value)) {
      throw new InvalidJsonException("Number too big to be stored in double.", start);
    }
    return new JsonNode.DoubleNode(value);
  }

  /** An integer as MySQL types it: unsigned from 2^32 on; the JSON null if it needs a double. */
  private static JsonNode whole(String number, boolean negative) {
    if (number.length() > 20) {
      return JsonNode.Literal.NULL;
    }
    try {
      if (negative) {
        return new JsonNode.IntegerNode(Long.parseLong(number));
      }
      long bits = Long.parseUnsignedLong(number);
      return bits >>> 32 == 0 ? new JsonNode.IntegerNode(bits) : new JsonNode.UnsignedNode(bits);
    } catch (NumberFormatException tooBig) {
      return JsonNode.Literal.NULL;
    }
  }

  private void digits() {
    while (isDigit(peek())) {
      at++;
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
