package io.braid.protocol.auth;

import io.braid.protocol.tls.ServerKeys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;

/**
 * {@code caching_sha2_password}.
 *
 * <pre>
 * client                                          server
 * SHA256(password) xor
 *   SHA256(SHA256(SHA256(password)), scramble) ─►  known in the cache and right: 03, done
 *                                              ◄─  04: send the password
 * over TLS: password NUL                       ─►  hashed and compared with what is stored
 * else: 02                                     ─►
 *                                              ◄─  RSA public key
 *       RSA(password NUL xor scramble)         ─►  deciphered, hashed and compared
 * </pre>
 *
 * Stored is {@code $A$005$}, 20 bytes of salt and 43 characters of {@link Sha256Crypt} with 5000
 * rounds, exactly as MySQL stores it.
 */
final class CachingSha2Password implements AuthenticationMechanism {
  static final String NAME = "caching_sha2_password";

  private static final byte[] FAST_SUCCESS = {3};
  private static final byte[] FULL_AUTHENTICATION = {4};
  private static final int REQUEST_PUBLIC_KEY = 2;

  private static final int DIGEST_BYTES = 32;
  private static final int SALT_BYTES = 20;
  private static final byte[] PREFIX = "$A$005$".getBytes(StandardCharsets.US_ASCII);
  private static final int ROUNDS_DEFAULT = 5000;
  private static final int STORED_BYTES = PREFIX.length + SALT_BYTES + Sha256Crypt.HASH_CHARACTERS;

  /** MySQL takes no longer password. */
  static final int PASSWORD_BYTES_MAX = 256;

  private final PasswordCache cache;
  private final Optional<ServerKeys> keys;

  /**
   * @param keys the RSA keys for clients without TLS; without them such clients pass only by the
   *     cache
   */
  CachingSha2Password(PasswordCache cache, Optional<ServerKeys> keys) {
    this.cache = cache;
    this.keys = keys;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean authenticate(
      AuthenticationExchange exchange, byte[] response, byte[] scramble, Credential credential) {
    boolean empty = response.length == 0 || (response.length == 1 && response[0] == 0);
    if (empty) {
      return credential.authenticationString().length == 0;
    }
    if (response.length != DIGEST_BYTES) {
      return false;
    }
    Optional<byte[]> known = cache.find(credential);
    if (known.isPresent() && fastMatch(response, scramble, known.get())) {
      exchange.send(FAST_SUCCESS);
      return true;
    }
    exchange.send(FULL_AUTHENTICATION);
    Optional<byte[]> received = receivePassword(exchange, scramble);
    if (received.isEmpty()) {
      return false;
    }
    byte[] password = received.get();
    boolean right =
        password.length <= PASSWORD_BYTES_MAX
            && matches(password, credential.authenticationString());
    if (right) {
      MessageDigest sha256 = Digests.sha256();
      cache.remember(credential, sha256.digest(sha256.digest(password)));
    }
    Arrays.fill(password, (byte) 0);
    return right;
  }

  /** {@code known} is SHA256(SHA256(password)). */
  private static boolean fastMatch(byte[] response, byte[] scramble, byte[] known) {
    MessageDigest sha256 = Digests.sha256();
    sha256.update(known);
    sha256.update(scramble);
    byte[] passwordHash = Digests.xor(response, sha256.digest());
    return MessageDigest.isEqual(sha256.digest(passwordHash), known);
  }

  /** The password without its NUL; empty when the client sends nothing that can be one. */
  private Optional<byte[]> receivePassword(AuthenticationExchange exchange, byte[] scramble) {
    byte[] message = exchange.receive();
    if (exchange.isSecure()) {
      return withoutTerminator(message);
    }
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    if (message.length == 1 && message[0] == REQUEST_PUBLIC_KEY) {
      exchange.send(keys.get().rsaPublicKeyPem().getBytes(StandardCharsets.US_ASCII));
      message = exchange.receive();
    }
    return decipher(message, keys.get())
        .map(masked -> unmask(masked, scramble))
        .flatMap(CachingSha2Password::withoutTerminator);
  }

  private static Optional<byte[]> decipher(byte[] message, ServerKeys keys) {
    try {
      Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
      rsa.init(Cipher.DECRYPT_MODE, keys.rsaPrivateKey());
      return Optional.of(rsa.doFinal(message));
    } catch (GeneralSecurityException notOurs) {
      return Optional.empty(); // not encrypted for this key: as good as a wrong password
    }
  }

  private static byte[] unmask(byte[] masked, byte[] scramble) {
    byte[] plain = new byte[masked.length];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = (byte) (masked[i] ^ scramble[i % scramble.length]);
    }
    return plain;
  }

  private static Optional<byte[]> withoutTerminator(byte[] message) {
    if (message.length == 0 || message[message.length - 1] != 0) {
      return Optional.empty();
    }
    return Optional.of(Arrays.copyOf(message, message.length - 1));
  }

  /** The stored string of a password, with a new salt. */
  static byte[] store(byte[] password, RandomGenerator random) {
    return password.length == 0 ? new byte[0] : store(password, Scramble.next(random));
  }

  static byte[] store(byte[] password, byte[] salt) {
    byte[] stored = Arrays.copyOf(PREFIX, STORED_BYTES);
    System.arraycopy(salt, 0, stored, PREFIX.length, SALT_BYTES);
    byte[] hash = Sha256Crypt.hash(password, salt, ROUNDS_DEFAULT);
    System.arraycopy(hash, 0, stored, PREFIX.length + SALT_BYTES, hash.length);
    return stored;
  }

  static boolean isWellFormed(byte[] stored) {
    return stored.length == 0 || parse(stored).isPresent();
  }

  static boolean matches(byte[] password, byte[] stored) {
    Optional<Stored> parsed = parse(stored);
    if (parsed.isEmpty()) {
      return false;
    }
    byte[] hash = Sha256Crypt.hash(password, parsed.get().salt(), parsed.get().rounds());
    return MessageDigest.isEqual(hash, parsed.get().hash());
  }

  private record Stored(int rounds, byte[] salt, byte[] hash) {}

  /** {@code $A$}, three hexadecimal digits of rounds in thousands, {@code $}, salt, hash. */
  private static Optional<Stored> parse(byte[] stored) {
    if (stored.length != STORED_BYTES
        || stored[0] != '$'
        || stored[1] != 'A'
        || stored[2] != '$'
        || stored[6] != '$') {
      return Optional.empty();
    }
    int thousands = 0;
    for (int i = 3; i < 6; i++) {
      int digit = Character.digit(stored[i], 16);
      if (digit < 0) {
        return Optional.empty();
      }
      thousands = thousands * 16 + digit;
    }
    if (thousands < 5) {
      return Optional.empty();
    }
    int saltEnd = PREFIX.length + SALT_BYTES;
    return Optional.of(
        new Stored(
            thousands * 1000,
            Arrays.copyOfRange(stored, PREFIX.length, saltEnd),
            Arrays.copyOfRange(stored, saltEnd, stored.length)));
  }
}
