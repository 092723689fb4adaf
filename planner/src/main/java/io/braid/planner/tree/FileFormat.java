package io.braid.planner.tree;

import java.util.Optional;

/** The FIELDS and LINES clauses of LOAD DATA and INTO OUTFILE; empty ones have MySQL's defaults. */
public record FileFormat(
    Optional<String> fieldsTerminatedBy,
    Optional<String> enclosedBy,
    boolean optionallyEnclosed,
    Optional<String> escapedBy,
    Optional<String> linesStartingBy,
    Optional<String> linesTerminatedBy) {
  /** Nothing was written. */
  public static final FileFormat DEFAULT =
      new FileFormat(
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
}
