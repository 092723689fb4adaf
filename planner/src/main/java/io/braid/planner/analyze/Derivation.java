package io.braid.planner.analyze;

/**
 * What a string's type does not tell of its collation.
 *
 * @param asciiOnly whether all its characters are ASCII for sure
 */
record Derivation(Coercibility coercibility, boolean asciiOnly) {
  /** That of a table's columns. */
  static final Derivation COLUMN = new Derivation(Coercibility.IMPLICIT, false);
}
