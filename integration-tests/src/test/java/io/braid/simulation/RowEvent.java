package io.braid.simulation;

import org.jspecify.annotations.Nullable;

/**
 * A row change as it stands in the stream.
 *
 * @param oldKey the key before a key-changing update, else the same
 * @param before null for an insert
 * @param after null for a delete
 * @param schemaVersion of the row's table, as the writer saw it
 */
record RowEvent(
    String oldKey, @Nullable String before, String key, @Nullable String after, int schemaVersion) {
  @Override
  public String toString() {
    return oldKey + "=" + before + ">" + key + "=" + after + "@" + schemaVersion;
  }
}
