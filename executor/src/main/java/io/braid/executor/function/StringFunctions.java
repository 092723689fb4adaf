package io.braid.executor.function;

import io.braid.common.MySqlError;
import io.braid.common.collation.CharsetConversion;
import io.braid.common.collation.Collators;
import io.braid.common.type.Charset;
import io.braid.common.type.Collation;
import io.braid.common.type.CollationRules;
import io.braid.common.type.MySqlType;
import io.braid.executor.expression.Arguments;
import io.braid.executor.expression.FunctionSet;
import io.braid.executor.expression.Result;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * String functions. Text arguments have the result's character set; positions count characters.
 *
 * @see "MySQL 9.7 Reference Manual, String Functions and Operators"
 */
final class StringFunctions implements FunctionSet.Library {
  private static final byte[] EMPTY = {};

  @Override
  public void addTo(FunctionSet.Builder builder) {
    builder
        .row("concat_ws", StringFunctions::concatWithSeparator)
        .strict("reverse", StringFunctions::reverse)
        .strict("ascii", (in, out) -> out.setLong(ascii(in.asBytes(0))))
        .strict("ord", StringFunctions::ord)
        .strict("right", StringFunctions::right)
        .strict("substring_index", StringFunctions::substringIndex)
        .strict("replace", StringFunctions::replace)
        .strict("insert", StringFunctions::insert)
        .strict("repeat", StringFunctions::repeat)
        .strict("space", StringFunctions::space)
        .strict("lpad", (in, out) -> pad(in, out, true))
        .strict("rpad", (in, out) -> pad(in, out, false))
        .strict("ltrim", (in, out) -> trim(in, out, true, false))
        .strict("rtrim", (in, out) -> trim(in, out, false, true))
        .strict("trim", (in, out) -> trim(in, out, true, true))
        .strict("trim_leading", (in, out) -> trim(in, out, true, false))
        .strict("trim_trailing", (in, out) -> trim(in, out, false, true))
        .strict("locate", StringFunctions::locate)
        .strict("instr", (in, out) -> out.setLong(position(in, 0, 1, 1)))
        .strict("find_in_set", StringFunctions::findInSet)
        .row("elt", StringFunctions::elt)
        .strict("strcmp", StringFunctions::compare)
        .row("make_set", StringFunctions::makeSet)
        .strict("export_set", StringFunctions::exportSet)
        .row("quote", StringFunctions::quote)
        .strict("soundex", StringFunctions::soundex)
        .row("char", StringFunctions::fromCodes)
        .strict("weight_string", StringFunctions::weightString);
  }

  private static Charset charset(Arguments in, int argument) {
    return in.type(argument).family() == MySqlType.Family.STRING
        ? in.type(argument).collation().charset()
        : Charset.UTF8MB4;
  }

  private static CollationRules rules(Arguments in, int argument) {
    return Collators.rules(in.type(argument).collation());
  }

  /** Error 1301 as a warning, and NULL: the result would be larger than max_allowed_packet. */
  private static boolean isTooLong(Arguments in, Result out, String function, long bytes) {
    long bytesMax = in.context().session().longVariable("max_allowed_packet");
    if (bytes <= bytesMax) {
      return false;
    }
    in.context().warn(MySqlError.ER_WARN_ALLOWED_PACKET_OVERFLOWED, function, bytesMax);
    out.setNull();
    return true;
  }

  private static void concatWithSeparator(Arguments in, Result out) {
    if (in.isNull(0)) {
      out.setNull();
      return;
    }
    byte[] separator = in.asBytes(0);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    boolean first = true;
    for (int a = 1; a < in.count(); a++) {
      if (in.isNull(a)) {
        continue;
      }
      if (!first) {
        all.writeBytes(separator);
      }
      first = false;
      all.writeBytes(in.asBytes(a));
    }
    out.setBytes(all.toByteArray());
  }

  private static void reverse(Arguments in, Result out) {
    byte[] text = in.asBytes(0);
    byte[] reversed = new byte[text.length];
    Charset charset = charset(in, 0);
    int at = 0;
    int end = text.length;
    while (at < text.length) {
      int length = characterLength(text, at, charset);
      end -= length;
      System.arraycopy(text, at, reversed, end, length);
      at += length;
    }
    out.setBytes(reversed);
  }

  private static int characterLength(byte[] text, int at, Charset charset) {
    return Math.max(1, CharsetConversion.characterLength(text, at, text.length, charset));
  }

  private static int ascii(byte[] text) {
    return text.length == 0 ? 0 : text[0] & 0xFF;
  }

  /** The bytes of the first character as a number. */
  private static void ord(Arguments in, Result out) {
    byte[] text = in.asBytes(0);
    long value = 0;
    if (text.length > 0) {
      int length = characterLength(text, 0, charset(in, 0));
      for (int i = 0; i < length; i++) {
        value = value << 8 | text[i] & 0xFF;
      }
    }
    out.setLong(value);
  }

  private static void right(Arguments in, Result out) {
    byte[] text = in.asBytes(0);
    long count = Math.max(0, in.asLong(1));
    Charset charset = charset(in, 0);
    int characters = CharsetConversion.characterCount(text, 0, text.length, charset);
    int skipped =
        CharsetConversion.bytesOfCharacters(
            text, 0, text.length, (int) Math.max(0, characters - count), charset);
    out.setBytes(text, skipped, text.length - skipped);
  }

  /** Where {@code part} stands in {@code text} from a byte offset on, byte for byte; -1 if not. */
  private static int indexOf(byte[] text, byte[] part, int from) {
    for (int at = from; at <= text.length - part.length; at++) {
      if (Arrays.equals(text, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    return -1;
  }

  private static void substringIndex(Arguments in, Result out) {
    byte[] text = in.asBytes(0);
    byte[] delimiter = in.asBytes(1);
    long count = in.asLong(2);
    if (count == 0 || delimiter.length == 0 || text.length == 0) {
      out.setBytes(EMPTY);
      return;
    }
    if (count > 0) {
      int at = -delimiter.length;
      while (count-- > 0) {
        at = indexOf(text, delimiter, at + delimiter.length);
        if (at < 0) {
          out.setBytes(text);
          return;
        }
      }
      out.setBytes(text, 0, at);
      return;
    }
    int end = text.length;
    while (count++ < 0) {
      int at = lastIndexOf(text, delimiter, end);
      if (at < 0) {
        out.setBytes(text);
        return;
      }
      end = at;
    }
    int start = end + delimiter.length;
    out.setBytes(text, start, text.length - start);
  }

  private static int lastIndexOf(byte[] text, byte[] part, int end) {
    for (int at = end - part.length; at >= 0; at--) {
      if (Arrays.equals(text, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    return -1;
  }

  private static void replace(Arguments in, Result out) {
    byte[] text = in.asBytes(0);
    byte[] from = in.asBytes(1);
    byte[] to = in.asBytes(2);
    int at = from.length == 0 ? -1 : indexOf(text, from, 0);
    if (at < 0) {
      out.setBytes(text);
      return;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream(text.length);
    int start = 0;
    while (at >= 0) {
      all.write(text, start, at - start);
      all.writeBytes(to);
      start = at + from.length;
      at = indexOf(text, from, start);
    }
    all.write(text, start, text.length - start);
    if (!isTooLong(in, out, "replace", all.size())) {
      out.setBytes(all.toByteArray());
    }
  }

  private static void insert(Arguments in, Result out) {
    byte[] text = in.asBytes(0);
    Charset charset = charset(in, 0);
    long position = in.asLong(1);
    long length = in.asLong(2);
    int characters = CharsetConversion.characterCount(text, 0, text.length, charset);
    if (position < 1 || position > characters) {
      out.setBytes(text);
      return;
    }
    long rest = characters - position + 1;
    long removed = length < 0 || length > rest ? rest : length;
    int start = bytes(text, position - 1, charset);
    int end = bytes(text, position - 1 + removed, charset);
    ByteArrayOutputStream all = new ByteArrayOutputStream(text.length);
    all.write(text, 0, start);
    all.writeBytes(in.asBytes(3));
    all.write(text, end, text.length - end);
    out.setBytes(all.toByteArray());
  }

  private static int bytes(byte[] text, long characters, Charset charset) {
    return CharsetConversion.bytesOfCharacters(
        text, 0, text.length, (int) Math.min(characters, Integer.MAX_VALUE), charset);
  }

  private static void repeat(Arguments in, Result out) {
    byte[] text = in.asBytes(0);
    long count = Math.max(0, in.asLong(1));
    if (text.length == 0 || count == 0) {
      out.setBytes(EMPTY);
      return;
    }
    long bytes = count > Integer.MAX_VALUE ? Long.MAX_VALUE : text.length * count;
    if (isTooLong(in, out, "repeat", bytes)) {
      return;
    }
    byte[] all = new byte[(int) bytes];
    for (int at = 0; at < all.length; at += text.length) {
      System.arraycopy(text, 0, all, at, text.length);
    }
    out.setBytes(all);
  }

  private static void space(Arguments in, Result out) {
    long count = Math.max(0, in.asLong(0));
    if (!isTooLong(in, out, "space", count)) {
      byte[] all = new byte[(int) count];
      Arrays.fill(all, (byte) ' ');
      out.setBytes(all);
    }
  }

  private static void pad(Arguments in, Result out, boolean left) {
    byte[] text = in.asBytes(0);
    byte[] filler = in.asBytes(2);
    Charset charset = charset(in, 0);
    long wanted = in.asLong(1);
    int characters = CharsetConversion.characterCount(text, 0, text.length, charset);
    if (wanted < 0) {
      out.setNull();
      return;
    }
    if (wanted <= characters) {
      out.setBytes(text, 0, bytes(text, wanted, charset));
      return;
    }
    if (isTooLong(in, out, left ? "lpad" : "rpad", wanted * charset.bytesPerCharacterMax())) {
      return;
    }
    if (filler.length == 0) {
      out.setBytes(text);
      return;
    }
    int fillerCharacters = CharsetConversion.characterCount(filler, 0, filler.length, charset);
    long missing = wanted - characters;
    ByteArrayOutputStream padding = new ByteArrayOutputStream();
    for (long i = 0; i < missing / fillerCharacters; i++) {
      padding.writeBytes(filler);
    }
    padding.write(filler, 0, bytes(filler, missing % fillerCharacters, charset));
    ByteArrayOutputStream all = new ByteArrayOutputStream(text.length + padding.size());
    all.writeBytes(left ? padding.toByteArray() : text);
    all.writeBytes(left ? text : padding.toByteArray());
    out.setBytes(all.toByteArray());
  }

  private static void trim(Arguments in, Result out, boolean leading, boolean trailing) {
    byte[] text = in.asBytes(0);
    byte[] removed = in.count() > 1 ? in.asBytes(1) : new byte[] {' '};
    int start = 0;
    int end = text.length;
    if (removed.length > 0) {
      while (leading && startsWith(text, start, end, removed)) {
        start += removed.length;
      }
      while (trailing
          && startsWith(text, end - removed.length, end, removed)
          && end - removed.length >= start) {
        end -= removed.length;
      }
    }
    out.setBytes(text, start, end - start);
  }

  private static boolean startsWith(byte[] text, int at, int end, byte[] part) {
    return at >= 0
        && at + part.length <= end
        && Arrays.equals(text, at, at + part.length, part, 0, part.length);
  }

  private static void locate(Arguments in, Result out) {
    out.setLong(position(in, 1, 0, in.count() > 2 ? in.asLong(2) : 1));
  }

  /**
   * The position in characters, from 1, at which the argument {@code part} stands in {@code text}
   * by the rules of their collation; 0 if it does not.
   */
  private static long position(Arguments in, int text, int part, long from) {
    byte[] haystack = in.asBytes(text);
    byte[] needle = in.asBytes(part);
    Charset charset = charset(in, text);
    if (from < 1) {
      return 0;
    }
    int at = bytes(haystack, from - 1, charset);
    int characters = CharsetConversion.characterCount(haystack, 0, haystack.length, charset);
    if (from - 1 > characters) {
      return 0;
    }
    if (needle.length == 0) {
      return from;
    }
    CollationRules rules = rules(in, text);
    int needleCharacters = CharsetConversion.characterCount(needle, 0, needle.length, charset);
    long position = from;
    while (at < haystack.length) {
      int length =
          CharsetConversion.bytesOfCharacters(
              haystack, at, haystack.length - at, needleCharacters, charset);
      if (matches(rules, haystack, at, length, needle)) {
        return position;
      }
      at += characterLength(haystack, at, charset);
      position++;
    }
    return 0;
  }

  private static boolean matches(
      CollationRules rules, byte[] text, int at, int length, byte[] part) {
    return rules.compare(text, at, length, part, 0, part.length) == 0;
  }

  private static void findInSet(Arguments in, Result out) {
    byte[] wanted = in.asBytes(0);
    byte[] list = in.asBytes(1);
    CollationRules rules = rules(in, 1);
    long position = 1;
    int start = 0;
    for (int i = 0; i <= list.length; i++) {
      if (i == list.length || list[i] == ',') {
        boolean emptyList = list.length == 0;
        if (!emptyList && rules.compare(list, start, i - start, wanted, 0, wanted.length) == 0) {
          out.setLong(position);
          return;
        }
        position++;
        start = i + 1;
      }
    }
    out.setLong(0);
  }

  private static void elt(Arguments in, Result out) {
    if (in.isNull(0)) {
      out.setNull();
      return;
    }
    long index = in.asLong(0);
    if (index < 1 || index >= in.count() || in.isNull((int) index)) {
      out.setNull();
    } else {
      out.setBytes(in.asBytes((int) index));
    }
  }

  private static void compare(Arguments in, Result out) {
    byte[] left = in.asBytes(0);
    byte[] right = in.asBytes(1);
    out.setLong(Integer.signum(rules(in, 0).compare(left, 0, left.length, right, 0, right.length)));
  }

  private static void makeSet(Arguments in, Result out) {
    if (in.isNull(0)) {
      out.setNull();
      return;
    }
    long bits = in.asLong(0);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    boolean first = true;
    for (int a = 1; a < in.count(); a++) {
      if ((bits >>> (a - 1) & 1) == 0 || in.isNull(a)) {
        continue;
      }
      if (!first) {
        all.write(',');
      }
      first = false;
      all.writeBytes(in.asBytes(a));
    }
    out.setBytes(all.toByteArray());
  }

  private static void exportSet(Arguments in, Result out) {
    long bits = in.asLong(0);
    byte[] on = in.asBytes(1);
    byte[] off = in.asBytes(2);
    byte[] separator = in.count() > 3 ? in.asBytes(3) : new byte[] {','};
    long count = in.count() > 4 ? in.asLong(4) : 64;
    if (count < 0 || count > 64) {
      count = 64;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        all.writeBytes(separator);
      }
      all.writeBytes((bits >>> i & 1) != 0 ? on : off);
    }
    out.setBytes(all.toByteArray());
  }

  private static void quote(Arguments in, Result out) {
    if (in.isNull(0)) {
      out.setText("NULL");
      return;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write('\'');
    for (byte b : in.asBytes(0)) {
      switch (b) {
        case '\'', '\\' -> {
          all.write('\\');
          all.write(b);
        }
        case 0 -> all.writeBytes(new byte[] {'\\', '0'});
        case 26 -> all.writeBytes(new byte[] {'\\', 'Z'});
        default -> all.write(b);
      }
    }
    all.write('\'');
    out.setBytes(all.toByteArray());
  }

  /** Letters to digits as SOUNDEX has them; letters without a digit are passed over. */
  private static final String SOUNDEX_CODES = "01230120022455012623010202";

  private static void soundex(Arguments in, Result out) {
    String text = in.asText(0);
    StringBuilder code = new StringBuilder();
    char last = 0;
    for (int i = 0; i < text.length(); ) {
      int c = Character.toUpperCase(text.codePointAt(i));
      i += Character.charCount(c);
      if (!Character.isLetter(c)) {
        continue;
      }
      char digit = c >= 'A' && c <= 'Z' ? SOUNDEX_CODES.charAt(c - 'A') : '0';
      if (code.isEmpty()) {
        code.appendCodePoint(c);
        last = digit;
      } else if (digit != '0' && digit != last) {
        code.append(digit);
        last = digit;
      }
    }
    while (!code.isEmpty() && code.length() < 4) {
      code.append('0');
    }
    out.setText(code.toString());
  }

  /** CHAR(): each number is one to four bytes of a binary string; NULLs are passed over. */
  private static void fromCodes(Arguments in, Result out) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int a = 0; a < in.count(); a++) {
      if (in.isNull(a)) {
        continue;
      }
      int code = (int) in.asLong(a);
      for (int shift = 24; shift >= 0; shift -= 8) {
        if (shift == 0 || code >>> shift != 0) {
          all.write(code >>> shift);
        }
      }
    }
    out.setBytes(all.toByteArray());
  }

  private static void weightString(Arguments in, Result out) {
    if (in.count() > 1) {
      throw io.braid.common.MySqlException.notSupported("WEIGHT_STRING(… AS …)");
    }
    byte[] text = in.asBytes(0);
    Collation collation = in.type(0).collation();
    ByteArrayOutputStream key = new ByteArrayOutputStream();
    Collators.rules(collation).appendSortKey(text, 0, text.length, key);
    out.setBytes(key.toByteArray());
  }
}
