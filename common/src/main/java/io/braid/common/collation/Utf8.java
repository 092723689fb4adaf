package io.braid.common.collation;

/** Decoding of utf8mb4 and utf8mb3 bytes without allocation, with MySQL's idea of validity. */
final class Utf8 {
  /** What {@link #decode} gives for a byte that starts no well-formed character. */
  static final int MALFORMED = -1;

  private Utf8() {}

  /** The code point at {@code at}, or {@link #MALFORMED}. */
  static int decode(byte[] bytes, int at, int end) {
    int first = bytes[at];
    if (first >= 0) {
      return first;
    }
    first &= 0xFF;
    if (first < 0xC2 || first > 0xF4) {
      return MALFORMED;
    }
    if (first < 0xE0) {
      return end - at >= 2 && isTail(bytes[at + 1])
          ? (first & 0x1F) << 6 | bytes[at + 1] & 0x3F
          : MALFORMED;
    }
    if (first < 0xF0) {
      if (end - at < 3 || !isTail(bytes[at + 1]) || !isTail(bytes[at + 2])) {
        return MALFORMED;
      }
      int codePoint = (first & 0x0F) << 12 | (bytes[at + 1] & 0x3F) << 6 | bytes[at + 2] & 0x3F;
      return codePoint < 0x800 || codePoint >= 0xD800 && codePoint <= 0xDFFF
          ? MALFORMED
          : codePoint;
    }
    if (end - at < 4
        || !isTail(bytes[at + 1])
        || !isTail(bytes[at + 2])
        || !isTail(bytes[at + 3])) {
      return MALFORMED;
    }
    int codePoint =
        (first & 0x07) << 18
            | (bytes[at + 1] & 0x3F) << 12
            | (bytes[at + 2] & 0x3F) << 6
            | bytes[at + 3] & 0x3F;
    return codePoint < 0x10000 || codePoint > 0x10FFFF ? MALFORMED : codePoint;
  }

  /** Bytes of a decoded character; a malformed byte counts as one. */
  static int length(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    return codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  /** Writes a code point and returns the offset behind it. */
  static int encode(int codePoint, byte[] target, int at) {
    if (codePoint < 0x80) {
      target[at] = (byte) codePoint;
      return at + 1;
    }
    if (codePoint < 0x800) {
      target[at] = (byte) (0xC0 | codePoint >>> 6);
      target[at + 1] = (byte) (0x80 | codePoint & 0x3F);
      return at + 2;
    }
    if (codePoint < 0x10000) {
      target[at] = (byte) (0xE0 | codePoint >>> 12);
      target[at + 1] = (byte) (0x80 | codePoint >>> 6 & 0x3F);
      target[at + 2] = (byte) (0x80 | codePoint & 0x3F);
      return at + 3;
    }
    target[at] = (byte) (0xF0 | codePoint >>> 18);
    target[at + 1] = (byte) (0x80 | codePoint >>> 12 & 0x3F);
    target[at + 2] = (byte) (0x80 | codePoint >>> 6 & 0x3F);
    target[at + 3] = (byte) (0x80 | codePoint & 0x3F);
    return at + 4;
  }

  private static boolean isTail(byte b) {
    return (b & 0xC0) == 0x80;
  }
}
