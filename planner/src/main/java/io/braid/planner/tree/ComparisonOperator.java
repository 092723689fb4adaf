package io.braid.planner.tree;

/** Comparisons between two values or rows. */
public enum ComparisonOperator {
  EQUAL("="),
  NULL_SAFE_EQUAL("<=>"),
  NOT_EQUAL("<>"),
  LESS("<"),
  LESS_OR_EQUAL("<="),
  GREATER(">"),
  GREATER_OR_EQUAL(">=");

  private final String text;

  ComparisonOperator(String text) {
    this.text = text;
  }

  /** As MySQL prints it. */
  public String text() {
    return text;
  }
}
