package io.braid.simulation;

import java.util.EnumSet;
import java.util.Set;

/** Which rules the cluster follows. */
final class Rules {
  private final Set<Rule> broken;

  private Rules(Set<Rule> broken) {
    this.broken = broken;
  }

  static Rules all() {
    return new Rules(EnumSet.noneOf(Rule.class));
  }

  static Rules without(Rule rule) {
    return new Rules(EnumSet.of(rule));
  }

  boolean holds(Rule rule) {
    return !broken.contains(rule);
  }

  boolean breaks(Rule rule) {
    return broken.contains(rule);
  }

  @Override
  public String toString() {
    return broken.isEmpty() ? "all rules" : "without " + broken;
  }
}
