package io.braid.binlog.event;

import io.braid.common.Invariant;
import io.braid.storage.ChangeRecord;
import io.braid.storage.StatementMark;
import io.braid.storage.StreamQuery;
import io.braid.storage.TransactionRecord;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns a committed transaction into the events behind its GTID event:
 *
 * <pre>
 * DDL, accounts  QUERY
 * rows           QUERY BEGIN, for each statement { ROWS_QUERY? TABLE_MAP+ rows+ }, XID
 * empty          QUERY BEGIN, QUERY COMMIT (only under a GTID of another source)
 * </pre>
 *
 * A statement's first TABLE_MAP is written when its first row comes; further tables, which cascades
 * bring, are inserted behind it, because replicas open all tables of a statement at its first row.
 */
public final class TransactionEncoder {
  private static final int TABLES_CACHED_MAX = 4_096;

  private final TableSource tables;
  private final EventCache cache;
  private final RowsEventWriter rows;
  private final Map<TableVersion, TableMap> maps =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TableVersion, TableMap> eldest) {
          return size() > TABLES_CACHED_MAX;
        }
      };

  /** Tables of the statement under way. */
  private final Map<TableVersion, TableMap> statementTables = new HashMap<>();

  /** The map of the statement's last row. */
  private @Nullable TableMap lastMap;

  private long lastTableId;
  private int lastSchemaVersion;

  private long seconds;
  private long serverId;

  /** Where further TABLE_MAPs of the statement go. */
  private long insertAt;

  private record TableVersion(long tableId, int schemaVersion) {}

  /** What became of a transaction. */
  public enum Outcome {
    /** It has nothing for the stream. */
    NOTHING,
    ROWS,
    STATEMENT,
    EMPTY
  }

  /**
   * @param cache filled by {@link #encode}
   */
  public TransactionEncoder(TableSource tables, EventCache cache) {
    this.tables = tables;
    this.cache = cache;
    this.rows = new RowsEventWriter(cache, RowsEventWriter.EVENT_BYTES_MAX);
  }

  /** The server id of the transaction's events. */
  public long serverId() {
    return serverId;
  }

  /**
   * Fills the cache.
   *
   * @param dataSeconds the header time of row events
   * @param ownServerId for transactions that began here
   * @param emptyToo whether a transaction without changes is written
   * @param next the transaction's streamed records in order
   */
  public Outcome encode(
      TransactionRecord record,
      long commitTs,
      long dataSeconds,
      long ownServerId,
      boolean emptyToo,
      Supplier<Optional<ChangeRecord>> next) {
    cache.clear();
    statementTables.clear();
    lastMap = null;
    serverId = record.originServerId() == 0 ? ownServerId : record.originServerId();
    seconds = dataSeconds;
    if (record.query().isPresent()) {
      StreamQuery query = record.query().get();
      seconds = Math.floorDiv(query.epochMicros(), 1_000_000L);
      append(new BinlogEvent.Query(query.schema(), QueryStatus.of(query, commitTs), query.text()));
      return Outcome.STATEMENT;
    }
    rows.startTransaction(seconds, serverId);
    boolean any = encodeRows(record, next);
    if (any) {
      rows.close(true);
      append(new BinlogEvent.Xid(commitTs));
      return Outcome.ROWS;
    }
    if (!emptyToo) {
      return Outcome.NOTHING;
    }
    append(new BinlogEvent.Query("", QueryStatus.PLAIN, "BEGIN"));
    append(new BinlogEvent.Query("", QueryStatus.PLAIN, "COMMIT"));
    return Outcome.EMPTY;
  }

  private boolean encodeRows(TransactionRecord record, Supplier<Optional<ChangeRecord>> next) {
    List<StatementMark> marks = record.statements();
    int mark = -1;
    int flags = 0;
    boolean any = false;
    for (Optional<ChangeRecord> at = next.get(); at.isPresent(); at = next.get()) {
      if (!(at.get() instanceof ChangeRecord.Row row) || !row.streamed()) {
        continue;
      }
      if (!any) {
        append(new BinlogEvent.Query("", QueryStatus.PLAIN, "BEGIN"));
        any = true;
      }
      boolean newStatement = mark < 0;
      String text = "";
      while (mark + 1 < marks.size() && marks.get(mark + 1).firstSequence() <= row.sequence()) {
        mark++;
        StatementMark begun = marks.get(mark);
        newStatement |= (begun.flags() & StatementMark.CONTINUES) == 0;
        text = begun.queryText().isEmpty() ? text : begun.queryText();
        flags = rowsFlags(begun);
      }
      mark = Math.max(mark, 0);
      if (newStatement) {
        startStatement(text);
      }
      rows.add(mapOf(row), flags, row);
    }
    return any;
  }

  private void startStatement(String text) {
    rows.close(true);
    statementTables.clear();
    lastMap = null;
    if (!text.isEmpty()) {
      append(new BinlogEvent.RowsQuery(text));
    }
  }

  private static int rowsFlags(StatementMark mark) {
    boolean noForeignKeys =
        (mark.flags() & (StatementMark.NO_FOREIGN_KEY_CHECKS | StatementMark.CASCADE)) != 0;
    boolean relaxed = (mark.flags() & StatementMark.RELAXED_UNIQUE_CHECKS) != 0;
    return (noForeignKeys ? RowsEventWriter.FLAG_NO_FOREIGN_KEY_CHECKS : 0)
        | (relaxed ? RowsEventWriter.FLAG_RELAXED_UNIQUE_CHECKS : 0);
  }

  private TableMap mapOf(ChangeRecord.Row row) {
    TableMap last = lastMap;
    if (last != null && row.tableId() == lastTableId && row.schemaVersion() == lastSchemaVersion) {
      return last;
    }
    TableMap map = mapOf(new TableVersion(row.tableId(), row.schemaVersion()));
    lastMap = map;
    lastTableId = row.tableId();
    lastSchemaVersion = row.schemaVersion();
    return map;
  }

  private TableMap mapOf(TableVersion version) {
    TableMap map = statementTables.get(version);
    if (map != null) {
      return map;
    }
    map = maps.computeIfAbsent(version, v -> TableMap.of(tables.table(v.tableId, v.schemaVersion)));
    Invariant.check(map.streamTableId() != 0, "table %s has a stream id", version.tableId());
    if (statementTables.isEmpty()) {
      map.append(cache.buffer(), seconds, serverId);
      cache.eventsAppended();
      insertAt = cache.offset();
    } else {
      cache.insert(insertAt, map, seconds, serverId);
    }
    statementTables.put(version, map);
    return map;
  }

  private void append(BinlogEvent event) {
    EventEncoder.append(cache.buffer(), event, seconds, serverId);
    cache.eventsAppended();
  }
}
