package io.braid.protocol.codec;

import io.braid.common.Invariant;
import io.braid.protocol.packet.CapabilitySet;
import io.braid.protocol.packet.ColumnFlag;
import io.braid.protocol.packet.OkPacket;
import io.braid.protocol.packet.ResultColumn;
import io.braid.protocol.packet.WireType;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes one result set to the client, value by value, without objects for rows. Rows go out as
 * buffers fill, and writing blocks while the client is slow, so that a result of any size takes
 * little memory. One thread at a time.
 *
 * <p>Usage: {@link #begin()}, for each row {@link #startRow()}, one {@code put…} for each column in
 * order and {@link #endRow()}, then {@link #finish}. A value is written by the same method in both
 * formats; the column's type decides its bytes.
 *
 * <pre>
 * text row    for each value 0xFB (NULL) or a length-encoded string
 * binary row  1: 0, (columns + 9) / 8: null bitmap from bit 2 on, values that are not NULL
 * </pre>
 */
public final class ResultSetWriter {
  private static final int NULL_BITMAP_OFFSET_BITS = 2;
  private static final int NULL_IN_TEXT = 0xFB;

  private final PacketWriter out;
  private final ResultSetHead head;
  private final RowFormat format;
  private final byte[] digits = new byte[32];
  private int column;
  private long rows;
  private boolean begun;

  /**
   * @param metadataCharset the client's {@code character_set_results}, for names of columns
   */
  public ResultSetWriter(
      PacketWriter out,
      CapabilitySet capabilities,
      Charset metadataCharset,
      List<ResultColumn> columns,
      RowFormat format) {
    this(out, new ResultSetHead(columns, metadataCharset, capabilities), format);
  }

  /** A writer for a result set whose head is known. */
  public ResultSetWriter(PacketWriter out, ResultSetHead head, RowFormat format) {
    this.out = out;
    this.head = head;
    this.format = format;
  }

  /** Rows ended so far. */
  public long rowCount() {
    return rows;
  }

  /** Whether anything of this result set has been written. */
  public boolean hasBegun() {
    return begun;
  }

  /** As {@link #begin(int)} with nothing to tell. */
  public void begin() {
    begin(0);
  }

  /**
   * Writes the number and the descriptions of the columns.
   *
   * @param status status word of the EOF packet behind them, for clients that still get one
   */
  public void begin(int status) {
    begun = true;
    head.write(out, status);
  }

  /** Starts a row. */
  public void startRow() {
    out.startPacket();
    column = 0;
    if (format == RowFormat.BINARY) {
      out.putInt1(0);
      out.putZeros((head.columnCount() + 7 + NULL_BITMAP_OFFSET_BITS) / 8);
    }
  }

  /** Ends the row. May block while the client is slow. */
  public void endRow() {
    Invariant.check(column == head.columnCount(), "a row has a value for each column");
    out.endPacket();
    rows++;
  }

  /** Takes back the row that has been started but not ended. */
  public void abandonRow() {
    out.abandonPacket();
  }

  /** Writes a row that is already in this result set's format, as one packet. */
  public void putEncodedRow(byte[] row, int offset, int length) {
    out.startPacket();
    out.putBytes(row, offset, length);
    out.endPacket();
    rows++;
  }

  /**
   * Ends the rows and sends everything.
   *
   * @param end status, warnings and state changes
   */
  public void finish(OkPacket end) {
    finishWithoutFlush(end);
    out.flush();
  }

  /** Ends the rows; the next result follows at once. */
  public void finishWithoutFlush(OkPacket end) {
    ResponseCodec.writeEndOfRows(end, head.capabilities(), out);
  }

  /** Writes SQL NULL. */
  public void putNull() {
    next();
    if (format == RowFormat.TEXT) {
      out.putInt1(NULL_IN_TEXT);
      return;
    }
    int bit = column - 1 + NULL_BITMAP_OFFSET_BITS;
    out.setBits(1 + (bit >> 3), 1 << (bit & 7));
  }

  /** Writes a signed integer. */
  public void putLong(long value) {
    ResultColumn definition = next();
    if (format == RowFormat.TEXT) {
      int start = TextNumbers.writeSigned(value, digits);
      putDigits(definition, start);
    } else {
      putBinaryInteger(definition, value);
    }
  }

  /** Writes an integer whose 64 bits are unsigned. */
  public void putUnsignedLong(long value) {
    ResultColumn definition = next();
    if (format == RowFormat.TEXT) {
      int start = TextNumbers.writeUnsigned(value, digits);
      putDigits(definition, start);
    } else {
      putBinaryInteger(definition, value);
    }
  }

  /** Writes a DOUBLE, as text with the column's decimals. */
  public void putDouble(double value) {
    ResultColumn definition = next();
    if (format == RowFormat.TEXT) {
      putAscii(TextNumbers.ofDouble(value, definition.decimals()), definition);
    } else if (definition.type() == WireType.FLOAT) {
      out.putInt4(Float.floatToRawIntBits((float) value));
    } else {
      out.putInt8(Double.doubleToRawLongBits(value));
    }
  }

  /** Writes a FLOAT, as text with the column's decimals. */
  public void putFloat(float value) {
    ResultColumn definition = next();
    if (format == RowFormat.TEXT) {
      putAscii(TextNumbers.ofFloat(value, definition.decimals()), definition);
    } else if (definition.type() == WireType.FLOAT) {
      out.putInt4(Float.floatToRawIntBits(value));
    } else {
      out.putInt8(Double.doubleToRawLongBits(value));
    }
  }

  /** Writes a value that is sent as a string in both formats: text, decimals, bits, JSON, … */
  public void putBytes(byte[] value) {
    putBytes(value, 0, value.length);
  }

  /** As {@link #putBytes(byte[])}. */
  public void putBytes(byte[] value, int offset, int length) {
    next();
    out.putLengthEncodedBytes(value, offset, length);
  }

  /** Writes text in UTF-8. */
  public void putString(String value) {
    next();
    out.putLengthEncodedString(value);
  }

  /** Writes a DATE. */
  public void putDate(int year, int month, int day) {
    next();
    if (format == RowFormat.TEXT) {
      out.putInt1(10);
      putYear(year);
      putPart('-', month);
      putPart('-', day);
      return;
    }
    if (year == 0 && month == 0 && day == 0) {
      out.putInt1(0);
      return;
    }
    out.putInt1(4);
    out.putInt2(year);
    out.putInt1(month);
    out.putInt1(day);
  }

  /** Writes a DATETIME or TIMESTAMP, as text with the column's decimals. */
  public void putDateTime(
      int year, int month, int day, int hour, int minute, int second, int microseconds) {
    int decimals = fractionDigits(next());
    if (format == RowFormat.TEXT) {
      out.putInt1(decimals == 0 ? 19 : 20 + decimals);
      putYear(year);
      putPart('-', month);
      putPart('-', day);
      putPart(' ', hour);
      putPart(':', minute);
      putPart(':', second);
      putFraction(microseconds, decimals);
      return;
    }
    boolean withTime = (hour | minute | second | microseconds) != 0;
    if (!withTime && year == 0 && month == 0 && day == 0) {
      out.putInt1(0);
      return;
    }
    out.putInt1(microseconds != 0 ? 11 : withTime ? 7 : 4);
    out.putInt2(year);
    out.putInt1(month);
    out.putInt1(day);
    if (withTime) {
      out.putInt1(hour);
      out.putInt1(minute);
      out.putInt1(second);
      if (microseconds != 0) {
        out.putInt4(microseconds);
      }
    }
  }

  /**
   * Writes a TIME, as text with the column's decimals.
   *
   * @param hours 0 to 838
   */
  public void putTime(boolean negative, int hours, int minute, int second, int microseconds) {
    int decimals = fractionDigits(next());
    if (format == RowFormat.TEXT) {
      int length =
          (negative ? 1 : 0) + (hours > 99 ? 3 : 2) + 6 + (decimals == 0 ? 0 : decimals + 1);
      out.putInt1(length);
      if (negative) {
        out.putInt1('-');
      }
      if (hours > 99) {
        out.putInt1('0' + hours / 100);
      }
      putTwoDigits(hours % 100);
      putPart(':', minute);
      putPart(':', second);
      putFraction(microseconds, decimals);
      return;
    }
    if ((hours | minute | second | microseconds) == 0) {
      out.putInt1(0);
      return;
    }
    out.putInt1(microseconds != 0 ? 12 : 8);
    out.putInt1(negative ? 1 : 0);
    out.putInt4(hours / 24);
    out.putInt1(hours % 24);
    out.putInt1(minute);
    out.putInt1(second);
    if (microseconds != 0) {
      out.putInt4(microseconds);
    }
  }

  private ResultColumn next() {
    Invariant.check(column < head.columnCount(), "a row has no more values than columns");
    return head.column(column++);
  }

  private static int fractionDigits(ResultColumn definition) {
    return definition.decimals() > 6 ? 0 : definition.decimals();
  }

  private void putBinaryInteger(ResultColumn definition, long value) {
    switch (definition.type()) {
      case TINY, BOOL -> out.putInt1((int) value);
      case SHORT, YEAR -> out.putInt2((int) value);
      case LONG, INT24 -> out.putInt4(value);
      case LONGLONG -> out.putInt8(value);
      case DOUBLE -> out.putInt8(Double.doubleToRawLongBits(value));
      case FLOAT -> out.putInt4(Float.floatToRawIntBits(value));
      case DECIMAL,
          NEWDECIMAL,
          NULL,
          TIMESTAMP,
          DATE,
          TIME,
          DATETIME,
          NEWDATE,
          VARCHAR,
          BIT,
          TIMESTAMP2,
          DATETIME2,
          TIME2,
          VECTOR,
          JSON,
          ENUM,
          SET,
          TINY_BLOB,
          MEDIUM_BLOB,
          LONG_BLOB,
          BLOB,
          VAR_STRING,
          STRING,
          GEOMETRY -> {
        int start =
            definition.has(ColumnFlag.UNSIGNED)
                ? TextNumbers.writeUnsigned(value, digits)
                : TextNumbers.writeSigned(value, digits);
        out.putLengthEncodedBytes(digits, start, digits.length - start);
      }
    }
  }

  private void putDigits(ResultColumn definition, int start) {
    int length = digits.length - start;
    int width =
        definition.type() == WireType.YEAR
            ? 4
            : definition.has(ColumnFlag.ZEROFILL)
                ? (int) Math.min(definition.lengthBytes(), 255)
                : 0;
    if (length >= width) {
      out.putInt1(length);
    } else {
      out.putLengthEncodedInteger(width);
      for (int i = length; i < width; i++) {
        out.putInt1('0');
      }
    }
    out.putBytes(digits, start, length);
  }

  private void putAscii(String text, ResultColumn definition) {
    if (definition.has(ColumnFlag.ZEROFILL) && text.length() < definition.lengthBytes()) {
      int width = (int) Math.min(definition.lengthBytes(), 255);
      text = "0".repeat(Math.max(0, width - text.length())) + text;
    }
    out.putLengthEncodedBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void putYear(int year) {
    putTwoDigits(year / 100);
    putTwoDigits(year % 100);
  }

  private void putPart(char separator, int value) {
    out.putInt1(separator);
    putTwoDigits(value);
  }

  private void putTwoDigits(int value) {
    out.putInt1('0' + value / 10 % 10);
    out.putInt1('0' + value % 10);
  }

  private void putFraction(int microseconds, int decimals) {
    if (decimals == 0) {
      return;
    }
    out.putInt1('.');
    int unit = 100_000;
    for (int i = 0; i < decimals; i++) {
      out.putInt1('0' + microseconds / unit % 10);
      unit /= 10;
    }
  }
}
