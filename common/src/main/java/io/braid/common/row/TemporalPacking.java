package io.braid.common.row;

/**
 * The bytes of DATE, TIME(f), DATETIME(f) and TIMESTAMP(f) in a row image, to and from the packed
 * longs of {@code SqlValue.TemporalKind}. Fractions take one byte (hundredths), two (1/10,000) or
 * three (microseconds), big-endian.
 *
 * @see "MySQL Source Code Documentation, my_time.cc: my_time_packed_to_binary and its like"
 */
final class TemporalPacking {
  private static final long DATETIME_BIAS = 0x80_0000_0000L;
  private static final int TIME_BIAS = 0x80_0000;
  private static final long TIME_BIAS_MICROS = 0x8000_0000_0000L;
  private static final int DATE_SHIFT = 41;

  private TemporalPacking() {}

  /** The packed form of the three-byte form (year * 512 + month * 32 + day). */
  static long unpackDate(int stored) {
    long yearMonth = (long) (stored >>> 9) * 13 + (stored >>> 5 & 15);
    return (yearMonth << 5 | stored & 31) << DATE_SHIFT;
  }

  static int packDate(long packed) {
    long days = packed >>> DATE_SHIFT;
    long yearMonth = days >>> 5;
    return (int) (yearMonth / 13 << 9 | yearMonth % 13 << 5 | days & 31);
  }

  static long readDatetime(byte[] array, int at, int decimals) {
    long whole = bigEndian(array, at, 5) - DATETIME_BIAS;
    return (whole << 24) + readFraction(array, at + 5, decimals);
  }

  static void writeDatetime(byte[] array, int at, long packed, int decimals) {
    putBigEndian(array, at, (packed >> 24) + DATETIME_BIAS, 5);
    writeFraction(array, at + 5, (int) (packed & 0xFF_FFFF), decimals);
  }

  static long readTimestamp(byte[] array, int at, int decimals) {
    return bigEndian(array, at, 4) * 1_000_000 + readFraction(array, at + 4, decimals);
  }

  static void writeTimestamp(byte[] array, int at, long micros, int decimals) {
    putBigEndian(array, at, micros / 1_000_000, 4);
    writeFraction(array, at + 4, (int) (micros % 1_000_000), decimals);
  }

  static long readTime(byte[] array, int at, int decimals) {
    if (decimals >= 5) {
      return bigEndian(array, at, 6) - TIME_BIAS_MICROS;
    }
    long whole = bigEndian(array, at, 3) - TIME_BIAS;
    int bytes = RowLayout.fractionBytes(decimals);
    if (bytes == 0) {
      return whole << 24;
    }
    // The whole part is rounded down, so a negative time's fraction counts back from the next unit.
    long fraction = bigEndian(array, at + 3, bytes);
    if (whole < 0 && fraction != 0) {
      whole++;
      fraction -= bytes == 1 ? 0x100 : 0x1_0000;
    }
    return (whole << 24) + fraction * (bytes == 1 ? 10_000 : 100);
  }

  static void writeTime(byte[] array, int at, long packed, int decimals) {
    if (decimals >= 5) {
      putBigEndian(array, at, packed + TIME_BIAS_MICROS, 6);
      return;
    }
    putBigEndian(array, at, (packed >> 24) + TIME_BIAS, 3);
    int fraction = (int) (packed % (1 << 24));
    int bytes = RowLayout.fractionBytes(decimals);
    if (bytes == 1) {
      array[at + 3] = (byte) (fraction / 10_000);
    } else if (bytes == 2) {
      putBigEndian(array, at + 3, fraction / 100, 2);
    }
  }

  private static int readFraction(byte[] array, int at, int decimals) {
    int bytes = RowLayout.fractionBytes(decimals);
    int value = (int) bigEndian(array, at, bytes);
    return switch (bytes) {
      case 1 -> value * 10_000;
      case 2 -> value * 100;
      default -> value;
    };
  }

  private static void writeFraction(byte[] array, int at, int micros, int decimals) {
    switch (RowLayout.fractionBytes(decimals)) {
      case 1 -> array[at] = (byte) (micros / 10_000);
      case 2 -> putBigEndian(array, at, micros / 100, 2);
      case 3 -> putBigEndian(array, at, micros, 3);
      default -> {}
    }
  }

  private static long bigEndian(byte[] array, int at, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | array[at + i] & 0xFF;
    }
    return value;
  }

  private static void putBigEndian(byte[] array, int at, long value, int bytes) {
    long rest = value;
    for (int i = bytes - 1; i >= 0; i--) {
      array[at + i] = (byte) rest;
      rest >>= 8;
    }
  }
}
