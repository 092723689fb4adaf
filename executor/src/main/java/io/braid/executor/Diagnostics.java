package io.braid.executor;

import io.braid.common.MySqlError;

/** The warnings of one statement; keeps at most max_error_count of them and counts the rest. */
public interface Diagnostics {
  /** Levels of conditions, as SHOW WARNINGS prints them. */
  enum Level {
    NOTE("Note"),
    WARNING("Warning"),
    ERROR("Error");

    private final String label;

    Level(String label) {
      this.label = label;
    }

    /** The text in the first column of SHOW WARNINGS. */
    public String label() {
      return label;
    }
  }

  /** Adds a condition with its finished text. */
  void add(Level level, MySqlError error, String message);

  /** Adds a warning. */
  default void warn(MySqlError error, Object... arguments) {
    add(Level.WARNING, error, error.message(arguments));
  }

  /** How many conditions the statement has raised, also those that were not kept. */
  int count();
}
