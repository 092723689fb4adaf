package io.braid.protocol.auth;

/** One way to prove that a client knows an account's password. */
sealed interface AuthenticationMechanism permits CachingSha2Password, NativePassword {
  /** The plugin's name on the wire and in {@code mysql.user}. */
  String name();

  /**
   * Checks the client's proof.
   *
   * @param response the client's answer to {@code scramble}
   * @return whether the client knows the password
   */
  boolean authenticate(
      AuthenticationExchange exchange, byte[] response, byte[] scramble, Credential credential);
}
