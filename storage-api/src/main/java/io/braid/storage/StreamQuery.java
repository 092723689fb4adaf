package io.braid.storage;

/**
 * A statement that the stream carries as text: DDL or an account statement.
 *
 * @param schema the default database of the event, or ""
 * @param text the canonical statement as MySQL would log it
 * @param sqlMode bits as in the QUERY event's status variable
 * @param clientCollation collation id of character_set_client
 * @param connectionCollation id of collation_connection
 * @param serverCollation id of collation_server
 * @param timeZone the session's time zone if the statement depends on it, else ""
 * @param epochMicros the statement's NOW() in microseconds since 1970 UTC
 * @param autoIncrementIncrement auto_increment_increment
 * @param foreignKeyChecks foreign_key_checks
 * @param explicitDefaultsForTimestamp that variable
 */
public record StreamQuery(
    String schema,
    String text,
    long sqlMode,
    int clientCollation,
    int connectionCollation,
    int serverCollation,
    String timeZone,
    long epochMicros,
    int autoIncrementIncrement,
    boolean foreignKeyChecks,
    boolean explicitDefaultsForTimestamp) {}
