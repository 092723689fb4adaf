package io.braid.planner.parse;

import io.braid.common.MySqlError;
import io.braid.planner.tree.Statement;
import java.util.List;

/**
 * A statement with its place in the text it came from.
 *
 * @param statement the tree
 * @param text the exact source, without the semicolon and the space around it
 * @param endOffset where the next statement begins: behind the semicolon, or the end of the text
 * @param parameterCount number of {@code ?}
 * @param warnings what is deprecated in it, in its order
 */
public record ParsedStatement(
    Statement statement, String text, int endOffset, int parameterCount, List<Warning> warnings) {
  public ParsedStatement {
    warnings = List.copyOf(warnings);
  }

  /** A condition that the statement starts with. */
  public record Warning(MySqlError error, String message) {}
}
