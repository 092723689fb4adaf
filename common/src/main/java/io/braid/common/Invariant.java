package io.braid.common;

/** Checks that stay on in production. A broken one is our fault: it stops the volume or process. */
public final class Invariant {
  private Invariant() {}

  /**
   * Fails when {@code holds} is false.
   *
   * @param rule what must hold, in words
   * @throws InvariantViolation when it does not
   */
  public static void check(boolean holds, String rule) {
    if (!holds) {
      throw new InvariantViolation(rule);
    }
  }

  /** As {@link #check(boolean, String)}, with values for the report, formatted only on failure. */
  public static void check(boolean holds, String rule, Object... values) {
    if (!holds) {
      throw new InvariantViolation(String.format(java.util.Locale.ROOT, rule, values));
    }
  }
}
