package io.braid.binlog.file;

import java.util.Locale;
import java.util.OptionalLong;

/** Names of binlog files: {@code binlog.000001}, with more digits when needed. */
public final class BinlogFileName {
  private static final String PREFIX = "binlog.";

  private BinlogFileName() {}

  /** The name of a file. */
  public static String of(long number) {
    return PREFIX + String.format(Locale.ROOT, "%06d", number);
  }

  /** The number of a file name; empty when it is not one. */
  public static OptionalLong number(String name) {
    if (!name.startsWith(PREFIX) || name.length() < PREFIX.length() + 6 || name.length() > 25) {
      return OptionalLong.empty();
    }
    long number = 0;
    for (int i = PREFIX.length(); i < name.length(); i++) {
      char digit = name.charAt(i);
      if (digit < '0' || digit > '9') {
        return OptionalLong.empty();
      }
      number = number * 10 + digit - '0';
    }
    return of(number).equals(name) ? OptionalLong.of(number) : OptionalLong.empty();
  }
}
