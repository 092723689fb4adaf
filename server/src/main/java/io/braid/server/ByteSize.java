package io.braid.server;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes as an option writes it: digits, then nothing, {@code K}, {@code M}, {@code G}
 * or {@code T} for powers of 1,024, as in MySQL's options ({@code 512M}).
 *
 * @param bytes at least 0
 */
record ByteSize(long bytes) {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,18})([KMGT]?)(?:I?B)?", Pattern.CASE_INSENSITIVE);

  ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size cannot be negative: " + bytes);
    }
  }

  /**
   * @throws IllegalArgumentException when {@code text} is not a size, or not below 2^63 bytes
   */
  static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a size such as 512M or 2G");
    }
    int shift =
        switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          case "T" -> 40;
          default -> 0;
        };
    try {
      return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is too large a size", e);
    }
  }

  /**
   * For people: the largest unit that leaves at least 1, with one decimal where it is not whole.
   */
  @Override
  public String toString() {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    String number =
        value == Math.rint(value)
            ? String.valueOf((long) value)
            : String.format(Locale.ROOT, "%.1f", value);
    return number + " " + units[unit];
  }
}
