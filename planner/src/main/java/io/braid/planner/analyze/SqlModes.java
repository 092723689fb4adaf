package io.braid.planner.analyze;

import io.braid.common.SqlMode;
import java.util.Locale;

/** Reads the sql_mode text that views are stored with. */
final class SqlModes {
  private SqlModes() {}

  /** The bits of a comma-separated list; words that are not modes count as none. */
  static long parse(String text) {
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
