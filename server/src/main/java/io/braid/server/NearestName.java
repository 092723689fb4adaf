package io.braid.server;

import java.util.Collection;
import java.util.Comparator;

/** The known name that needs the fewest edits to become a mistyped one. */
final class NearestName {
  private NearestName() {}

  /**
   * @param known at least one name; among equally near ones the first in alphabetical order wins
   */
  static String of(String typed, Collection<String> known) {
    return known.stream()
        .sorted()
        .min(Comparator.comparingInt(name -> edits(typed, name)))
        .orElseThrow();
  }

  /** Levenshtein distance. */
  private static int edits(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] current = new int[to.length() + 1];
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
