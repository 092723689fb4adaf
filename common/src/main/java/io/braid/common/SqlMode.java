package io.braid.common;

/**
 * The bits of sql_mode, as the QUERY event and the server keep them.
 *
 * @see "MySQL 9.7 Reference Manual, Server SQL Modes; enum of sql_mode bits in QUERY events"
 */
public final class SqlMode {
  public static final long REAL_AS_FLOAT = 1L;
  public static final long PIPES_AS_CONCAT = 1L << 1;
  public static final long ANSI_QUOTES = 1L << 2;
  public static final long IGNORE_SPACE = 1L << 3;
  public static final long ONLY_FULL_GROUP_BY = 1L << 5;
  public static final long NO_UNSIGNED_SUBTRACTION = 1L << 6;
  public static final long NO_DIR_IN_CREATE = 1L << 7;
  public static final long ANSI = 1L << 18;
  public static final long NO_AUTO_VALUE_ON_ZERO = 1L << 19;
  public static final long NO_BACKSLASH_ESCAPES = 1L << 20;
  public static final long STRICT_TRANS_TABLES = 1L << 21;
  public static final long STRICT_ALL_TABLES = 1L << 22;
  public static final long NO_ZERO_IN_DATE = 1L << 23;
  public static final long NO_ZERO_DATE = 1L << 24;
  public static final long ALLOW_INVALID_DATES = 1L << 25;
  public static final long ERROR_FOR_DIVISION_BY_ZERO = 1L << 26;
  public static final long TRADITIONAL = 1L << 27;
  public static final long HIGH_NOT_PRECEDENCE = 1L << 29;
  public static final long NO_ENGINE_SUBSTITUTION = 1L << 30;
  public static final long PAD_CHAR_TO_FULL_LENGTH = 1L << 31;
  public static final long TIME_TRUNCATE_FRACTIONAL = 1L << 32;

  /** MySQL 9.7's default. */
  public static final long DEFAULT =
      ONLY_FULL_GROUP_BY
          | STRICT_TRANS_TABLES
          | NO_ZERO_IN_DATE
          | NO_ZERO_DATE
          | ERROR_FOR_DIVISION_BY_ZERO
          | NO_ENGINE_SUBSTITUTION;

  private SqlMode() {}

  /** Whether bad values are errors in transactional tables. */
  public static boolean isStrict(long mode) {
    return (mode & (STRICT_TRANS_TABLES | STRICT_ALL_TABLES)) != 0;
  }
}
