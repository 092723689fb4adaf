package io.braid.protocol.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/**
 * {@code mysql_native_password}: the client answers SHA1(password) xor SHA1(scramble, stored hash),
 * and {@code *} with the hexadecimal SHA1(SHA1(password)) is stored.
 */
final class NativePassword implements AuthenticationMechanism {
  static final String NAME = "mysql_native_password";

  private static final int DIGEST_BYTES = 20;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean authenticate(
      AuthenticationExchange exchange, byte[] response, byte[] scramble, Credential credential) {
    byte[] stored = credential.authenticationString();
    if (stored.length == 0) {
      return response.length == 0;
    }
    byte[] expected = parse(stored);
    if (response.length != DIGEST_BYTES || expected.length != DIGEST_BYTES) {
      return false;
    }
    MessageDigest sha1 = Digests.sha1();
    sha1.update(scramble);
    sha1.update(expected);
    byte[] passwordHash = Digests.xor(response, sha1.digest());
    return MessageDigest.isEqual(sha1.digest(passwordHash), expected);
  }

  /** The stored string of a password. */
  static byte[] store(byte[] password) {
    if (password.length == 0) {
      return new byte[0];
    }
    MessageDigest sha1 = Digests.sha1();
    byte[] twice = sha1.digest(sha1.digest(password));
    String text = "*" + HexFormat.of().formatHex(twice).toUpperCase(Locale.ROOT);
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static boolean isWellFormed(byte[] stored) {
    return stored.length == 0 || parse(stored).length == DIGEST_BYTES;
  }

  private static byte[] parse(byte[] stored) {
    if (stored.length != 1 + 2 * DIGEST_BYTES || stored[0] != '*') {
      return new byte[0];
    }
    byte[] digest = new byte[DIGEST_BYTES];
    for (int i = 0; i < DIGEST_BYTES; i++) {
      int high = Character.digit(stored[1 + 2 * i], 16);
      int low = Character.digit(stored[2 + 2 * i], 16);
      if (high < 0 || low < 0) {
        return new byte[0];
      }
      digest[i] = (byte) (high << 4 | low);
    }
    return digest;
  }
}
