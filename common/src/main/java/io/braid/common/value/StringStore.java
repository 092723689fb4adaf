package io.braid.common.value;

import io.braid.common.collation.CharsetConversion;
import io.braid.common.type.Charset;
import io.braid.common.type.CollationRules;
import io.braid.common.type.ColumnType;
import io.braid.common.type.MySqlType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/** Stores into string, blob, ENUM and SET columns. */
final class StringStore {
  /** The members of an ENUM or SET in its character set, encoded once for a statement. */
  private final Map<ColumnType, byte[][]> members = new IdentityHashMap<>();

  private byte[][] members(ColumnType type) {
    byte[][] known = members.get(type);
    if (known == null) {
      known =
          type.members().stream()
              .map(m -> CharsetConversion.fromJavaString(m, type.collation().charset()))
              .toArray(byte[][]::new);
      members.put(type, known);
    }
    return known;
  }

  static void ascii(String text, StoreTarget target) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    text(bytes, 0, bytes.length, Charset.ASCII, target);
  }

  /** A DOUBLE, which MySQL prints in as many characters as the column has. */
  static void number(double value, StoreTarget target) {
    int width =
        switch (target.type().type()) {
          case CHAR, VARCHAR, BINARY, VARBINARY -> target.type().length();
          default -> Integer.MAX_VALUE;
        };
    NumberText.Limited printed = NumberText.print(value, false, Math.min(width, 400));
    if (printed.overflow()) {
      target.tooLong();
    }
    String text = printed.text();
    ascii(text.length() > width ? text.substring(0, width) : text, target);
  }

  static void text(byte[] bytes, int offset, int length, Charset from, StoreTarget target) {
    ColumnType type = target.type();
    Charset to = type.collation().charset();
    if (to == Charset.BINARY) {
      int max = maxBytes(type);
      if (length > max) {
        target.tooLong();
      }
      target.sink().setBytes(target.column(), bytes, offset, Math.min(length, max));
      return;
    }
    byte[] converted = bytes;
    int start = offset;
    int convertedLength = length;
    int bad = -1;
    if (from == to || from == Charset.BINARY) {
      convertedLength = CharsetConversion.wellFormedLength(bytes, offset, length, to);
      bad = convertedLength < length ? convertedLength : -1;
    } else {
      CharsetConversion.Converted result =
          CharsetConversion.convert(bytes, offset, length, from, to);
      converted = result.bytes();
      start = 0;
      convertedLength = converted.length;
      bad = result.badOffset();
    }
    int kept = keptLength(type, converted, start, convertedLength, to);
    if (bad >= 0 && keepsBad(type, bytes, offset, bad, from)) {
      target.incorrect("string", CharsetConversion.printable(bytes, offset + bad, length - bad));
    } else if (bad >= 0) {
      target.tooLong();
    } else if (kept < convertedLength) {
      boolean onlySpaces = true;
      for (int i = start + kept; i < start + convertedLength; i++) {
        onlySpaces &= isSpace(converted[i], to);
      }
      if (!onlySpaces) {
        target.tooLong();
      } else if (type.type() != MySqlType.CHAR) {
        target.truncatedNote();
      }
    }
    target.sink().setBytes(target.column(), converted, start, kept);
  }

  /** What may be cut off without a word of warning. */
  private static boolean isSpace(byte b, Charset charset) {
    return b == ' ' || (b >= '\t' && b <= '\r') || (b == (byte) 0xA0 && charset == Charset.LATIN1);
  }

  /** Whether the offending character lies within what the column has room for. */
  private static boolean keepsBad(
      ColumnType type, byte[] bytes, int offset, int bad, Charset from) {
    return switch (type.type()) {
      case CHAR, VARCHAR ->
          CharsetConversion.characterCount(bytes, offset, bad, from) < type.length();
      default -> bad < maxBytes(type);
    };
  }

  private static int maxBytes(ColumnType type) {
    return switch (type.type()) {
      case CHAR, VARCHAR, BINARY, VARBINARY -> type.length();
      case TINYTEXT, TINYBLOB -> 0xFF;
      case TEXT, BLOB -> 0xFFFF;
      case MEDIUMTEXT, MEDIUMBLOB -> 0xFF_FFFF;
      default -> Integer.MAX_VALUE;
    };
  }

  /** How many of the bytes the column has room for, without cutting a character. */
  private static int keptLength(
      ColumnType type, byte[] bytes, int offset, int length, Charset charset) {
    switch (type.type()) {
      case CHAR, VARCHAR -> {
        return CharsetConversion.bytesOfCharacters(bytes, offset, length, type.length(), charset);
      }
      default -> {
        int max = maxBytes(type);
        return length <= max
            ? length
            : CharsetConversion.wellFormedLength(bytes, offset, max, charset);
      }
    }
  }

  static void enumOrdinal(long ordinal, StoreTarget target) {
    long stored = ordinal;
    if (ordinal <= 0 || ordinal > target.type().members().size()) {
      target.dataTruncated();
      stored = 0;
    }
    target.sink().setLong(target.column(), stored);
  }

  void enumText(byte[] bytes, int offset, int length, Charset from, StoreTarget target) {
    ColumnType type = target.type();
    byte[] text =
        CharsetConversion.convert(bytes, offset, length, from, type.collation().charset()).bytes();
    int end = withoutSpaces(text, text.length);
    int found = member(text, 0, end, type);
    if (found >= 0) {
      target.sink().setLong(target.column(), found + 1);
      return;
    }
    BigInteger number = digits(text, end, 5);
    if (number.signum() < 0 || number.compareTo(BigInteger.valueOf(type.members().size())) > 0) {
      target.dataTruncated();
      number = BigInteger.ZERO;
    }
    target.sink().setLong(target.column(), number.longValue());
  }

  static void setBits(long bits, StoreTarget target) {
    int members = target.type().members().size();
    long all = -1L >>> (64 - members);
    if ((bits & ~all) != 0) {
      target.dataTruncated();
    }
    target.sink().setLong(target.column(), bits & all);
  }

  void setText(byte[] bytes, int offset, int length, Charset from, StoreTarget target) {
    ColumnType type = target.type();
    byte[] text =
        CharsetConversion.convert(bytes, offset, length, from, type.collation().charset()).bytes();
    int end = withoutSpaces(text, text.length);
    long bits = 0;
    boolean unknown = false;
    int at = 0;
    while (end > 0 && at <= end) {
      int comma = at;
      while (comma < end && text[comma] != ',') {
        comma++;
      }
      int found = member(text, at, comma - at, type);
      if (found >= 0) {
        bits |= 1L << found;
      } else {
        unknown = true;
      }
      at = comma + 1;
    }
    if (bits == 0 && end > 0) {
      BigInteger number = digits(text, end, 20);
      int members = type.members().size();
      if (number.signum() >= 0 && number.bitLength() <= members) {
        bits = number.longValue();
        unknown = false;
      } else {
        unknown = true;
      }
    }
    if (unknown) {
      target.dataTruncated();
    }
    target.sink().setLong(target.column(), bits);
  }

  private static int withoutSpaces(byte[] text, int length) {
    int end = length;
    while (end > 0 && text[end - 1] == ' ') {
      end--;
    }
    return end;
  }

  private int member(byte[] text, int offset, int length, ColumnType type) {
    CollationRules rules = CollationRules.of(type.collation());
    byte[][] all = members(type);
    for (int i = 0; i < all.length; i++) {
      if (rules.compare(text, offset, length, all[i], 0, all[i].length) == 0) {
        return i;
      }
    }
    return -1;
  }

  /** A number of digits alone, behind spaces and a plus sign, or -1. */
  private static BigInteger digits(byte[] text, int length, int most) {
    int start = 0;
    while (start < length && (text[start] == ' ' || text[start] >= '\t' && text[start] <= '\r')) {
      start++;
    }
    if (start < length && text[start] == '+') {
      start++;
    }
    if (start == length || length > most) {
      return BigInteger.ONE.negate();
    }
    for (int i = start; i < length; i++) {
      if (text[i] < '0' || text[i] > '9') {
        return BigInteger.ONE.negate();
      }
    }
    return new BigInteger(
        new String(Arrays.copyOfRange(text, start, length), StandardCharsets.US_ASCII));
  }
}
