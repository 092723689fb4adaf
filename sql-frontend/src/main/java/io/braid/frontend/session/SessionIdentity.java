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
 */
public record SessionIdentity(
    Credential account, String user, String host, String address, Map<String, String> attributes) {
  /** {@code CURRENT_USER()}. */
  String currentUser() {
    return account.user() + "@" + account.host();
  }

  /** {@code USER()}. */
  String sessionUser() {
    return user + "@" + host;
  }
}
