package io.braid.protocol.auth;

/** A mechanism's talk with the client behind the first answer to the challenge. */
interface AuthenticationExchange {
  /** Sends a message of the mechanism. */
  void send(byte[] data);

  /** Waits for the client's next message. */
  byte[] receive();

  /** Whether nobody can listen: the connection runs over TLS. */
  boolean isSecure();
}
