package io.braid.server;

import java.util.Locale;

/** MySQL's words for a switch in an option file. */
final class OnOff {
  private OnOff() {}

  /**
   * @throws IllegalArgumentException on any other word
   */
  static boolean parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "1", "on", "true", "yes" -> true;
      case "0", "off", "false", "no" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is neither ON nor OFF");
    };
  }
}
