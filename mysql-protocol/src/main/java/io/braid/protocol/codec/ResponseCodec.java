package io.braid.protocol.codec;

import io.braid.protocol.packet.CapabilityFlag;
import io.braid.protocol.packet.CapabilitySet;
import io.braid.protocol.packet.EofPacket;
import io.braid.protocol.packet.ErrPacket;
import io.braid.protocol.packet.LocalInfileRequest;
import io.braid.protocol.packet.OkPacket;
import io.braid.protocol.packet.ResultColumn;
import io.braid.protocol.packet.ServerStatus;
import io.braid.protocol.packet.SessionStateChange;
import io.braid.protocol.packet.StatementPrepared;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Answers to commands.
 *
 * <pre>
 * OK      1: 0 (0xFE as the end of rows), lenenc: affected rows, lenenc: insert id, 2: status, 2: warnings,
 *         [lenenc: info], [lenenc: state changes, with SESSION_TRACK and SESSION_STATE_CHANGED]
 * ERR     1: 0xFF, 2: number, '#', 5: SQLSTATE, rest: message; without '#' and SQLSTATE before login
 * EOF     1: 0xFE, 2: warnings, 2: status
 * INFILE  1: 0xFB, rest: file name
 * column  lenenc: "def", schema, table, original table, name, original name, lenenc: 12, 2: collation,
 *         4: length, 1: type, 2: flags, 1: decimals, 2: 0, [lenenc: default value, for FIELD_LIST]
 * </pre>
 */
public final class ResponseCodec {
  private static final int COUNT_MAX = 0xFFFF;

  /** Longest message of an error, as MySQL's MYSQL_ERRMSG_SIZE. */
  private static final int MESSAGE_BYTES_MAX = 512;

  private ResponseCodec() {}

  /** Writes an OK packet. */
  public static void write(OkPacket ok, CapabilitySet capabilities, PacketWriter out) {
    writeOk(ok, 0x00, capabilities, out);
  }

  /** Writes the end of rows in the form that the client understands. */
  public static void writeEndOfRows(OkPacket end, CapabilitySet capabilities, PacketWriter out) {
    if (capabilities.has(CapabilityFlag.DEPRECATE_EOF)) {
      writeOk(end, 0xFE, capabilities, out);
    } else {
      write(new EofPacket(end.warnings(), end.status()), out);
    }
  }

  private static void writeOk(
      OkPacket ok, int header, CapabilitySet capabilities, PacketWriter out) {
    boolean tracks = capabilities.has(CapabilityFlag.SESSION_TRACK);
    boolean changed = tracks && !ok.sessionChanges().isEmpty();
    int status = ok.status() & ~ServerStatus.SESSION_STATE_CHANGED;
    out.startPacket();
    out.putInt1(header);
    out.putLengthEncodedInteger(ok.affectedRows());
    out.putLengthEncodedInteger(ok.lastInsertId());
    out.putInt2(changed ? status | ServerStatus.SESSION_STATE_CHANGED : status);
    out.putInt2(Math.min(ok.warnings(), COUNT_MAX));
    if (changed || !ok.info().isEmpty()) {
      out.putLengthEncodedString(ok.info());
    }
    if (changed) {
      ByteArrayOutputStream changes = new ByteArrayOutputStream();
      for (SessionStateChange change : ok.sessionChanges()) {
        append(change, changes);
      }
      out.putLengthEncodedBytes(changes.toByteArray());
    }
    out.endPacket();
  }

  private static void append(SessionStateChange change, ByteArrayOutputStream out) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    int type =
        switch (change) {
          case SessionStateChange.SystemVariable(String name, String value) -> {
            appendString(name, data);
            appendString(value, data);
            yield 0;
          }
          case SessionStateChange.Schema(String name) -> {
            appendString(name, data);
            yield 1;
          }
          case SessionStateChange.AnyState(boolean changed) -> {
            data.write(changed ? '1' : '0');
            yield 2;
          }
          case SessionStateChange.Gtids(String gtidSet) -> {
            data.write(0); // the encoding: text
            appendString(gtidSet, data);
            yield 3;
          }
          case SessionStateChange.TransactionCharacteristics(String statements) -> {
            appendString(statements, data);
            yield 4;
          }
          case SessionStateChange.TransactionState(String letters) -> {
            appendString(letters, data);
            yield 5;
          }
        };
    out.write(type);
    appendLength(data.size(), out);
    out.writeBytes(data.toByteArray());
  }

  private static void appendString(String text, ByteArrayOutputStream out) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    appendLength(bytes.length, out);
    out.writeBytes(bytes);
  }

  private static void appendLength(int length, ByteArrayOutputStream out) {
    if (length < 0xFB) {
      out.write(length);
    } else if (length <= 0xFFFF) {
      out.write(0xFC);
      out.write(length);
      out.write(length >> 8);
    } else {
      out.write(0xFD);
      out.write(length);
      out.write(length >> 8);
      out.write(length >> 16);
    }
  }

  /**
   * Writes an ERR packet.
   *
   * @param charset the client's {@code character_set_results}
   */
  public static void write(
      ErrPacket error, CapabilitySet capabilities, Charset charset, PacketWriter out) {
    out.startPacket();
    out.putInt1(0xFF);
    out.putInt2(error.number());
    if (capabilities.has(CapabilityFlag.PROTOCOL_41)) {
      out.putInt1('#');
      out.putBytes(error.sqlState().getBytes(StandardCharsets.US_ASCII));
    }
    byte[] message = error.message().getBytes(charset);
    out.putBytes(message, 0, wholeCharacters(message, charset));
    out.endPacket();
  }

  private static int wholeCharacters(byte[] message, Charset charset) {
    int length = Math.min(message.length, MESSAGE_BYTES_MAX - 1);
    if (length < message.length && charset.equals(StandardCharsets.UTF_8)) {
      while (length > 0 && (message[length] & 0xC0) == 0x80) {
        length--;
      }
    }
    return length;
  }

  /** Writes an EOF packet. */
  public static void write(EofPacket end, PacketWriter out) {
    out.startPacket();
    out.putInt1(0xFE);
    out.putInt2(Math.min(end.warnings(), COUNT_MAX));
    out.putInt2(end.status());
    out.endPacket();
  }

  /** Writes a request for a file of the client. */
  public static void write(LocalInfileRequest request, PacketWriter out) {
    out.startPacket();
    out.putInt1(0xFB);
    out.putBytes(request.fileName().getBytes(StandardCharsets.UTF_8));
    out.endPacket();
  }

  /** Writes the head of the answer to COM_STMT_PREPARE. */
  public static void write(StatementPrepared prepared, PacketWriter out) {
    out.startPacket();
    out.putInt1(0);
    out.putInt4(prepared.statementId());
    out.putInt2(prepared.columnCount());
    out.putInt2(prepared.parameterCount());
    out.putInt1(0);
    out.putInt2(Math.min(prepared.warnings(), COUNT_MAX));
    out.endPacket();
  }

  /** Writes a column's or parameter's description. */
  public static void write(ResultColumn column, Charset charset, PacketWriter out) {
    writeColumn(column, Optional.empty(), charset, out);
  }

  /**
   * Writes a column's description with its default, for COM_FIELD_LIST.
   *
   * @param defaultValue text of the default, empty for NULL or none
   */
  public static void writeWithDefault(
      ResultColumn column, Optional<byte[]> defaultValue, Charset charset, PacketWriter out) {
    writeColumn(column, Optional.of(defaultValue), charset, out);
  }

  private static void writeColumn(
      ResultColumn column,
      Optional<Optional<byte[]>> defaultValue,
      Charset charset,
      PacketWriter out) {
    out.startPacket();
    out.putLengthEncodedString("def");
    out.putLengthEncodedString(column.schema(), charset);
    out.putLengthEncodedString(column.table(), charset);
    out.putLengthEncodedString(column.originalTable(), charset);
    out.putLengthEncodedString(column.name(), charset);
    out.putLengthEncodedString(column.originalName(), charset);
    out.putInt1(12);
    out.putInt2(column.collationId());
    out.putInt4(column.lengthBytes());
    out.putInt1(column.type().code());
    out.putInt2(column.flags());
    out.putInt1(column.decimals());
    out.putInt2(0);
    if (defaultValue.isPresent()) {
      defaultValue.get().ifPresentOrElse(out::putLengthEncodedBytes, () -> out.putInt1(0xFB));
    }
    out.endPacket();
  }
}
