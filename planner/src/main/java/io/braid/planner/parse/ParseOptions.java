package io.braid.planner.parse;

import io.braid.common.type.Charset;
import java.util.Locale;

/**
 * What the reading of a text depends on: the parts of sql_mode that change tokens and types, and
 * the character set in which the client sends.
 *
 * @param parametersRefused whether {@code ?} is an error, as in every text but a prepared
 *     statement's
 * @see "MySQL 9.7 Reference Manual, Server SQL Modes"
 */
public record ParseOptions(
    boolean ansiQuotes,
    boolean pipesAsConcat,
    boolean noBackslashEscapes,
    boolean ignoreSpace,
    boolean highNotPrecedence,
    boolean realAsFloat,
    boolean parametersRefused,
    Charset charset) {
  /** Options with which a {@code ?} is a parameter. */
  public ParseOptions(
      boolean ansiQuotes,
      boolean pipesAsConcat,
      boolean noBackslashEscapes,
      boolean ignoreSpace,
      boolean highNotPrecedence,
      boolean realAsFloat,
      Charset charset) {
    this(
        ansiQuotes,
        pipesAsConcat,
        noBackslashEscapes,
        ignoreSpace,
        highNotPrecedence,
        realAsFloat,
        false,
        charset);
  }

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
        false,
        charset);
  }

  /** These options for a text that is no prepared statement: a {@code ?} is an error. */
  public ParseOptions refusingParameters() {
    return new ParseOptions(
        ansiQuotes,
        pipesAsConcat,
        noBackslashEscapes,
        ignoreSpace,
        highNotPrecedence,
        realAsFloat,
        true,
        charset);
  }

  /** These options for a text in utf8mb4. */
  ParseOptions inUtf8() {
    return charset == Charset.UTF8MB4
        ? this
        : new ParseOptions(
            ansiQuotes,
            pipesAsConcat,
            noBackslashEscapes,
            ignoreSpace,
            highNotPrecedence,
            realAsFloat,
            parametersRefused,
            Charset.UTF8MB4);
  }
}
