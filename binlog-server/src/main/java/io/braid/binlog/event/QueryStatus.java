package io.braid.binlog.event;

import io.braid.storage.StreamQuery;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Status variables of a QUERY event: what a replica sets before it runs the statement.
 *
 * <pre>
 * code  length   meaning                          written
 * 0     4        flags2                           always
 * 1     8        sql_mode                         always
 * 6     1 + n    catalog, "std"                   always
 * 3     2 + 2    auto_increment increment, offset if not 1
 * 4     2 * 3    collations client, connection, server   always
 * 5     1 + n    time_zone                        if given
 * 12    1 + n+1  schemas changed                  if given
 * 13    3        microseconds of NOW()            if not 0
 * 16    1        explicit_defaults_for_timestamp  DDL
 * 17    8        xid                              DDL
 * 18    2        default collation of utf8mb4     DDL
 * </pre>
 *
 * @param flags2 bits of the session: 0x04000000 no foreign key checks
 * @param updatedSchema the schema that the statement changes, or ""
 * @param micros 0 to 999999
 */
public record QueryStatus(
    int flags2,
    long sqlMode,
    int autoIncrementIncrement,
    int clientCollation,
    int connectionCollation,
    int serverCollation,
    String timeZone,
    String updatedSchema,
    int micros,
    OptionalInt explicitDefaultsForTimestamp,
    OptionalLong xid,
    OptionalInt utf8mb4Collation) {

  /** utf8mb4_general_ci, which every client knows; 255 stops MariaDB's replicas. */
  private static final int PLAIN_COLLATION = 45;

  private static final int DEFAULT_UTF8MB4_COLLATION = 255;
  private static final int OFFSET_MINUTES_MAX = 13 * 60 + 59;
  private static final int NO_FOREIGN_KEY_CHECKS = 0x0400_0000;

  /** MySQL's default sql_mode. */
  private static final long DEFAULT_SQL_MODE = 0x45A0_0020L;

  /** Of BEGIN and COMMIT: the same for all transactions. */
  public static final QueryStatus PLAIN =
      new QueryStatus(
          0,
          DEFAULT_SQL_MODE,
          1,
          PLAIN_COLLATION,
          PLAIN_COLLATION,
          PLAIN_COLLATION,
          "",
          "",
          0,
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalInt.empty());

  /** Of DDL or an account statement that committed at {@code commitTs}. */
  public static QueryStatus of(StreamQuery query, long commitTs) {
    return new QueryStatus(
        query.foreignKeyChecks() ? 0 : NO_FOREIGN_KEY_CHECKS,
        query.sqlMode(),
        query.autoIncrementIncrement(),
        query.clientCollation(),
        query.connectionCollation(),
        query.serverCollation(),
        offsetOf(query.timeZone(), query.epochMicros()),
        query.schema(),
        (int) Math.floorMod(query.epochMicros(), 1_000_000L),
        OptionalInt.of(query.explicitDefaultsForTimestamp() ? 1 : 0),
        OptionalLong.of(commitTs),
        OptionalInt.of(DEFAULT_UTF8MB4_COLLATION));
  }

  /**
   * The zone as an offset at the statement's time: a replica need not have tables of zones, and one
   * that does not know a name stops.
   */
  private static String offsetOf(String timeZone, long epochMicros) {
    if (timeZone.isEmpty()) {
      return "";
    }
    ZoneOffset offset;
    try {
      offset =
          ZoneId.of(timeZone)
              .getRules()
              .getOffset(Instant.ofEpochSecond(Math.floorDiv(epochMicros, 1_000_000L)));
    } catch (DateTimeException e) {
      return "";
    }
    int minutes = offset.getTotalSeconds() / 60;
    if (Math.abs(minutes) > OFFSET_MINUTES_MAX) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "%s%02d:%02d",
        minutes < 0 ? "-" : "+",
        Math.abs(minutes) / 60,
        Math.abs(minutes) % 60);
  }

  void write(EventBuffer out) {
    out.u8(0);
    out.u32(flags2);
    out.u8(1);
    out.u64(sqlMode);
    out.u8(6);
    out.u8(3);
    out.text("std");
    if (autoIncrementIncrement > 1) {
      out.u8(3);
      out.u16(autoIncrementIncrement);
      out.u16(1);
    }
    out.u8(4);
    out.u16(clientCollation);
    out.u16(connectionCollation);
    out.u16(serverCollation);
    if (!timeZone.isEmpty()) {
      out.u8(5);
      out.u8(timeZone.length());
      out.text(timeZone);
    }
    if (!updatedSchema.isEmpty()) {
      out.u8(12);
      out.u8(1);
      out.text(updatedSchema);
      out.u8(0);
    }
    if (micros != 0) {
      out.u8(13);
      out.u24(micros);
    }
    explicitDefaultsForTimestamp.ifPresent(value -> {
      out.u8(16);
      out.u8(value);
    });
    xid.ifPresent(value -> {
      out.u8(17);
      out.u64(value);
    });
    utf8mb4Collation.ifPresent(value -> {
      out.u8(18);
      out.u16(value);
    });
  }
}
