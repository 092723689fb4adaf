package io.braid.planner.analyze;

/**
 * How strongly an expression holds on to its collation; the stronger side decides.
 *
 * @see "MySQL 9.7 Reference Manual, Collation Coercibility in Expressions"
 */
enum Coercibility {
  /** A COLLATE clause. */
  EXPLICIT,
  /** Two strings with different collations were put together. */
  NONE,
  /** A column. */
  IMPLICIT,
  /** USER(), VERSION() and the like. */
  SYSTEM_CONSTANT,
  /** A literal. */
  COERCIBLE,
  /** A number or temporal value. */
  NUMERIC,
  /** NULL. */
  IGNORABLE;

  /** COERCIBILITY() of such an expression. */
  int number() {
    return ordinal();
  }

  boolean isStrongerThan(Coercibility other) {
    return ordinal() < other.ordinal();
  }
}
