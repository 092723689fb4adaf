package io.braid.it;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A generated statement that knows simpler forms of its parts, so that a failing one can be made
 * small: a part is a list of texts and parts, and may be replaced by one of its alternatives.
 */
final class StatementTree {
  private static final int TRIES_MAX = 600;

  private final List<Object> parts;
  private final List<StatementTree> alternatives;

  private StatementTree(List<Object> parts, List<StatementTree> alternatives) {
    this.parts = parts;
    this.alternatives = alternatives;
  }

  /** A part of texts and parts. */
  static StatementTree of(Object... parts) {
    return new StatementTree(new ArrayList<>(List.of(parts)), List.of());
  }

  /** Parts between separators. */
  static StatementTree joined(String separator, List<StatementTree> parts) {
    List<Object> all = new ArrayList<>();
    for (StatementTree part : parts) {
      if (!all.isEmpty()) {
        all.add(separator);
      }
      all.add(part);
    }
    return new StatementTree(all, List.of());
  }

  /** The same with simpler forms that may stand in its place: texts or parts. */
  StatementTree or(Object... simpler) {
    List<StatementTree> all = new ArrayList<>(alternatives);
    for (Object one : simpler) {
      all.add(one instanceof StatementTree tree ? tree : of(one));
    }
    return new StatementTree(parts, all);
  }

  /** The statement's text. */
  String text() {
    StringBuilder text = new StringBuilder();
    append(text);
    return text.toString();
  }

  private void append(StringBuilder text) {
    for (Object part : parts) {
      if (part instanceof StatementTree tree) {
        tree.append(text);
      } else {
        text.append(part);
      }
    }
  }

  /** The smallest text found that still fails. */
  static String smallest(StatementTree statement, Predicate<String> fails) {
    StatementTree[] root = {of(statement)};
    int[] tries = {0};
    boolean smaller = true;
    while (smaller && tries[0] < TRIES_MAX) {
      smaller = shrink(root[0], root[0], fails, tries);
    }
    return root[0].text();
  }

  private static boolean shrink(
      StatementTree root, StatementTree at, Predicate<String> fails, int[] tries) {
    boolean any = false;
    for (int i = 0; i < at.parts.size(); i++) {
      boolean replaced = true;
      while (replaced && at.parts.get(i) instanceof StatementTree part) {
        replaced = false;
        for (StatementTree simpler : part.alternatives) {
          if (tries[0]++ >= TRIES_MAX) {
            return any;
          }
          at.parts.set(i, simpler);
          if (fails.test(root.text())) {
            replaced = true;
            any = true;
            break;
          }
          at.parts.set(i, part);
        }
      }
      if (at.parts.get(i) instanceof StatementTree part) {
        any |= shrink(root, part, fails, tries);
      }
    }
    return any;
  }

  @Override
  public String toString() {
    return text();
  }
}
