package io.braid.executor;

/**
 * What an OK packet says.
 *
 * @param affectedRows rows inserted, deleted or really changed (2 for a replaced or updated
 *     duplicate)
 * @param matchedRows rows that an UPDATE found, for CLIENT_FOUND_ROWS
 * @param lastInsertId the first AUTO_INCREMENT value that was generated, or 0
 * @param answeredInsertId what the client is told: {@code lastInsertId}, or else the AUTO_INCREMENT
 *     value that the last row brought itself, or else 0
 * @param info the text ("Records: 3 Duplicates: 0 Warnings: 0"), or ""
 */
public record DmlResult(
    long affectedRows, long matchedRows, long lastInsertId, long answeredInsertId, String info) {
  /** A result of a statement that may have generated AUTO_INCREMENT values. */
  public DmlResult(long affectedRows, long matchedRows, long lastInsertId, String info) {
    this(affectedRows, matchedRows, lastInsertId, lastInsertId, info);
  }

  /** This result with another {@link #answeredInsertId}. */
  public DmlResult withAnsweredInsertId(long value) {
    return new DmlResult(affectedRows, matchedRows, lastInsertId, value, info);
  }
}
