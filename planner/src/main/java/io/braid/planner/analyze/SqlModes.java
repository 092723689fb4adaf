package io.braid.planner.analyze;

import io.braid.common.SqlMode;
import java.util.Locale;

/** Reads the sql_mode that views are stored with: names, or the bits as a number. */
final class SqlModes {
  private SqlModes() {}

  /** The bits of a number or a comma-separated list; words that are not modes count as none. */
  static long parse(String text) {
    if (text.chars().allMatch(c -> c >= '0' && c <= '9') && !text.isEmpty()) {
      return Long.parseLong(text);
    }
    long bits = 0;
    for (String word : text.toUpperCase(Locale.ROOT).split(",", -1)) {
      bits |=
          switch (word.trim()) {
            case "ONLY_FULL_GROUP_BY" -> SqlMode.ONLY_FULL_GROUP_BY;
            case "NO_UNSIGNED_SUBTRACTION" -> SqlMode.NO_UNSIGNED_SUBTRACTION;
            case "STRICT_TRANS_TABLES" -> SqlMode.STRICT_TRANS_TABLES;
            case "STRICT_ALL_TABLES" -> SqlMode.STRICT_ALL_TABLES;
            case "PIPES_AS_CONCAT" -> SqlMode.PIPES_AS_CONCAT;
            case "ANSI_QUOTES" -> SqlMode.ANSI_QUOTES;
            default -> 0;
          };
    }
    return bits;
  }
}
