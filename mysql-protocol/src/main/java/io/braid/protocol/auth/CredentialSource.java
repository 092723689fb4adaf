package io.braid.protocol.auth;

import java.net.InetAddress;
import java.util.Optional;

/** Finds the account that a client logs in to. */
public interface CredentialSource {
  /**
   * The account for a user who comes from {@code client}, by MySQL's rules for hosts.
   *
   * @return empty when there is none; the client cannot tell that from a wrong password
   */
  Optional<Credential> find(String user, InetAddress client);
}
