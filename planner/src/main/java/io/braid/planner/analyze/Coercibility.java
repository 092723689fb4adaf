package io.braid.planner.analyze;

/**
 * How strongly an expression holds on to its collation; the stronger side decides.
 *
 * @see "MySQL 9.7 Reference Manual, Collation Coercibility in Expressions"
 */
enum Coercibility {
  /** A COLLATE clause. */
  EXPLICIT(0),
  /** A column. */
  IMPLICIT(2),
  /** USER(), VERSION() and the like. */
  SYSTEM_CONSTANT(3),
  /** A literal. */
  COERCIBLE(4),
  /** A number or temporal value. */
  NUMERIC(5),
  /** NULL. */
  IGNORABLE(6),
  /** Strings with different collations were put together: any other string decides. */
  NONE(7);

  private final int number;

  Coercibility(int number) {
    this.number = number;
  }

  /** COERCIBILITY() of such an expression. */
  int number() {
    return number;
  }

  boolean isStrongerThan(Coercibility other) {
    return ordinal() < other.ordinal();
  }
}
