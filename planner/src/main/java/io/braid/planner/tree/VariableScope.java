package io.braid.planner.tree;

/** Which value of a system variable is meant. LOCAL is SESSION. */
public enum VariableScope {
  /** No scope was written: the session's value if there is one, else the global one. */
  IMPLICIT,
  SESSION,
  GLOBAL,
  PERSIST,
  PERSIST_ONLY
}
