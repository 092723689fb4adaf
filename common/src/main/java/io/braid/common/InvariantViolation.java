package io.braid.common;

/** A state that must not exist was seen: a bug of ours or a corrupted block. */
public final class InvariantViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param rule the rule that was broken, with the values that broke it
   */
  public InvariantViolation(String rule) {
    super(rule);
  }
}
