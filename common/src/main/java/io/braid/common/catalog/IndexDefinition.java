package io.braid.common.catalog;

import java.util.List;

/**
 * An index of a table.
 *
 * @param indexId names the index in keys; 1 is the primary key or the hidden row id, 0 is not used
 * @param name "PRIMARY" for the primary key
 */
public record IndexDefinition(
    int indexId, String name, Kind kind, List<Part> parts, String comment, boolean visible) {

  /** Copies the parts. */
  public IndexDefinition {
    parts = List.copyOf(parts);
  }

  /** Kinds of indexes. FULLTEXT and SPATIAL ones are kept in the catalog only. */
  public enum Kind {
    PRIMARY,
    UNIQUE,
    SECONDARY,
    FULLTEXT,
    SPATIAL;

    /** Whether entries of such an index are stored. */
    public boolean isMaintained() {
      return this == PRIMARY || this == UNIQUE || this == SECONDARY;
    }
  }

  /**
   * A key part.
   *
   * @param column ordinal in {@link TableDefinition#columns()}
   * @param prefixLength characters (bytes for binary strings) of a prefix key part, or 0
   */
  public record Part(int column, int prefixLength, boolean descending) {}

  /** Whether two rows may not have equal, non-NULL keys. */
  public boolean isUnique() {
    return kind == Kind.PRIMARY || kind == Kind.UNIQUE;
  }
}
