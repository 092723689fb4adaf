package io.braid.planner.tree;

import java.util.Optional;

/**
 * The name of a table, view or other object in a schema, as written.
 *
 * @param schema empty when the default database is meant
 */
public record TableName(Optional<String> schema, String name) {
  public TableName {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("empty name");
    }
  }

  /** A name in the default database. */
  public TableName(String name) {
    this(Optional.empty(), name);
  }

  /** A name in {@code schema}. */
  public TableName(String schema, String name) {
    this(Optional.of(schema), name);
  }

  @Override
  public String toString() {
    return schema.map(s -> s + "." + name).orElse(name);
  }
}
