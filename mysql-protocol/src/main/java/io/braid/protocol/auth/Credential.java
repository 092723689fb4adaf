package io.braid.protocol.auth;

/**
 * What an account is checked against.
 *
 * @param user the account's user name; empty for the anonymous account
 * @param host the account's host pattern
 * @param plugin name of its mechanism
 * @param authenticationString what the mechanism has stored, as in {@code mysql.user}; empty when
 *     the account has no password
 */
public record Credential(String user, String host, String plugin, byte[] authenticationString) {}
