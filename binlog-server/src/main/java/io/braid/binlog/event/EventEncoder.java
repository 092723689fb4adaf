package io.braid.binlog.event;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Writes events into a buffer; positions and checksums are set afterwards. */
public final class EventEncoder {
  /** The four bytes before the first event of a file. */
  public static final byte[] FILE_MAGIC = {(byte) 0xFE, 'b', 'i', 'n'};

  /** Where CREATED lies in a FORMAT_DESCRIPTION event, from its start. */
  public static final int FORMAT_CREATED_OFFSET = EventHeader.BYTES + 52;

  /** The checksum algorithm CRC32 in FORMAT_DESCRIPTION. */
  public static final int CHECKSUM_CRC32 = 1;

  /** Lengths of the fixed parts of events of type 1 to 42, as MySQL 9.7 writes them. */
  private static final byte[] POST_HEADER_LENGTHS = {
    0, 13, 0, 8, 0, 0, 0, 0, 4, 0, 4, 0, 0, 0, 99, 0, 4, 26, 8, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 10,
    10, 10, 42, 42, 0, 18, 52, 0, 10, 40, 0, 0
  };

  private static final Pattern OF_DATABASE =
      Pattern.compile("(?i)(CREATE|ALTER|DROP)\\s+(DATABASE|SCHEMA)\\b");

  private static final int THREAD_ID = 1;

  private EventEncoder() {}

  /**
   * Appends an event with its header.
   *
   * @param seconds of the header, since 1970 UTC
   * @return where the event starts in {@code out}
   */
  public static int append(EventBuffer out, BinlogEvent event, long seconds, long serverId) {
    int start = out.begin(event.type(), seconds, serverId, flags(event));
    switch (event) {
      case BinlogEvent.FormatDescription format -> writeFormat(out, format);
      case BinlogEvent.PreviousGtids previous -> out.bytes(previous.gtids().encode());
      case BinlogEvent.Gtid gtid -> writeGtid(out, gtid);
      case BinlogEvent.Query query -> writeQuery(out, query);
      case BinlogEvent.Xid xid -> out.u64(xid.id());
      case BinlogEvent.RowsQuery rowsQuery -> {
        // The length, which readers ignore; MySQL 9.7 leaves it 0.
        out.u8(0);
        out.text(rowsQuery.text());
      }
      case BinlogEvent.Rotate rotate -> {
        out.u64(rotate.position());
        out.text(rotate.file());
      }
      case BinlogEvent.Heartbeat heartbeat -> out.text(heartbeat.file());
    }
    out.finish(start);
    return start;
  }

  private static int flags(BinlogEvent event) {
    return switch (event) {
      case BinlogEvent.PreviousGtids previous -> EventHeader.FLAG_IGNORABLE;
      case BinlogEvent.RowsQuery rowsQuery -> EventHeader.FLAG_IGNORABLE;
      case BinlogEvent.Query query -> runsWithoutUse(query) ? EventHeader.FLAG_SUPPRESS_USE : 0;
      case BinlogEvent.FormatDescription format -> 0;
      case BinlogEvent.Gtid gtid -> 0;
      case BinlogEvent.Xid xid -> 0;
      case BinlogEvent.Rotate rotate -> 0;
      case BinlogEvent.Heartbeat heartbeat -> 0;
    };
  }

  /** A database cannot be used before it is made or while it is dropped. */
  private static boolean runsWithoutUse(BinlogEvent.Query query) {
    return query.schema().isEmpty() || OF_DATABASE.matcher(query.text()).lookingAt();
  }

  private static void writeFormat(EventBuffer out, BinlogEvent.FormatDescription format) {
    out.u16(4);
    byte[] version = format.serverVersion().getBytes(StandardCharsets.US_ASCII);
    out.bytes(version);
    for (int i = version.length; i < BinlogEvent.FormatDescription.VERSION_BYTES; i++) {
      out.u8(0);
    }
    out.u32(0);
    out.u8(EventHeader.BYTES);
    out.bytes(POST_HEADER_LENGTHS);
    out.u8(CHECKSUM_CRC32);
  }

  private static void writeGtid(EventBuffer out, BinlogEvent.Gtid gtid) {
    out.u8(gtid.rowsOnly() ? 0 : 1);
    out.uuid(gtid.source());
    out.u64(gtid.number());
    out.u8(2);
    out.u64(gtid.lastCommitted());
    out.u64(gtid.sequenceNumber());
    if (gtid.originalMicros() == gtid.immediateMicros()) {
      out.u56(gtid.immediateMicros());
    } else {
      out.u56(gtid.immediateMicros() | 1L << 55);
      out.u56(gtid.originalMicros());
    }
    out.lengthEncoded(gtid.transactionBytes());
    out.u32(gtid.serverVersion());
  }

  private static void writeQuery(EventBuffer out, BinlogEvent.Query query) {
    byte[] schema = query.schema().getBytes(StandardCharsets.UTF_8);
    out.u32(THREAD_ID);
    out.u32(0);
    out.u8(schema.length);
    out.u16(0);
    int lengthAt = out.length();
    out.u16(0);
    query.status().write(out);
    int statusBytes = out.length() - lengthAt - 2;
    out.set(lengthAt, statusBytes);
    out.set(lengthAt + 1, statusBytes >>> 8);
    out.bytes(schema);
    out.u8(0);
    out.text(query.text());
  }
}
