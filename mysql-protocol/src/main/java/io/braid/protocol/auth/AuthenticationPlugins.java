package io.braid.protocol.auth;

import io.braid.protocol.tls.ServerKeys;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The mechanisms that this server has, and the cache of the fast path: one for all connections. */
public final class AuthenticationPlugins {
  /** The plugin of accounts that do not name one. */
  public static final String DEFAULT_PLUGIN = CachingSha2Password.NAME;

  private final RandomGenerator random;
  private final PasswordCache cache = new PasswordCache();
  private final CachingSha2Password cachingSha2;
  private final NativePassword nativePassword = new NativePassword();

  /**
   * @param keys RSA keys for {@code caching_sha2_password} without TLS
   * @param random a source that cannot be foretold, as {@link java.security.SecureRandom}
   */
  public AuthenticationPlugins(Optional<ServerKeys> keys, RandomGenerator random) {
    this.random = random;
    this.cachingSha2 = new CachingSha2Password(cache, keys);
  }

  /** Names of all plugins. */
  public List<String> names() {
    return List.of(CachingSha2Password.NAME, NativePassword.NAME);
  }

  /** Whether there is a plugin of this name. */
  public boolean has(String name) {
    return find(name).isPresent();
  }

  Optional<AuthenticationMechanism> find(String name) {
    return switch (name) {
      case CachingSha2Password.NAME -> Optional.of(cachingSha2);
      case NativePassword.NAME -> Optional.of(nativePassword);
      default -> Optional.empty();
    };
  }

  /**
   * The string to store for a password: {@code IDENTIFIED WITH plugin BY 'password'}.
   *
   * @return as in {@code mysql.user.authentication_string}, empty for an empty password
   */
  public Optional<byte[]> store(String plugin, byte[] password) {
    return switch (plugin) {
      case CachingSha2Password.NAME -> Optional.of(CachingSha2Password.store(password, random));
      case NativePassword.NAME -> Optional.of(NativePassword.store(password));
      default -> Optional.empty();
    };
  }

  /** Whether a stored string is one of this plugin: {@code IDENTIFIED WITH plugin AS 'string'}. */
  public boolean isWellFormed(String plugin, byte[] authenticationString) {
    return switch (plugin) {
      case CachingSha2Password.NAME -> CachingSha2Password.isWellFormed(authenticationString);
      case NativePassword.NAME -> NativePassword.isWellFormed(authenticationString);
      default -> false;
    };
  }

  /** Forgets the passwords of the fast path ({@code FLUSH PRIVILEGES}). */
  public void clearCache() {
    cache.clear();
  }

  byte[] newScramble() {
    return Scramble.next(random);
  }
}
