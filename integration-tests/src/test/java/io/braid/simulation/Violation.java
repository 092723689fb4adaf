package io.braid.simulation;

/** A checker found what must not be. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String checker;

  /**
   * @param checker the name of the checker, as in docs/simulation.md
   */
  Violation(String checker, String message) {
    super(checker + ": " + message);
    this.checker = checker;
  }

  String checker() {
    return checker;
  }
}
