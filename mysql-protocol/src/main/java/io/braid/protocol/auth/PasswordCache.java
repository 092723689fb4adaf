package io.braid.protocol.auth;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers SHA256(SHA256(password)) of accounts that have logged in, which is what the fast path
 * of {@code caching_sha2_password} needs. An account whose stored string has changed is not found,
 * so that nobody has to clear anything.
 */
final class PasswordCache {
  private static final int ENTRIES_MAX = 10_000;

  private record Account(String user, String host) {}

  private record Known(byte[] authenticationString, byte[] digest) {}

  @GuardedBy("this")
  private final Map<Account, Known> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Account, Known> eldest) {
          return size() > ENTRIES_MAX;
        }
      };

  synchronized Optional<byte[]> find(Credential credential) {
    Known entry = entries.get(new Account(credential.user(), credential.host()));
    return entry != null
            && Arrays.equals(entry.authenticationString(), credential.authenticationString())
        ? Optional.of(entry.digest())
        : Optional.empty();
  }

  synchronized void remember(Credential credential, byte[] digest) {
    entries.put(
        new Account(credential.user(), credential.host()),
        new Known(credential.authenticationString().clone(), digest.clone()));
  }

  /** Forgets all, for {@code FLUSH PRIVILEGES}. */
  synchronized void clear() {
    entries.clear();
  }
}
