package io.braid.binlog.event;

import io.braid.storage.ChangeRecord;
import org.jspecify.annotations.Nullable;

/**
 * Groups row changes into rows events: consecutive changes of one kind, table and flags, up to a
 * number of bytes; a larger row has an event of its own. Images are copied as they are.
 *
 * <pre>
 * offset  length        meaning
 * 0       6             table id
 * 6       2             flags
 * 8       2             2: no extra data
 * 10      lenenc        column count
 * …       (n + 7) / 8   columns present: all bits set; for UPDATE once more for the after image
 * …       …             row images
 * </pre>
 */
final class RowsEventWriter {
  /**
   * binlog_row_event_max_size: bytes of the body before an event is closed. Eight times MySQL's
   * default, because readers pay for each event. It is part of the stream's bytes.
   */
  static final int EVENT_BYTES_MAX = 1 << 16;

  static final int FLAG_STATEMENT_END = 1;
  static final int FLAG_NO_FOREIGN_KEY_CHECKS = 2;
  static final int FLAG_RELAXED_UNIQUE_CHECKS = 4;

  /** Cascades are in the stream, as MySQL 9.7 says it. */
  static final int FLAG_USE_SQL_FOREIGN_KEY = 16;

  private final EventCache cache;
  private final int eventBytesMax;
  private long seconds;
  private long serverId;

  private int start = -1;
  private @Nullable EventType type;
  private @Nullable TableMap table;
  private int flags;

  /**
   * @param eventBytesMax bytes of the body before an event is closed
   */
  RowsEventWriter(EventCache cache, int eventBytesMax) {
    this.cache = cache;
    this.eventBytesMax = eventBytesMax;
  }

  void startTransaction(long transactionSeconds, long transactionServerId) {
    seconds = transactionSeconds;
    serverId = transactionServerId;
    start = -1;
    type = null;
    table = null;
  }

  void add(TableMap rowTable, int rowFlags, ChangeRecord.Row row) {
    byte[] before = row.before();
    byte[] after = row.after();
    EventType rowType =
        before == null
            ? EventType.WRITE_ROWS
            : after == null ? EventType.DELETE_ROWS : EventType.UPDATE_ROWS;
    EventBuffer out = cache.buffer();
    int needed = (before == null ? 0 : before.length) + (after == null ? 0 : after.length);
    if (start >= 0
        && (rowType != type
            || rowTable != table
            || rowFlags != flags
            || out.length() - start - EventHeader.BYTES + needed > eventBytesMax)) {
      close(false);
    }
    if (start < 0) {
      open(rowTable, rowFlags, rowType);
    }
    if (before != null) {
      out.bytes(before);
    }
    if (after != null) {
      out.bytes(after);
    }
  }

  private void open(TableMap rowTable, int rowFlags, EventType rowType) {
    EventBuffer out = cache.buffer();
    start = out.begin(rowType, seconds, serverId, 0);
    type = rowType;
    table = rowTable;
    flags = rowFlags;
    out.u48(rowTable.streamTableId());
    out.u16(rowFlags | FLAG_USE_SQL_FOREIGN_KEY);
    out.u16(2);
    out.lengthEncoded(rowTable.columnCount());
    int bitmaps = rowType == EventType.UPDATE_ROWS ? 2 : 1;
    for (int bytes = bitmaps * ((rowTable.columnCount() + 7) / 8); bytes > 0; bytes--) {
      out.u8(0xFF);
    }
  }

  /** Ends the event under way, as the last one of its statement or not. */
  void close(boolean statementEnds) {
    if (start < 0) {
      return;
    }
    EventBuffer out = cache.buffer();
    if (statementEnds) {
      int flagsAt = start + EventHeader.BYTES + 6;
      out.set(flagsAt, out.array()[flagsAt] | FLAG_STATEMENT_END);
    }
    out.finish(start);
    start = -1;
    cache.eventsAppended();
  }
}
