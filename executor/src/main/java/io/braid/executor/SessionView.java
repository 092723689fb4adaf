package io.braid.executor;

import io.braid.common.type.Collation;
import io.braid.common.value.SqlValue;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What a running statement may see and change of its session; the session belongs to one thread.
 */
public interface SessionView {
  /** The connection's id. */
  long connectionId();

  /** The current database, or "". */
  String currentSchema();

  /** The account that was matched at login, as {@code user@host}. */
  String currentUser();

  /** The user and host that the client gave, as {@code user@host}. */
  String sessionUser();

  /** The bits of sql_mode, as {@link io.braid.common.SqlMode}. */
  long sqlMode();

  /** The session's time zone. */
  ZoneId timeZone();

  /** collation_connection. */
  Collation connectionCollation();

  /** character_set_results' default collation; {@code binary} means no conversion. */
  Collation resultCollation();

  /**
   * A system variable of the session, or its global value if it has no session value.
   *
   * @param global whether {@code @@global.} was asked for
   * @throws io.braid.common.MySqlException ER_UNKNOWN_SYSTEM_VARIABLE (1193)
   */
  SqlValue systemVariable(String name, boolean global);

  /** A numeric system variable of the session. */
  long longVariable(String name);

  /** A user variable's value; SQL NULL if it was never set. */
  SqlValue userVariable(String name);

  /** Whether a user variable was ever set, be it to NULL. */
  boolean hasUserVariable(String name);

  /** Sets a user variable. */
  void setUserVariable(String name, SqlValue value);

  /** LAST_INSERT_ID() as the next statement sees it. */
  long lastInsertId();

  /** Sets what LAST_INSERT_ID() returns from now on. */
  void setLastInsertId(long value);

  /** ROW_COUNT() of the statement before. */
  long rowCount();

  /** FOUND_ROWS() of the statement before. */
  long foundRows();

  /** A text that SET TIMESTAMP fixed as NOW(), in microseconds since 1970 UTC. */
  Optional<Long> fixedTimestampMicros();
}
