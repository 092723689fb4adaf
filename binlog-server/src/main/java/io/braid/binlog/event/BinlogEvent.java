package io.braid.binlog.event;

import io.braid.binlog.gtid.GtidSet;
import java.util.UUID;

/**
 * An event as Braid makes it, without header. Rows events and TABLE_MAP are written straight from
 * change records, see {@link RowsEventWriter} and {@link TableMap}.
 *
 * @see "MySQL Source Code Documentation, Binary Log Event classes"
 */
public sealed interface BinlogEvent {
  /** The type in the header. */
  EventType type();

  /**
   * The head of every file. {@code created} is 0, so that a reconnect never looks like a restart.
   */
  record FormatDescription(String serverVersion) implements BinlogEvent {
    /** Bytes of the version's field. */
    static final int VERSION_BYTES = 50;

    /** The version must fit with an end. */
    public FormatDescription {
      if (serverVersion.length() >= VERSION_BYTES) {
        throw new IllegalArgumentException("server version " + serverVersion);
      }
    }

    @Override
    public EventType type() {
      return EventType.FORMAT_DESCRIPTION;
    }
  }

  /** The GTIDs of all files before this one. */
  record PreviousGtids(GtidSet gtids) implements BinlogEvent {
    @Override
    public EventType type() {
      return EventType.PREVIOUS_GTIDS;
    }
  }

  /**
   * The head of a transaction.
   *
   * @param rowsOnly whether it has no statement beside BEGIN
   * @param lastCommitted a replica may apply it once this sequence number is committed
   * @param sequenceNumber counts the transactions of the file from 1
   * @param immediateMicros when it was committed here, microseconds since 1970 UTC
   * @param originalMicros when it was committed at its first source
   * @param bodyBytes bytes of the transaction behind this event
   * @param serverVersion as a number, 80406 for 8.4.6
   */
  record Gtid(
      UUID source,
      long number,
      boolean rowsOnly,
      long lastCommitted,
      long sequenceNumber,
      long immediateMicros,
      long originalMicros,
      long bodyBytes,
      int serverVersion)
      implements BinlogEvent {
    @Override
    public EventType type() {
      return EventType.GTID;
    }

    /** Bytes of this event with header and checksum. */
    public int eventBytes() {
      return (int) (transactionBytes() - bodyBytes);
    }

    /** Bytes of the whole transaction, this event included, whose length has a varying length. */
    public long transactionBytes() {
      long fixed =
          EventHeader.BYTES
              + 42L
              + (originalMicros == immediateMicros ? 7 : 14)
              + 4
              + EventHeader.CHECKSUM_BYTES
              + bodyBytes;
      long total = fixed + 1;
      while (total != fixed + EventBuffer.lengthEncodedBytes(total)) {
        total = fixed + EventBuffer.lengthEncodedBytes(total);
      }
      return total;
    }
  }

  /**
   * A statement as text: BEGIN, COMMIT of an empty transaction, DDL, account statements.
   *
   * @param schema the default database or ""
   */
  record Query(String schema, QueryStatus status, String text) implements BinlogEvent {
    @Override
    public EventType type() {
      return EventType.QUERY;
    }
  }

  /** The end of a transaction with rows. */
  record Xid(long id) implements BinlogEvent {
    @Override
    public EventType type() {
      return EventType.XID;
    }
  }

  /** The text of the statement whose rows follow. */
  record RowsQuery(String text) implements BinlogEvent {
    @Override
    public EventType type() {
      return EventType.ROWS_QUERY;
    }
  }

  /** The stream goes on in another file. */
  record Rotate(String file, long position) implements BinlogEvent {
    @Override
    public EventType type() {
      return EventType.ROTATE;
    }
  }

  /** Nothing happened; the header's end position says how far the consumer is. */
  record Heartbeat(String file) implements BinlogEvent {
    @Override
    public EventType type() {
      return EventType.HEARTBEAT;
    }
  }
}
