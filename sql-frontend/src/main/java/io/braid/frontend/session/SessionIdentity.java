package io.braid.frontend.session;

import io.braid.protocol.auth.Credential;
import java.util.Map;

/**
 * Who a session is.
 *
 * @param account the account that was found at login
 * @param user the name that the client gave
 * @param host the client's host as accounts see it: {@code localhost} or an address
 * @param address host and port, for the process list
 * @param attributes connection attributes
 * @param tlsVersion as {@code Ssl_version} shows it, empty without TLS
 * @param tlsCipher as {@code Ssl_cipher} shows it, empty without TLS
 */
public record SessionIdentity(
    Credential account,
    String user,
    String host,
    String address,
    Map<String, String> attributes,
    String tlsVersion,
    String tlsCipher) {
  /** {@code CURRENT_USER()}. */
  String currentUser() {
    return account.user() + "@" + account.host();
  }

  /** {@code USER()}. */
  String sessionUser() {
    return user + "@" + host;
  }
}
