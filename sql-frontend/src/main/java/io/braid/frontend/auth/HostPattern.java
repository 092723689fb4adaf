package io.braid.frontend.auth;

import java.net.InetAddress;
import java.util.Locale;

/**
 * The host part of an account name: a name or address, with {@code %} and {@code _} as wildcards,
 * or an address with a netmask.
 *
 * @see "MySQL 9.7 Reference Manual, Specifying Account Names"
 */
final class HostPattern {
  private final String text;

  HostPattern(String text) {
    this.text = text.toLowerCase(Locale.ROOT);
  }

  /**
   * How exact the pattern is; larger is more. A literal beats a netmask, a netmask beats wildcards,
   * and of these the one wins whose first wildcard comes latest; {@code %} and nothing come last.
   */
  int specificity() {
    if (text.isEmpty()) {
      return 0;
    }
    int wildcard = firstWildcard();
    if (wildcard >= 0) {
      return text.equals("%") ? 1 : 2 + wildcard;
    }
    return text.indexOf('/') >= 0 ? 1000 : 2000;
  }

  private int firstWildcard() {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%' || text.charAt(i) == '_') {
        return i;
      }
    }
    return -1;
  }

  /** Whether a client is covered; loopback is {@code localhost} and its address. */
  boolean matches(InetAddress client) {
    if (text.isEmpty()) {
      return true;
    }
    int slash = text.indexOf('/');
    if (slash >= 0) {
      return matchesMask(text.substring(0, slash), text.substring(slash + 1), client);
    }
    String address = client.getHostAddress().toLowerCase(Locale.ROOT);
    if (like(address, 0, 0)) {
      return true;
    }
    return client.isLoopbackAddress()
        && (like("localhost", 0, 0) || like("127.0.0.1", 0, 0) || like("::1", 0, 0));
  }

  private boolean like(String name, int n, int p) {
    int at = n;
    for (int i = p; i < text.length(); i++) {
      char wanted = text.charAt(i);
      if (wanted == '%') {
        for (int rest = at; rest <= name.length(); rest++) {
          if (like(name, rest, i + 1)) {
            return true;
          }
        }
        return false;
      }
      if (at >= name.length() || (wanted != '_' && wanted != name.charAt(at))) {
        return false;
      }
      at++;
    }
    return at == name.length();
  }

  private static boolean matchesMask(String network, String mask, InetAddress client) {
    byte[] wanted = literal(network);
    byte[] actual = client.getAddress();
    if (wanted.length != actual.length) {
      return false;
    }
    byte[] bits = mask.indexOf('.') >= 0 ? literal(mask) : prefix(mask, wanted.length);
    if (bits.length != wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if ((actual[i] & bits[i]) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** The bytes of an address; empty when the text is none. No name is ever resolved. */
  private static byte[] literal(String text) {
    try {
      return InetAddress.ofLiteral(text).getAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return new byte[0];
    }
  }

  private static byte[] prefix(String length, int bytes) {
    int bits;
    try {
      bits = Integer.parseInt(length);
    } catch (NumberFormatException notANumber) {
      return new byte[0];
    }
    if (bits < 0 || bits > bytes * 8) {
      return new byte[0];
    }
    byte[] mask = new byte[bytes];
    for (int i = 0; i < bits; i++) {
      mask[i >> 3] |= (byte) (0x80 >> (i & 7));
    }
    return mask;
  }
}
