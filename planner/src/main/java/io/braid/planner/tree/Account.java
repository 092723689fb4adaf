package io.braid.planner.tree;

/** A user or role in a statement. */
public sealed interface Account {
  /**
   * {@code 'user'@'host'}.
   *
   * @param host {@code %} when it was not written; in lower case
   */
  record Named(String user, String host) implements Account {}

  /** {@code CURRENT_USER}. */
  record CurrentUser() implements Account {}
}
