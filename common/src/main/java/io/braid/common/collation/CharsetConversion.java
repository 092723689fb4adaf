package io.braid.common.collation;

import io.braid.common.type.Charset;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Validity, length and conversion of strings in MySQL's character sets. latin1 is MySQL's: cp1252
 * whose five holes are control characters, so that every byte is a character.
 */
public final class CharsetConversion {
  private static final int SHOWN_BYTES_MAX = 6;

  private CharsetConversion() {}

  /** Bytes of the longest prefix that is well-formed in {@code charset}. */
  public static int wellFormedLength(byte[] bytes, int offset, int length, Charset charset) {
    int end = offset + length;
    int at = offset;
    switch (charset) {
      case LATIN1, BINARY -> {
        return length;
      }
      case ASCII -> {
        while (at < end && bytes[at] >= 0) {
          at++;
        }
      }
      case UTF8MB4, UTF8MB3 -> {
        while (at < end) {
          int codePoint = Utf8.decode(bytes, at, end);
          if (codePoint < 0 || codePoint > 0xFFFF && charset == Charset.UTF8MB3) {
            break;
          }
          at += Utf8.length(codePoint);
        }
      }
    }
    return at - offset;
  }

  /** Number of characters; a malformed byte counts as one. */
  public static int characterCount(byte[] bytes, int offset, int length, Charset charset) {
    if (!LikeMatcher.isMultiByte(charset)) {
      return length;
    }
    int end = offset + length;
    int count = 0;
    for (int at = offset; at < end; count++) {
      at += bytes[at] >= 0 ? 1 : Utf8.length(Utf8.decode(bytes, at, end));
    }
    return count;
  }

  /** Bytes of the first {@code characters} characters, or {@code length} if there are fewer. */
  public static int bytesOfCharacters(
      byte[] bytes, int offset, int length, int characters, Charset charset) {
    if (!LikeMatcher.isMultiByte(charset)) {
      return Math.min(length, characters);
    }
    if (length <= characters) {
      return length;
    }
    int end = offset + length;
    int at = offset;
    for (int i = 0; i < characters && at < end; i++) {
      at += bytes[at] >= 0 ? 1 : Utf8.length(Utf8.decode(bytes, at, end));
    }
    return at - offset;
  }

  /** The code point at an offset, or -1 for a malformed byte. */
  public static int codePointAt(byte[] bytes, int at, int end, Charset charset) {
    return switch (charset) {
      case UTF8MB4, UTF8MB3 -> Utf8.decode(bytes, at, end);
      case LATIN1 -> MeasuredTables.Bytes.LATIN1[bytes[at] & 0xFF];
      case ASCII -> bytes[at];
      case BINARY -> bytes[at] & 0xFF;
    };
  }

  /** Bytes of the character at an offset; 1 for a malformed byte. */
  public static int characterLength(byte[] bytes, int at, int end, Charset charset) {
    return LikeMatcher.isMultiByte(charset) ? Utf8.length(Utf8.decode(bytes, at, end)) : 1;
  }

  /**
   * What a conversion gave.
   *
   * @param bytes the result, with '?' for what the target cannot hold
   * @param badOffset offset, relative to the argument's start, of the first character that is
   *     malformed or that the target cannot hold; -1 if there is none
   */
  public record Converted(byte[] bytes, int badOffset) {}

  /**
   * Converts between character sets. From and to {@code binary} the bytes stay; a result that is
   * not well-formed in the target is reported in {@code badOffset} and ends there.
   */
  public static Converted convert(byte[] bytes, int offset, int length, Charset from, Charset to) {
    if (from == to
        || to == Charset.BINARY
        || from == Charset.BINARY
        || from == Charset.UTF8MB3
            && to == Charset.UTF8MB4
            && wellFormedLength(bytes, offset, length, from) == length
        || isAscii(bytes, offset, length)) {
      int valid = wellFormedLength(bytes, offset, length, to);
      return new Converted(
          Arrays.copyOfRange(bytes, offset, offset + valid), valid == length ? -1 : valid);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + length / 2);
    byte[] encoded = new byte[4];
    int bad = -1;
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int codePoint = codePointAt(bytes, at, end, from);
      int width = LikeMatcher.isMultiByte(from) ? Utf8.length(codePoint) : 1;
      int written = codePoint < 0 ? 0 : encode(codePoint, encoded, to);
      if (written == 0) {
        if (bad < 0) {
          bad = at - offset;
        }
        out.write('?');
      } else {
        out.write(encoded, 0, written);
      }
      at += width;
    }
    return new Converted(out.toByteArray(), bad);
  }

  private static boolean isAscii(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** Writes a code point and returns its number of bytes, 0 if the character set lacks it. */
  private static int encode(int codePoint, byte[] target, Charset to) {
    return switch (to) {
      case UTF8MB4 -> Utf8.encode(codePoint, target, 0);
      case UTF8MB3 -> codePoint > 0xFFFF ? 0 : Utf8.encode(codePoint, target, 0);
      case ASCII -> {
        target[0] = (byte) codePoint;
        yield codePoint < 0x80 ? 1 : 0;
      }
      case LATIN1 -> {
        int b = latin1(codePoint);
        target[0] = (byte) b;
        yield b < 0 ? 0 : 1;
      }
      case BINARY -> throw new IllegalStateException("binary strings are not converted");
    };
  }

  private static int latin1(int codePoint) {
    if (codePoint < 0x80) {
      return codePoint;
    }
    char[] table = MeasuredTables.Bytes.LATIN1;
    if (codePoint < 0x100 && table[codePoint] == codePoint) {
      return codePoint;
    }
    for (int i = 0x80; i < 0xA0; i++) {
      if (table[i] == codePoint) {
        return i;
      }
    }
    return -1;
  }

  /** A Java string for messages and parsing; what is malformed becomes U+FFFD. */
  public static String toJavaString(byte[] bytes, int offset, int length, Charset charset) {
    return switch (charset) {
      case UTF8MB4, UTF8MB3 ->
          new String(bytes, offset, length, java.nio.charset.StandardCharsets.UTF_8);
      case ASCII -> new String(bytes, offset, length, java.nio.charset.StandardCharsets.US_ASCII);
      case BINARY ->
          new String(bytes, offset, length, java.nio.charset.StandardCharsets.ISO_8859_1);
      case LATIN1 -> {
        char[] chars = new char[length];
        for (int i = 0; i < length; i++) {
          chars[i] = MeasuredTables.Bytes.LATIN1[bytes[offset + i] & 0xFF];
        }
        yield new String(chars);
      }
    };
  }

  /** The bytes of a Java string, with '?' for what the character set lacks. */
  public static byte[] fromJavaString(String text, Charset charset) {
    byte[] utf8 = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return charset == Charset.UTF8MB4 || charset == Charset.BINARY
        ? utf8
        : convert(utf8, 0, utf8.length, Charset.UTF8MB4, charset).bytes();
  }

  /**
   * How MySQL shows offending bytes in errors 1300 and 1366: at most six, printable ASCII as it is
   * and others as {@code \xF0}, then "..." if more follow.
   */
  public static String printable(byte[] bytes, int offset, int length) {
    StringBuilder text = new StringBuilder();
    int shown = Math.min(length, SHOWN_BYTES_MAX);
    for (int i = 0; i < shown; i++) {
      int b = bytes[offset + i] & 0xFF;
      if (b >= 0x20 && b <= 0x7E) {
        text.append((char) b);
      } else {
        text.append("\\x");
        text.append(Character.toUpperCase(Character.forDigit(b >>> 4, 16)));
        text.append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
      }
    }
    return length > shown ? text.append("...").toString() : text.toString();
  }
}
