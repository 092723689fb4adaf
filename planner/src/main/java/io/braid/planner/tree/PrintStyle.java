package io.braid.planner.tree;

import java.util.Optional;

/**
 * How a tree is written as text.
 *
 * @param stored as MySQL stores views: joins in parentheses, comma lists as joins, bit literals as
 *     hexadecimal. Otherwise reading the text back gives the same tree.
 * @param introducer the character set that plain string literals are marked with, as in CHECK
 *     conditions and default expressions ({@code _utf8mb4'x'})
 */
public record PrintStyle(boolean stored, Optional<String> introducer) {
  /** Text that reads back as the same tree. */
  public static final PrintStyle SOURCE = new PrintStyle(false, Optional.empty());

  /** The select of a view as SHOW CREATE VIEW has it. */
  public static final PrintStyle VIEW = new PrintStyle(true, Optional.empty());

  /** CHECK conditions, generated columns and defaults as SHOW CREATE TABLE has them. */
  public static final PrintStyle TABLE = new PrintStyle(true, Optional.of("utf8mb4"));
}
