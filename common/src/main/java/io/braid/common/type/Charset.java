package io.braid.common.type;

/** The character sets that Braid stores and speaks. */
public enum Charset {
  UTF8MB4("utf8mb4", 4),
  UTF8MB3("utf8mb3", 3),
  LATIN1("latin1", 1),
  ASCII("ascii", 1),
  BINARY("binary", 1);

  private final String mysqlName;
  private final int bytesPerCharacterMax;

  Charset(String mysqlName, int bytesPerCharacterMax) {
    this.mysqlName = mysqlName;
    this.bytesPerCharacterMax = bytesPerCharacterMax;
  }

  /** MySQL's name, in lower case. */
  public String mysqlName() {
    return mysqlName;
  }

  /** The most bytes that a character takes. */
  public int bytesPerCharacterMax() {
    return bytesPerCharacterMax;
  }
}
