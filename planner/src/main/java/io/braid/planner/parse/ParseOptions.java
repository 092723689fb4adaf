package io.braid.planner.parse;

import io.braid.common.type.Charset;
import java.util.Locale;

/**
 * What the reading of a text depends on: the parts of sql_mode that change tokens and types, and
 * the character set in which the client sends.
 *
 * @see "MySQL 9.7 Reference Manual, Server SQL Modes"
 */
public record ParseOptions(
    boolean ansiQuotes,
    boolean pipesAsConcat,
    boolean noBackslashEscapes,
    boolean ignoreSpace,
    boolean highNotPrecedence,
    boolean realAsFloat,
    Charset charset) {
  /** The default sql_mode, and utf8mb4. */
  public static final ParseOptions DEFAULT = of("", Charset.UTF8MB4);

  /**
   * Takes the flags from a sql_mode.
   *
   * @param sqlMode comma-separated names in any case; those without effect here are ignored
   * @param charset character_set_client
   */
  public static ParseOptions of(String sqlMode, Charset charset) {
    String modes = "," + sqlMode.toUpperCase(Locale.ROOT).replace(" ", "") + ",";
    boolean ansi = modes.contains(",ANSI,");
    return new ParseOptions(
        ansi || modes.contains(",ANSI_QUOTES,"),
        ansi || modes.contains(",PIPES_AS_CONCAT,"),
        modes.contains(",NO_BACKSLASH_ESCAPES,"),
        ansi || modes.contains(",IGNORE_SPACE,"),
        modes.contains(",HIGH_NOT_PRECEDENCE,"),
        ansi || modes.contains(",REAL_AS_FLOAT,"),
        charset);
  }
}
