package io.braid.protocol.packet;

/**
 * Asks the client for the content of a file of its own.
 *
 * @param fileName as in the statement
 */
public record LocalInfileRequest(String fileName) {}
