package io.braid.planner.plan;

/**
 * How a text file is divided into lines and fields; an empty mark does not exist. The arrays are
 * not changed by anyone.
 *
 * @param fieldEnd FIELDS TERMINATED BY
 * @param quote ENCLOSED BY, at most one byte
 * @param escape ESCAPED BY, at most one byte
 * @param lineStart LINES STARTING BY
 * @param lineEnd LINES TERMINATED BY
 */
public record LoadFormat(
    byte[] fieldEnd, byte[] quote, byte[] escape, byte[] lineStart, byte[] lineEnd) {
  /** Checks the lengths. */
  public LoadFormat {
    if (quote.length > 1 || escape.length > 1) {
      throw new IllegalArgumentException("quotes and escapes are single bytes");
    }
  }
}
