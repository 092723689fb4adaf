package io.braid.common.type;

import java.util.Locale;
import java.util.Optional;

/**
 * The collations that Braid knows, with MySQL's ids. Comparison, hash and sort keys of strings are
 * in {@link CollationRules}, one for each collation.
 */
public enum Collation {
  LATIN1_SWEDISH_CI(8, "latin1_swedish_ci", Charset.LATIN1, true, true),
  ASCII_GENERAL_CI(11, "ascii_general_ci", Charset.ASCII, true, true),
  UTF8MB3_GENERAL_CI(33, "utf8mb3_general_ci", Charset.UTF8MB3, true, true),
  UTF8MB4_GENERAL_CI(45, "utf8mb4_general_ci", Charset.UTF8MB4, false, true),
  UTF8MB4_BIN(46, "utf8mb4_bin", Charset.UTF8MB4, false, true),
  LATIN1_BIN(47, "latin1_bin", Charset.LATIN1, false, true),
  BINARY(63, "binary", Charset.BINARY, true, false),
  ASCII_BIN(65, "ascii_bin", Charset.ASCII, false, true),
  UTF8MB3_BIN(83, "utf8mb3_bin", Charset.UTF8MB3, false, true),
  UTF8MB4_0900_AI_CI(255, "utf8mb4_0900_ai_ci", Charset.UTF8MB4, true, false);

  private final int id;
  private final String mysqlName;
  private final Charset charset;
  private final boolean charsetDefault;
  private final boolean padSpace;

  Collation(int id, String mysqlName, Charset charset, boolean charsetDefault, boolean padSpace) {
    this.id = id;
    this.mysqlName = mysqlName;
    this.charset = charset;
    this.charsetDefault = charsetDefault;
    this.padSpace = padSpace;
  }

  /** MySQL's collation id, as sent in packets and events. */
  public int id() {
    return id;
  }

  /** MySQL's name, in lower case. */
  public String mysqlName() {
    return mysqlName;
  }

  /** The character set of its strings. */
  public Charset charset() {
    return charset;
  }

  /** Whether it is the default collation of its character set. */
  public boolean isCharsetDefault() {
    return charsetDefault;
  }

  /** Whether comparison ignores trailing spaces (PAD SPACE); NO PAD otherwise. */
  public boolean isPadSpace() {
    return padSpace;
  }

  /** The default collation of {@code charset}. */
  public static Collation defaultOf(Charset charset) {
    for (Collation collation : values()) {
      if (collation.charset == charset && collation.charsetDefault) {
        return collation;
      }
    }
    throw new IllegalArgumentException(charset.mysqlName());
  }

  /** Finds a collation by MySQL's name in any case; {@code utf8_…} is read as {@code utf8mb3_…}. */
  public static Optional<Collation> byName(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    if (wanted.startsWith("utf8_")) {
      wanted = "utf8mb3_" + wanted.substring("utf8_".length());
    }
    for (Collation collation : values()) {
      if (collation.mysqlName.equals(wanted)) {
        return Optional.of(collation);
      }
    }
    return Optional.empty();
  }

  /** Finds a collation by MySQL's id. */
  public static Optional<Collation> byId(int id) {
    for (Collation collation : values()) {
      if (collation.id == id) {
        return Optional.of(collation);
      }
    }
    return Optional.empty();
  }
}
