package io.braid.executor.dml;

import io.braid.common.MySqlError;
import io.braid.common.collation.CharsetConversion;
import io.braid.common.type.Charset;
import io.braid.planner.plan.LoadFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Splits the text of LOAD DATA into fields and lines, by MySQL's rules to the letter: what it does
 * with files that its rules do not fit is part of what a load stores. Holds one buffer of input and
 * the present field.
 *
 * <p>A field without escapes and quotes that lies in the buffer as a whole is not copied; all
 * others take the slow way, one byte after the other.
 *
 * @see "MySQL 9.7 Reference Manual, LOAD DATA Statement, Field and Line Handling"
 */
final class FieldReader {
  private static final int INPUT_BYTES = 64 * 1024;
  private static final int FIELD_BYTES = 512;
  private static final int SHOWN_BYTES_MAX = 64;
  private static final int NONE = -2;
  private static final int END = -1;

  private final InputStream input;
  private final String name;
  private final Charset charset;
  private final int fieldBytesMax;
  private final byte[] fieldEnd;
  private final byte[] lineStart;
  private final byte[] lineEnd;
  private final int fieldEndFirst;
  private final int lineEndFirst;
  private final int quote;
  private final int escape;
  private final boolean[] special = new boolean[256];

  private final byte[] buffer = new byte[INPUT_BYTES];
  private int at;
  private int limit;
  private boolean drained;

  /** Bytes that were looked at too far ahead, the next one last. */
  private int[] pushed = new int[16];

  private int pushedCount;

  private byte[] scratch = new byte[FIELD_BYTES];
  private byte[] field = scratch;
  private int from;
  private int to;
  private boolean enclosed;
  private boolean foundNull;
  private boolean lineEnded;
  private boolean ended;
  private boolean atLineStart;
  private boolean lineCut;

  /**
   * @param name of the file, for messages
   * @param fieldBytesMax longest field
   */
  FieldReader(
      InputStream input, String name, LoadFormat format, Charset charset, int fieldBytesMax) {
    this.input = input;
    this.name = name;
    this.charset = charset;
    this.fieldBytesMax = fieldBytesMax;
    fieldEnd = format.fieldEnd();
    lineStart = format.lineStart();
    // Where both are the same only fields end, and a line is as many fields as there are targets.
    lineEnd = Arrays.equals(fieldEnd, format.lineEnd()) ? new byte[0] : format.lineEnd();
    fieldEndFirst = first(fieldEnd);
    lineEndFirst = first(lineEnd);
    quote = first(format.quote());
    escape = first(format.escape());
    atLineStart = lineStart.length > 0;
    for (int c : new int[] {fieldEndFirst, lineEndFirst, escape}) {
      if (c >= 0) {
        special[c] = true;
      }
    }
    if (charset.bytesPerCharacterMax() > 1) {
      Arrays.fill(special, 0x80, 0x100, true);
    }
  }

  private static int first(byte[] bytes) {
    return bytes.length == 0 ? NONE : bytes[0] & 0xFF;
  }

  /** The array that holds the present field, until the next one is read. */
  byte[] array() {
    return field;
  }

  /** Where the present field begins. */
  int offset() {
    return from;
  }

  /** Bytes of the present field. */
  int length() {
    return to - from;
  }

  /** Whether the present field is NULL: {@code \N}, or the bare word where fields have quotes. */
  boolean isNull() {
    int length = to - from;
    if (foundNull && length == 1) {
      return true;
    }
    return !enclosed
        && quote != NONE
        && length == 4
        && field[from] == 'N'
        && field[from + 1] == 'U'
        && field[from + 2] == 'L'
        && field[from + 3] == 'L';
  }

  /** Whether {@link #nextLine} left fields out. */
  boolean lineWasCut() {
    return lineCut;
  }

  /**
   * Reads the next field of the line.
   *
   * @return false when the line or the input has no more
   * @throws io.braid.common.MySqlException 1300 for a byte that begins no character, 1301 for a
   *     field that is too long, 1024 when the file cannot be read
   */
  boolean nextField() {
    foundNull = false;
    if (lineEnded) {
      return false;
    }
    if (atLineStart) {
      atLineStart = false;
      if (!findLineStart()) {
        return false;
      }
    }
    return plainField() || slowField();
  }

  /** The quick way, for fields that can stay where they are; false if it is not one. */
  private boolean plainField() {
    if (pushedCount > 0 || (at == limit && !fill())) {
      return false;
    }
    byte[] bytes = buffer;
    int i = at;
    if ((bytes[i] & 0xFF) == quote) {
      return false;
    }
    while (i < limit) {
      int c = bytes[i] & 0xFF;
      if (!special[c]) {
        i++;
        continue;
      }
      if (c == fieldEndFirst && fieldEnd.length == 1) {
        // As the slow way: where both ends begin alike the line's end is looked for first.
        if (c == lineEndFirst) {
          return false;
        }
        take(i);
        return true;
      }
      if (c == lineEndFirst && lineEnd.length == 1) {
        take(i);
        lineEnded = true;
        return true;
      }
      if (c < 0x80) {
        return false;
      }
      int length = CharsetConversion.characterLength(bytes, i, limit, charset);
      if (length < 2 || length != characterBytes(c)) {
        return false;
      }
      i += length;
    }
    return false;
  }

  private void take(int end) {
    field = buffer;
    from = at;
    to = end;
    enclosed = false;
    at = end + 1;
  }

  private boolean slowField() {
    int c = read();
    if (c == END) {
      lineEnded = true;
      ended = true;
      return false;
    }
    field = scratch;
    from = 0;
    to = 0;
    enclosed = false;
    int closing = NONE;
    if (c == quote) {
      closing = c;
      append(c);
    } else {
      push(c);
    }
    boolean escapedCharacter = false;
    while (true) {
      c = read();
      if (c == END) {
        return endOfInput();
      }
      if (c == escape) {
        c = read();
        if (c == END) {
          append(escape);
          return endOfInput();
        }
        // Where one character is both, it stands twice for itself and escapes nothing else.
        if (escape != quote || c == escape) {
          if (characterBytes(c) == 1) {
            append(unescape(c));
          } else {
            escapedCharacter = true;
            push(c);
          }
          continue;
        }
        push(c);
        c = escape;
      }
      if (c == lineEndFirst && closing == NONE && follows(lineEnd)) {
        lineEnded = true;
        return true;
      }
      if (c == closing) {
        c = read();
        if (c == closing) {
          append(c);
          continue;
        }
        if (c == END || (c == lineEndFirst && follows(lineEnd))) {
          lineEnded = true;
          return closed();
        }
        if (c == fieldEndFirst && follows(fieldEnd)) {
          return closed();
        }
        push(c);
        c = closing;
      } else if (c == fieldEndFirst && closing == NONE && follows(fieldEnd)) {
        return true;
      }
      int length = characterBytes(c);
      if (length == 0) {
        throw MySqlError.ER_INVALID_CHARACTER_STRING.with(charset.mysqlName(), shown());
      }
      if (length == 1) {
        append(c);
        continue;
      }
      int start = to;
      append(c);
      for (int i = 1; i < length; i++) {
        c = read();
        if (c == END) {
          to = start;
          return endOfInput();
        }
        if (c == escape && escapedCharacter) {
          c = unescape(read());
        }
        append(c);
      }
      escapedCharacter = false;
      if (CharsetConversion.wellFormedLength(field, start, to - start, charset) != to - start) {
        // Its first byte stands for itself; the others are looked at again.
        for (int i = to - 1; i > start; i--) {
          push(field[i] & 0xFF);
        }
        to = start + 1;
      }
    }
  }

  private boolean endOfInput() {
    enclosed = false;
    lineEnded = true;
    ended = true;
    return true;
  }

  private boolean closed() {
    enclosed = true;
    from = 1;
    return true;
  }

  private String shown() {
    int length = Math.min(SHOWN_BYTES_MAX, to);
    return CharsetConversion.toJavaString(field, 0, length, charset).replace('\uFFFD', '?');
  }

  /**
   * Goes to the next line.
   *
   * @return false at the end of the input
   */
  boolean nextLine() {
    lineCut = false;
    atLineStart = lineStart.length > 0;
    if (lineEnded || ended) {
      lineEnded = false;
      return !ended;
    }
    if (lineEnd.length == 0) {
      return true;
    }
    while (true) {
      int c = read();
      int length = c == END ? 0 : characterBytes(c);
      if (length > 1) {
        for (int i = 1; c != END && i < length; i++) {
          c = read();
        }
        if (c == escape) {
          continue;
        }
      }
      if (c == END) {
        ended = true;
        return false;
      }
      if (c == escape) {
        lineCut = true;
        if (read() == END) {
          ended = true;
          return false;
        }
        continue;
      }
      if (c == lineEndFirst && follows(lineEnd)) {
        return true;
      }
      lineCut = true;
    }
  }

  private boolean findLineStart() {
    while (true) {
      int c = read();
      if (c == END) {
        lineEnded = true;
        ended = true;
        return false;
      }
      if (c == (lineStart[0] & 0xFF) && follows(lineStart)) {
        return true;
      }
    }
  }

  /** Whether the rest of a mark whose first byte was read comes next; else nothing is read. */
  private boolean follows(byte[] mark) {
    for (int i = 1; i < mark.length; i++) {
      int c = read();
      if (c != (mark[i] & 0xFF)) {
        push(c);
        while (--i > 0) {
          push(mark[i] & 0xFF);
        }
        return false;
      }
    }
    return true;
  }

  private int unescape(int c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case '0' -> 0;
      case 'Z' -> 26;
      case 'N' -> {
        foundNull = true;
        yield 'N';
      }
      default -> c;
    };
  }

  /** How long a character is by its first byte; 0 if none begins so. */
  private int characterBytes(int first) {
    if (first < 0x80 || charset.bytesPerCharacterMax() == 1) {
      return 1;
    }
    if (first < 0xC2) {
      return 0;
    }
    if (first < 0xE0) {
      return 2;
    }
    if (first < 0xF0) {
      return 3;
    }
    return first < 0xF8 && charset.bytesPerCharacterMax() == 4 ? 4 : 0;
  }

  private void append(int c) {
    if (to == scratch.length) {
      if (to >= fieldBytesMax) {
        throw MySqlError.ER_WARN_ALLOWED_PACKET_OVERFLOWED.with("load data", fieldBytesMax);
      }
      scratch = Arrays.copyOf(scratch, (int) Math.min(fieldBytesMax, scratch.length * 2L));
      field = scratch;
    }
    scratch[to++] = (byte) c;
  }

  private int read() {
    if (pushedCount > 0) {
      return pushed[--pushedCount];
    }
    if (at == limit && !fill()) {
      return END;
    }
    return buffer[at++] & 0xFF;
  }

  /** Takes a byte back; the end is met again by itself. */
  private void push(int c) {
    if (c == END) {
      return;
    }
    if (pushedCount == pushed.length) {
      pushed = Arrays.copyOf(pushed, pushed.length * 2);
    }
    pushed[pushedCount++] = c;
  }

  private boolean fill() {
    if (drained) {
      return false;
    }
    try {
      int count = input.read(buffer, 0, buffer.length);
      drained = count <= 0;
      at = 0;
      limit = Math.max(0, count);
      return count > 0;
    } catch (IOException e) {
      throw MySqlError.ER_ERROR_ON_READ.with(name, 5, String.valueOf(e.getMessage()));
    }
  }
}
