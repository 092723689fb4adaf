package io.braid.protocol.auth;

import io.braid.protocol.packet.HandshakeResponse41;

/**
 * A client that has proved to know the password of its account. The server still owes it an OK or
 * ERR packet.
 *
 * @param response what the client said of itself
 * @param credential the account
 * @param passwordUsed whether it gave a password
 */
public record Login(HandshakeResponse41 response, Credential credential, boolean passwordUsed) {}
