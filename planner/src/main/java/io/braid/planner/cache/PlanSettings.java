package io.braid.planner.cache;

import io.braid.common.type.Collation;
import io.braid.planner.parse.ParseOptions;

/**
 * The settings of a session that plans depend on.
 *
 * @param schema the current database, or ""
 * @param sqlMode bits as in {@link io.braid.common.SqlMode}
 * @param connection collation_connection
 * @param divisionDigits div_precision_increment
 * @param options how text is read
 */
public record PlanSettings(
    String schema, long sqlMode, Collation connection, int divisionDigits, ParseOptions options) {}
