package io.braid.planner.tree;

/** Arithmetic and bit operators. */
public enum BinaryOperator {
  ADD("+"),
  SUBTRACT("-"),
  MULTIPLY("*"),
  DIVIDE("/"),
  INTEGER_DIVIDE("DIV"),
  MODULO("%"),
  BIT_OR("|"),
  BIT_AND("&"),
  BIT_XOR("^"),
  SHIFT_LEFT("<<"),
  SHIFT_RIGHT(">>");

  private final String text;

  BinaryOperator(String text) {
    this.text = text;
  }

  /** As MySQL prints it. */
  public String text() {
    return text;
  }
}
