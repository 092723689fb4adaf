package io.braid.planner.parse;

import io.braid.common.MySqlError;
import io.braid.common.type.Charset;
import io.braid.planner.tree.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** Turns the bytes of names and string literals into text: character set, quotes and escapes. */
final class TextDecoder {
  private static final char REPLACEMENT = '\uFFFD';
  private static final int QUOTED_BYTES_MAX = 6;

  private final byte[] text;
  private final Charset charset;
  private final boolean backslashEscapes;

  TextDecoder(byte[] text, ParseOptions options) {
    this.text = text;
    this.charset = options.charset();
    this.backslashEscapes = !options.noBackslashEscapes();
  }

  /** Whether string literals are bytes, because the client's character set is binary. */
  boolean stringsAreBinary() {
    return charset == Charset.BINARY;
  }

  /** The characters of a range. */
  String decode(int start, int end) {
    return decode(text, start, end);
  }

  /** The characters of a range for people to read: malformed bytes become replacement marks. */
  String decodeLeniently(int start, int end) {
    return switch (charset) {
      case UTF8MB4, UTF8MB3 -> new String(text, start, end - start, StandardCharsets.UTF_8);
      case LATIN1, ASCII, BINARY -> decode(text, start, end);
    };
  }

  private String decode(byte[] bytes, int start, int end) {
    return switch (charset) {
      case UTF8MB4, UTF8MB3 -> {
        String decoded = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        if (decoded.indexOf(REPLACEMENT) >= 0) {
          checkWellFormed(bytes, start, end);
        }
        yield decoded;
      }
      case LATIN1 -> latin1(bytes, start, end);
      case ASCII, BINARY -> new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    };
  }

  /** MySQL's latin1 is cp1252 with its five holes filled. */
  private static String latin1(byte[] bytes, int start, int end) {
    char[] characters = new char[end - start];
    for (int i = start; i < end; i++) {
      int c = bytes[i] & 0xff;
      characters[i - start] = c >= 0x80 && c < 0xA0 ? CP1252.charAt(c - 0x80) : (char) c;
    }
    return new String(characters);
  }

  private static final String CP1252 =
      "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
          + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

  private void checkWellFormed(byte[] bytes, int start, int end) {
    int i = start;
    while (i < end) {
      int length = utf8Length(bytes, i, end);
      if (length == 0) {
        int shown = Math.min(end, i + QUOTED_BYTES_MAX);
        throw MySqlError.ER_INVALID_CHARACTER_STRING.with(
            charset.mysqlName(),
            HexFormat.of()
                .withPrefix("\\x")
                .withUpperCase()
                .formatHex(bytes, i, shown)
                .toUpperCase(Locale.ROOT)
                .replace("\\X", "\\x"));
      }
      i += length;
    }
  }

  /** The length of the character at {@code i}, 0 when it is malformed. */
  private static int utf8Length(byte[] bytes, int i, int end) {
    int first = bytes[i] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    int length = first >= 0xC2 && first < 0xE0 ? 2 : first >= 0xE0 && first < 0xF0 ? 3 : 4;
    if (first < 0xC2 || first > 0xF4 || i + length > end) {
      return 0;
    }
    for (int j = 1; j < length; j++) {
      if ((bytes[i + j] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int second = bytes[i + 1] & 0xff;
    boolean overlongOrSurrogate =
        (first == 0xE0 && second < 0xA0)
            || (first == 0xED && second >= 0xA0)
            || (first == 0xF0 && second < 0x90)
            || (first == 0xF4 && second >= 0x90);
    return overlongOrSurrogate ? 0 : length;
  }

  /** A name: quotes removed, doubled quotes made single. */
  String name(int start, int end) {
    byte quote = text[start];
    if (quote != '`' && quote != '"') {
      return decode(start, end);
    }
    String inner = decode(start + 1, end - 1);
    return inner.indexOf(quote) < 0
        ? inner
        : inner.replace("" + (char) quote + (char) quote, "" + (char) quote);
  }

  /** The text of a string literal whose opening quote is at {@code start}. */
  String string(int start, int end) {
    if (isPlain(start, end)) {
      return decode(start + 1, end - 1);
    }
    byte[] unescaped = unescape(start, end);
    return decode(unescaped, 0, unescaped.length);
  }

  /** The bytes of a string literal whose opening quote is at {@code start}. */
  byte[] stringBytes(int start, int end) {
    return isPlain(start, end)
        ? Arrays.copyOfRange(text, start + 1, end - 1)
        : unescape(start, end);
  }

  private boolean isPlain(int start, int end) {
    byte quote = text[start];
    for (int i = start + 1; i < end - 1; i++) {
      if (text[i] == '\\' || text[i] == quote) {
        return false;
      }
    }
    return true;
  }

  private byte[] unescape(int start, int end) {
    byte quote = text[start];
    ByteArrayOutputStream out = new ByteArrayOutputStream(end - start);
    int i = start + 1;
    while (i < end - 1) {
      byte c = text[i];
      if (c == '\\' && backslashEscapes && i + 1 < end - 1) {
        appendEscaped(out, text[i + 1]);
        i += 2;
      } else {
        out.write(c);
        i += c == quote ? 2 : 1;
      }
    }
    return out.toByteArray();
  }

  private static void appendEscaped(ByteArrayOutputStream out, byte c) {
    switch (c) {
      case '0' -> out.write(0);
      case 'b' -> out.write('\b');
      case 'n' -> out.write('\n');
      case 'r' -> out.write('\r');
      case 't' -> out.write('\t');
      case 'Z' -> out.write(26);
      // LIKE needs to tell \% from %, so these keep their backslash.
      case '%', '_' -> {
        out.write('\\');
        out.write(c);
      }
      default -> out.write(c);
    }
  }

  /** The number that up to 18 digits make. */
  long digits(int start, int end) {
    long value = 0;
    for (int i = start; i < end; i++) {
      value = value * 10 + (text[i] - '0');
    }
    return value;
  }

  /** The bytes of {@code 0x…} or {@code x'…'}; an odd number of digits gets a leading zero. */
  Bytes hex(int start, int end) {
    boolean quoted = text[start] != '0';
    String digits =
        new String(
            text, start + 2, (quoted ? end - 1 : end) - start - 2, StandardCharsets.ISO_8859_1);
    return Bytes.of(HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : "0" + digits));
  }

  /** The bytes of {@code 0b…} or {@code b'…'}, right aligned. */
  Bytes bits(int start, int end) {
    int from = start + 2;
    int to = text[start] == '0' ? end : end - 1;
    byte[] bytes = new byte[(to - from + 7) / 8];
    for (int i = to - 1; i >= from; i--) {
      int bit = to - 1 - i;
      if (text[i] == '1') {
        bytes[bytes.length - 1 - bit / 8] |= (byte) (1 << (bit % 8));
      }
    }
    return Bytes.of(bytes);
  }
}
