package io.braid.storage;

/**
 * A statement of a transaction, for the grouping of row events.
 *
 * @param firstSequence sequence of its first change record; the statement ends before the next
 *     statement's first
 * @param flags bit 0: foreign_key_checks=0; bit 1: unique_checks=0; bit 2: rows come from a
 *     foreign-key cascade; bit 3: the statement before goes on
 * @param queryText the statement's text when binlog_rows_query_log_events is on, else ""
 * @see "PROTOCOL.md, rule 17"
 */
public record StatementMark(int firstSequence, int flags, String queryText) {
  /** foreign_key_checks was off. */
  public static final int NO_FOREIGN_KEY_CHECKS = 1;

  /** unique_checks was off. */
  public static final int RELAXED_UNIQUE_CHECKS = 2;

  /** The rows come from a foreign-key cascade. */
  public static final int CASCADE = 4;

  /** Another part of the statement before: only the last part ends it in the stream. */
  public static final int CONTINUES = 8;
}
