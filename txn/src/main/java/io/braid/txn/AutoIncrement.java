package io.braid.txn;

/**
 * Counters of AUTO_INCREMENT columns, kept in memory at the leader and consecutive within a
 * statement.
 *
 * <p>All values are unsigned 64-bit numbers: a negative value of a signed column is never passed. A
 * start value of CREATE or ALTER TABLE outlives a restart when the DDL's transaction calls {@link
 * Transaction#usedAutoIncrement} with the value before it.
 *
 * @see "PROTOCOL.md, rule 32"
 */
public interface AutoIncrement {
  /**
   * Reserves values for a statement.
   *
   * @param count how many consecutive values, at least 1
   * @param increment auto_increment_increment
   * @param offset auto_increment_offset
   * @param max the column's largest value
   * @return the first of them; {@code max} again when the column is used up, which then is a
   *     duplicate key
   * @throws io.braid.common.MySqlException ER_AUTOINC_READ_FAILED (1467) when all 64 bits are used
   *     up
   */
  long reserve(long tableId, int count, int increment, int offset, long max);

  /** Pushes the counter above a value that a statement gave itself. */
  void observe(long tableId, long value);

  /** What the next statement would get, for SHOW CREATE TABLE and information_schema. */
  long next(long tableId);

  /** ALTER TABLE … AUTO_INCREMENT = n: the counter becomes max(n, largest used + 1). */
  void restart(long tableId, long next);

  /** Forgets a dropped or truncated table. */
  void forget(long tableId);
}
