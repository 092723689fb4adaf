package io.braid.common.row;

import io.braid.common.Invariant;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * MySQL's packed DECIMAL: the digits before the point and those behind it, each in groups of nine
 * digits that take four bytes big-endian; the rest of 1 to 8 digits takes 1 to 4 bytes, first
 * before the point and last behind it. The top bit of the first byte is inverted; a negative number
 * has all bits inverted. Byte order is numeric order.
 *
 * @see "MySQL Source Code Documentation, decimal2bin"
 */
public final class DecimalPacking {
  private static final int GROUP = 9;
  private static final int GROUP_BASE = 1_000_000_000;
  private static final int[] BYTES = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};
  private static final long[] POWERS = new long[19];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private DecimalPacking() {}

  /** Bytes of a packed DECIMAL(precision, scale). */
  public static int bytes(int precision, int scale) {
    int whole = precision - scale;
    return whole / GROUP * 4 + BYTES[whole % GROUP] + scale / GROUP * 4 + BYTES[scale % GROUP];
  }

  /** Whether the unscaled value of every DECIMAL(precision, …) fits into a long. */
  public static boolean fitsLong(int precision) {
    return precision <= 18;
  }

  /** Reads the unscaled value of a number with at most 18 digits. */
  static long readLong(byte[] array, int offset, int precision, int scale) {
    int whole = precision - scale;
    int mask = array[offset] < 0 ? 0 : -1;
    long value = 0;
    int at = offset;
    boolean first = true;
    int head = whole % GROUP;
    if (head > 0) {
      value = readGroup(array, at, BYTES[head], mask, true);
      at += BYTES[head];
      first = false;
    }
    for (int i = whole / GROUP; i > 0; i--) {
      value = value * GROUP_BASE + readGroup(array, at, 4, mask, first);
      at += 4;
      first = false;
    }
    for (int i = scale / GROUP; i > 0; i--) {
      value = value * GROUP_BASE + readGroup(array, at, 4, mask, first);
      at += 4;
      first = false;
    }
    int tail = scale % GROUP;
    if (tail > 0) {
      value = value * POWERS[tail] + readGroup(array, at, BYTES[tail], mask, first);
    }
    return mask == 0 ? value : -value;
  }

  /** Reads a number of any length. */
  static BigDecimal read(byte[] array, int offset, int precision, int scale) {
    if (fitsLong(precision)) {
      return BigDecimal.valueOf(readLong(array, offset, precision, scale), scale);
    }
    int whole = precision - scale;
    int mask = array[offset] < 0 ? 0 : -1;
    // Two groups fit a long; BigInteger arithmetic runs once for each pair.
    BigInteger value = BigInteger.ZERO;
    int at = offset;
    boolean first = true;
    int head = whole % GROUP;
    int[] digits = {head, whole / GROUP, scale / GROUP, scale % GROUP};
    if (digits[0] > 0) {
      value = BigInteger.valueOf(readGroup(array, at, BYTES[head], mask, true));
      at += BYTES[head];
      first = false;
    }
    int groups = digits[1] + digits[2];
    while (groups > 0) {
      long part = readGroup(array, at, 4, mask, first);
      first = false;
      at += 4;
      groups--;
      int width = GROUP;
      if (groups > 0) {
        part = part * GROUP_BASE + readGroup(array, at, 4, mask, false);
        at += 4;
        groups--;
        width = 2 * GROUP;
      }
      value = value.multiply(BigInteger.valueOf(POWERS[width])).add(BigInteger.valueOf(part));
    }
    if (digits[3] > 0) {
      long part = readGroup(array, at, BYTES[digits[3]], mask, first);
      value = value.multiply(BigInteger.valueOf(POWERS[digits[3]])).add(BigInteger.valueOf(part));
    }
    return new BigDecimal(mask == 0 ? value : value.negate(), scale);
  }

  private static int readGroup(byte[] array, int at, int bytes, int mask, boolean first) {
    int value = 0;
    for (int i = 0; i < bytes; i++) {
      int b = array[at + i];
      if (first && i == 0) {
        b ^= 0x80;
      }
      value = value << 8 | ((b ^ mask) & 0xFF);
    }
    return value;
  }

  /** Writes an unscaled value at the column's scale. */
  static void writeLong(byte[] array, int offset, long unscaled, int precision, int scale) {
    Invariant.check(
        precision > 18 || Math.abs(unscaled) < POWERS[precision],
        "%s fits DECIMAL(%s,%s)",
        unscaled,
        precision,
        scale);
    if (precision > 18) {
      write(array, offset, BigDecimal.valueOf(unscaled, scale), precision, scale);
      return;
    }
    int mask = unscaled < 0 ? -1 : 0;
    long rest = Math.abs(unscaled);
    int at = offset + bytes(precision, scale);
    int tail = scale % GROUP;
    if (tail > 0) {
      at -= BYTES[tail];
      writeGroup(array, at, (int) (rest % POWERS[tail]), BYTES[tail], mask);
      rest /= POWERS[tail];
    }
    int whole = precision - scale;
    for (int i = scale / GROUP + whole / GROUP; i > 0; i--) {
      at -= 4;
      writeGroup(array, at, (int) (rest % GROUP_BASE), 4, mask);
      rest /= GROUP_BASE;
    }
    int head = whole % GROUP;
    if (head > 0) {
      at -= BYTES[head];
      writeGroup(array, at, (int) rest, BYTES[head], mask);
    }
    array[offset] ^= (byte) 0x80;
  }

  /** Writes a number whose scale is at most the column's and whose digits fit. */
  static void write(byte[] array, int offset, BigDecimal value, int precision, int scale) {
    Invariant.check(
        value.scale() <= scale && value.precision() - value.scale() <= precision - scale
            || value.signum() == 0,
        "%s fits DECIMAL(%s,%s)",
        value,
        precision,
        scale);
    BigInteger unscaled = value.setScale(scale).unscaledValue();
    if (fitsLong(precision)) {
      writeLong(array, offset, unscaled.longValueExact(), precision, scale);
      return;
    }
    int mask = unscaled.signum() < 0 ? -1 : 0;
    BigInteger rest = unscaled.abs();
    int at = offset + bytes(precision, scale);
    int tail = scale % GROUP;
    if (tail > 0) {
      BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(POWERS[tail]));
      at -= BYTES[tail];
      writeGroup(array, at, parts[1].intValue(), BYTES[tail], mask);
      rest = parts[0];
    }
    int whole = precision - scale;
    BigInteger base = BigInteger.valueOf(GROUP_BASE);
    for (int i = scale / GROUP + whole / GROUP; i > 0; i--) {
      BigInteger[] parts = rest.divideAndRemainder(base);
      at -= 4;
      writeGroup(array, at, parts[1].intValue(), 4, mask);
      rest = parts[0];
    }
    int head = whole % GROUP;
    if (head > 0) {
      at -= BYTES[head];
      writeGroup(array, at, rest.intValue(), BYTES[head], mask);
    }
    array[offset] ^= (byte) 0x80;
  }

  /**
   * Reads a packed number of {@link #bytes} bytes; the caller has checked that they are there.
   *
   * @param precision 1 to 81
   */
  public static BigDecimal unpack(byte[] array, int offset, int precision, int scale) {
    return read(array, offset, precision, scale);
  }

  /** Writes a number whose digits fit; {@link #bytes} tells how many bytes it takes. */
  public static void pack(byte[] array, int offset, BigDecimal value, int precision, int scale) {
    write(array, offset, value, precision, scale);
  }

  private static void writeGroup(byte[] array, int at, int value, int bytes, int mask) {
    int bits = value ^ mask;
    for (int i = bytes - 1; i >= 0; i--) {
      array[at + i] = (byte) bits;
      bits >>= 8;
    }
  }
}
