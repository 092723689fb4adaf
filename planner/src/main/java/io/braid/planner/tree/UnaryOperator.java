package io.braid.planner.tree;

/** Operators with one operand. Unary plus vanishes in the parser, as in MySQL. */
public enum UnaryOperator {
  NEGATE("-"),
  BIT_NOT("~"),
  NOT("not");

  private final String text;

  UnaryOperator(String text) {
    this.text = text;
  }

  /** As MySQL prints it. */
  public String text() {
    return text;
  }
}
