package io.braid.protocol.auth;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The crypt(3) scheme over SHA-256 that MySQL stores {@code caching_sha2_password} hashes with: as
 * in glibc, but with a salt of 20 bytes.
 *
 * @see "Ulrich Drepper, Unix crypt using SHA-256 and SHA-512, version 0.6"
 */
final class Sha256Crypt {
  private static final byte[] ALPHABET =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
          .getBytes(StandardCharsets.US_ASCII);

  /** Length of the printable hash. */
  static final int HASH_CHARACTERS = 43;

  private static final int DIGEST_BYTES = 32;

  private Sha256Crypt() {}

  /** The printable hash, {@link #HASH_CHARACTERS} ASCII bytes. */
  static byte[] hash(byte[] password, byte[] salt, int rounds) {
    MessageDigest digest = Digests.sha256();
    digest.update(password);
    digest.update(salt);
    digest.update(password);
    byte[] alternate = digest.digest();

    digest.update(password);
    digest.update(salt);
    digest.update(repeat(alternate, password.length));
    for (int length = password.length; length > 0; length >>= 1) {
      digest.update((length & 1) != 0 ? alternate : password);
    }
    byte[] result = digest.digest();

    for (int i = 0; i < password.length; i++) {
      digest.update(password);
    }
    byte[] p = repeat(digest.digest(), password.length);
    for (int i = 0; i < 16 + (result[0] & 0xFF); i++) {
      digest.update(salt);
    }
    byte[] s = repeat(digest.digest(), salt.length);

    for (int round = 0; round < rounds; round++) {
      digest.update((round & 1) != 0 ? p : result);
      if (round % 3 != 0) {
        digest.update(s);
      }
      if (round % 7 != 0) {
        digest.update(p);
      }
      digest.update((round & 1) != 0 ? result : p);
      result = digest.digest();
    }
    return printable(result);
  }

  private static byte[] repeat(byte[] digest, int length) {
    byte[] result = new byte[length];
    for (int at = 0; at < length; at += DIGEST_BYTES) {
      System.arraycopy(digest, 0, result, at, Math.min(DIGEST_BYTES, length - at));
    }
    return result;
  }

  private static byte[] printable(byte[] digest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(HASH_CHARACTERS);
    int first = 0;
    int second = 10;
    int third = 20;
    for (int i = 0; i < 10; i++) {
      append(digest[first], digest[second], digest[third], 4, out);
      int next = third + 1;
      third = second + 1;
      second = first + 1;
      first = next;
    }
    append((byte) 0, digest[31], digest[30], 3, out);
    return out.toByteArray();
  }

  private static void append(
      byte high, byte middle, byte low, int characters, ByteArrayOutputStream out) {
    int bits = (high & 0xFF) << 16 | (middle & 0xFF) << 8 | (low & 0xFF);
    for (int i = 0; i < characters; i++) {
      out.write(ALPHABET[bits & 0x3F]);
      bits >>= 6;
    }
  }
}
