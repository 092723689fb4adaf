package io.braid.frontend.variable;

import io.braid.common.MySqlError;
import io.braid.common.SqlMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Texts of {@code sql_mode} to bits and back. */
final class SqlModes {
  private static final Map<String, Long> BITS = new LinkedHashMap<>();
  private static final long KNOWN;
  private static final long ANSI =
      SqlMode.REAL_AS_FLOAT
          | SqlMode.PIPES_AS_CONCAT
          | SqlMode.ANSI_QUOTES
          | SqlMode.IGNORE_SPACE
          | SqlMode.ONLY_FULL_GROUP_BY
          | SqlMode.ANSI;
  private static final long TRADITIONAL =
      SqlMode.STRICT_TRANS_TABLES
          | SqlMode.STRICT_ALL_TABLES
          | SqlMode.NO_ZERO_IN_DATE
          | SqlMode.NO_ZERO_DATE
          | SqlMode.ERROR_FOR_DIVISION_BY_ZERO
          | SqlMode.TRADITIONAL
          | SqlMode.NO_ENGINE_SUBSTITUTION;

  static {
    BITS.put("REAL_AS_FLOAT", SqlMode.REAL_AS_FLOAT);
    BITS.put("PIPES_AS_CONCAT", SqlMode.PIPES_AS_CONCAT);
    BITS.put("ANSI_QUOTES", SqlMode.ANSI_QUOTES);
    BITS.put("IGNORE_SPACE", SqlMode.IGNORE_SPACE);
    BITS.put("ONLY_FULL_GROUP_BY", SqlMode.ONLY_FULL_GROUP_BY);
    BITS.put("NO_UNSIGNED_SUBTRACTION", SqlMode.NO_UNSIGNED_SUBTRACTION);
    BITS.put("NO_DIR_IN_CREATE", SqlMode.NO_DIR_IN_CREATE);
    BITS.put("ANSI", SqlMode.ANSI);
    BITS.put("NO_AUTO_VALUE_ON_ZERO", SqlMode.NO_AUTO_VALUE_ON_ZERO);
    BITS.put("NO_BACKSLASH_ESCAPES", SqlMode.NO_BACKSLASH_ESCAPES);
    BITS.put("STRICT_TRANS_TABLES", SqlMode.STRICT_TRANS_TABLES);
    BITS.put("STRICT_ALL_TABLES", SqlMode.STRICT_ALL_TABLES);
    BITS.put("NO_ZERO_IN_DATE", SqlMode.NO_ZERO_IN_DATE);
    BITS.put("NO_ZERO_DATE", SqlMode.NO_ZERO_DATE);
    BITS.put("ALLOW_INVALID_DATES", SqlMode.ALLOW_INVALID_DATES);
    BITS.put("ERROR_FOR_DIVISION_BY_ZERO", SqlMode.ERROR_FOR_DIVISION_BY_ZERO);
    BITS.put("TRADITIONAL", SqlMode.TRADITIONAL);
    BITS.put("HIGH_NOT_PRECEDENCE", SqlMode.HIGH_NOT_PRECEDENCE);
    BITS.put("NO_ENGINE_SUBSTITUTION", SqlMode.NO_ENGINE_SUBSTITUTION);
    BITS.put("PAD_CHAR_TO_FULL_LENGTH", SqlMode.PAD_CHAR_TO_FULL_LENGTH);
    BITS.put("TIME_TRUNCATE_FRACTIONAL", SqlMode.TIME_TRUNCATE_FRACTIONAL);
    long known = 0;
    for (long bit : BITS.values()) {
      known |= bit;
    }
    KNOWN = known;
  }

  private SqlModes() {}

  /**
   * The bits of a list of modes.
   *
   * @throws io.braid.common.MySqlException ER_WRONG_VALUE_FOR_VAR (1231) for an unknown mode
   */
  static long parse(String text) {
    long bits = 0;
    for (String word : text.split(",")) {
      String name = word.strip().toUpperCase(Locale.ROOT);
      if (name.isEmpty()) {
        continue;
      }
      Long bit = BITS.get(name);
      if (bit == null) {
        throw MySqlError.ER_WRONG_VALUE_FOR_VAR.with("sql_mode", word.strip());
      }
      bits |= bit;
    }
    return expand(bits);
  }

  /** The bits of a number. */
  static long ofBits(long bits) {
    if ((bits & ~KNOWN) != 0) {
      throw MySqlError.ER_UNSUPPORTED_SQL_MODE.with(
          String.format(Locale.ROOT, "%08x", bits & ~KNOWN));
    }
    return expand(bits);
  }

  private static long expand(long bits) {
    long expanded = bits;
    if ((bits & SqlMode.ANSI) != 0) {
      expanded |= ANSI;
    }
    if ((bits & SqlMode.TRADITIONAL) != 0) {
      expanded |= TRADITIONAL;
    }
    return expanded;
  }

  /** The modes in the order of their bits. */
  static String names(long bits) {
    List<String> names = new ArrayList<>();
    BITS.forEach((name, bit) -> {
      if ((bits & bit) != 0) {
        names.add(name);
      }
    });
    return String.join(",", names);
  }
}
