package io.braid.planner.tree;

/** How MATCH … AGAINST searches. */
public enum FullTextMode {
  NATURAL_LANGUAGE(""),
  BOOLEAN(" in boolean mode"),
  QUERY_EXPANSION(" with query expansion");

  private final String text;

  FullTextMode(String text) {
    this.text = text;
  }

  /** As MySQL prints it after the search text. */
  public String text() {
    return text;
  }
}
