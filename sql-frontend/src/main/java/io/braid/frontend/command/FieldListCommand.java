package io.braid.frontend.command;

import io.braid.common.type.Charset;
import io.braid.frontend.session.Session;
import io.braid.frontend.statement.SessionStatements;
import io.braid.protocol.codec.ResponseCodec;
import io.braid.protocol.netty.ServerConnection;
import io.braid.protocol.packet.Command;
import io.braid.protocol.packet.OkPacket;
import io.braid.protocol.packet.ResultColumn;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * COM_FIELD_LIST, which the mysql command line completes names with. Defaults are told as NULL: the
 * clients that still use this command do not look at them.
 */
final class FieldListCommand {
  private final Session session;
  private final ServerConnection connection;

  FieldListCommand(Session session, ServerConnection connection) {
    this.session = session;
    this.connection = connection;
  }

  void run(Command.FieldList list) {
    Charset charset = session.variables().clientCollation().charset();
    SessionStatements.Prepared query =
        session.statements().prepare(selectAll(list.table()), charset);
    String pattern = new String(list.wildcard(), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
    for (ResultColumn column : ResultColumns.of(query.columns(), session.resultCollation())) {
      if (pattern.isEmpty() || like(column.name().toLowerCase(Locale.ROOT), 0, pattern, 0)) {
        ResponseCodec.writeWithDefault(
            column, Optional.empty(), StandardCharsets.UTF_8, connection.packets());
      }
    }
    ResponseCodec.writeEndOfRows(
        OkPacket.ofStatus(session.status(), 0), connection.capabilities(), connection.packets());
  }

  private static byte[] selectAll(byte[] table) {
    ByteArrayOutputStream sql = new ByteArrayOutputStream();
    sql.writeBytes("SELECT * FROM `".getBytes(StandardCharsets.US_ASCII));
    for (byte b : table) {
      sql.write(b);
      if (b == '`') {
        sql.write(b);
      }
    }
    sql.write('`');
    return sql.toByteArray();
  }

  private static boolean like(String name, int nameStart, String pattern, int patternStart) {
    int at = nameStart;
    for (int i = patternStart; i < pattern.length(); i++) {
      char wanted = pattern.charAt(i);
      if (wanted == '%') {
        for (int rest = at; rest <= name.length(); rest++) {
          if (like(name, rest, pattern, i + 1)) {
            return true;
          }
        }
        return false;
      }
      if (at >= name.length() || (wanted != '_' && wanted != name.charAt(at))) {
        return false;
      }
      at++;
    }
    return at == name.length();
  }
}
