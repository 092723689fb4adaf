package io.braid.planner.parse;

import io.braid.planner.tree.Statement;

/**
 * A statement with its place in the text it came from.
 *
 * @param statement the tree
 * @param text the exact source, without the semicolon and the space around it
 * @param endOffset where the next statement begins: behind the semicolon, or the end of the text
 * @param parameterCount number of {@code ?}
 */
public record ParsedStatement(
    Statement statement, String text, int endOffset, int parameterCount) {}
