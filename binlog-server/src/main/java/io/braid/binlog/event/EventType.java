package io.braid.binlog.event;

import java.util.Optional;

/** The events that Braid writes or sends, with MySQL's codes and the names that SHOW prints. */
public enum EventType {
  QUERY(2, "Query"),
  ROTATE(4, "Rotate"),
  FORMAT_DESCRIPTION(15, "Format_desc"),
  XID(16, "Xid"),
  TABLE_MAP(19, "Table_map"),
  HEARTBEAT(27, "Heartbeat"),
  ROWS_QUERY(29, "Rows_query"),
  WRITE_ROWS(30, "Write_rows"),
  UPDATE_ROWS(31, "Update_rows"),
  DELETE_ROWS(32, "Delete_rows"),
  GTID(33, "Gtid"),
  ANONYMOUS_GTID(34, "Anonymous_Gtid"),
  PREVIOUS_GTIDS(35, "Previous_gtids"),
  HEARTBEAT_V2(41, "Heartbeat");

  private static final EventType[] BY_CODE = new EventType[42];

  static {
    for (EventType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;
  private final String displayName;

  EventType(int code, String displayName) {
    this.code = code;
    this.displayName = displayName;
  }

  /** The type byte of the event header. */
  public int code() {
    return code;
  }

  /** As SHOW BINLOG EVENTS prints it. */
  public String displayName() {
    return displayName;
  }

  /** Whether it is one of the three rows events. */
  public boolean isRows() {
    return this == WRITE_ROWS || this == UPDATE_ROWS || this == DELETE_ROWS;
  }

  /** The type of a code, if Braid knows it. */
  public static Optional<EventType> of(int code) {
    return code >= 0 && code < BY_CODE.length
        ? Optional.ofNullable(BY_CODE[code])
        : Optional.empty();
  }
}
