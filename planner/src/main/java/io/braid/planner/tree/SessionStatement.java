package io.braid.planner.tree;

import java.util.List;
import java.util.Optional;

/** Statements about the session's state. */
public sealed interface SessionStatement extends Statement {
  /** {@code USE database}. */
  record Use(String database) implements SessionStatement {}

  /** {@code SET a = 1, @b = 2, NAMES utf8mb4, …}, applied in order. */
  record SetVariables(List<SetItem> items) implements SessionStatement {
    public SetVariables {
      items = List.copyOf(items);
    }
  }

  /** One assignment of SET. */
  sealed interface SetItem {
    /**
     * {@code [GLOBAL | SESSION | @@…] name = value}.
     *
     * @param signs whether it is written with {@code @@}, which without a scope means the next
     *     transaction where a variable is about transactions
     * @param instance the key cache or component of {@code instance.name}
     * @param name in lower case
     */
    record SystemVariable(
        VariableScope scope, boolean signs, Optional<String> instance, String name, SetValue value)
        implements SetItem {}

    /** {@code @name = value}. */
    record UserVariable(String name, Expression value) implements SetItem {}

    /** {@code NAMES charset [COLLATE collation]}; empty for DEFAULT. */
    record Names(Optional<String> charset, Optional<String> collation) implements SetItem {}

    /** {@code CHARACTER SET charset}; empty for DEFAULT. */
    record CharacterSet(Optional<String> charset) implements SetItem {}
  }

  /** What a system variable is set to. */
  sealed interface SetValue {
    /** {@code DEFAULT}. */
    record Default() implements SetValue {}

    /**
     * {@code ON}, {@code ALL}, {@code BINARY}, {@code ROW}, {@code SYSTEM}: words that are no
     * expression.
     */
    record Word(String word) implements SetValue {}

    /** An expression; an unquoted word is a column reference without table. */
    record Value(Expression expression) implements SetValue {}
  }

  /** {@code SET RESOURCE GROUP name [FOR ids]}. */
  record SetResourceGroup(String name) implements SessionStatement {}
}
