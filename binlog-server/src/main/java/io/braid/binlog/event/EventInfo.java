package io.braid.binlog.event;

import io.braid.binlog.gtid.GtidSet;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** The column Info of SHOW BINLOG EVENTS. */
public final class EventInfo {
  private EventInfo() {}

  /** Describes an event of a file of ours. */
  public static String describe(byte[] event) {
    Optional<EventType> type = EventType.of(EventHeader.read(event, 0).typeCode());
    byte[] body =
        Arrays.copyOfRange(event, EventHeader.BYTES, event.length - EventHeader.CHECKSUM_BYTES);
    return type.map(known -> describe(known, body)).orElse("");
  }

  private static String describe(EventType type, byte[] body) {
    return switch (type) {
      case FORMAT_DESCRIPTION -> {
        String version = text(body, 2, BinlogEvent.FormatDescription.VERSION_BYTES);
        int end = version.indexOf(0);
        yield "Server ver: "
            + (end < 0 ? version : version.substring(0, end))
            + ", Binlog ver: "
            + ((body[0] & 0xFF) | (body[1] & 0xFF) << 8);
      }
      case PREVIOUS_GTIDS -> GtidSet.decode(body).toString();
      case GTID ->
          "SET @@SESSION.GTID_NEXT= '"
              + new UUID(Long.reverseBytes(u64(body, 1)), Long.reverseBytes(u64(body, 9)))
              + ":"
              + u64(body, 17)
              + "'";
      case ANONYMOUS_GTID -> "SET @@SESSION.GTID_NEXT= 'ANONYMOUS'";
      case QUERY -> query(body);
      case XID -> "COMMIT /* xid=" + Long.toUnsignedString(u64(body, 0)) + " */";
      case ROTATE -> text(body, 8, body.length - 8) + ";pos=" + u64(body, 0);
      case TABLE_MAP -> tableMap(body);
      case WRITE_ROWS, UPDATE_ROWS, DELETE_ROWS ->
          "table_id: "
              + tableId(body)
              + ((body[6] & RowsEventWriter.FLAG_STATEMENT_END) != 0 ? " flags: STMT_END_F" : "");
      case ROWS_QUERY -> "# " + text(body, 1, body.length - 1);
      case HEARTBEAT, HEARTBEAT_V2 -> "";
    };
  }

  private static String query(byte[] body) {
    int schemaBytes = body[8] & 0xFF;
    int statusBytes = (body[11] & 0xFF) | (body[12] & 0xFF) << 8;
    int schemaAt = 13 + statusBytes;
    int textAt = schemaAt + schemaBytes + 1;
    String schema = text(body, schemaAt, schemaBytes);
    String statement = text(body, textAt, body.length - textAt);
    return schema.isEmpty() ? statement : "use `" + schema.replace("`", "``") + "`; " + statement;
  }

  private static String tableMap(byte[] body) {
    int schemaBytes = body[8] & 0xFF;
    int tableBytes = body[10 + schemaBytes] & 0xFF;
    String name = text(body, 9, schemaBytes) + "." + text(body, 11 + schemaBytes, tableBytes);
    return "table_id: " + tableId(body) + " (" + name + ")";
  }

  private static long tableId(byte[] body) {
    return EventHeader.u32(body, 0) | (body[4] & 0xFFL) << 32 | (body[5] & 0xFFL) << 40;
  }

  private static long u64(byte[] body, int at) {
    return EventHeader.u32(body, at) | EventHeader.u32(body, at + 4) << 32;
  }

  private static String text(byte[] body, int at, int length) {
    return new String(body, at, length, StandardCharsets.UTF_8);
  }
}
