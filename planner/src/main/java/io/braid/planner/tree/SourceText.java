package io.braid.planner.tree;

import org.jspecify.annotations.Nullable;

/**
 * A piece of the statement's own text: result columns without an alias are named after it, and
 * errors quote it.
 *
 * <p>Any two source texts are equal, so that trees compare by meaning and not by spelling.
 *
 * @see "MySQL 9.7 Reference Manual, SELECT Statement"
 */
public final class SourceText {
  /** The source of a node that was made by the planner and not written by a user. */
  public static final SourceText NONE = new SourceText("", -1);

  private final String text;
  private final int offset;

  /**
   * @param text the text as written, comments left out
   * @param offset where it begins, in bytes from the begin of the statement; -1 when it was not
   *     written
   */
  public SourceText(String text, int offset) {
    this.text = text;
    this.offset = offset;
  }

  /** The text as written; empty when there is none. */
  public String text() {
    return text;
  }

  /** Where it begins, in bytes from the begin of the statement; -1 when it was not written. */
  public int offset() {
    return offset;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SourceText;
  }

  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return text;
  }
}
