package io.braid.planner.tree;

import java.util.List;

/** Prepared statements by SQL text. */
public sealed interface PreparedTextStatement extends Statement {
  /**
   * {@code PREPARE name FROM 'text' | @variable}.
   *
   * @param source a string literal or user variable
   */
  record Prepare(String name, Expression source) implements PreparedTextStatement {}

  /** {@code EXECUTE name [USING @a, @b]}; variables without the at sign. */
  record Execute(String name, List<String> variables) implements PreparedTextStatement {
    public Execute {
      variables = List.copyOf(variables);
    }
  }

  /** {@code DEALLOCATE | DROP PREPARE name}. */
  record Deallocate(String name) implements PreparedTextStatement {}
}
