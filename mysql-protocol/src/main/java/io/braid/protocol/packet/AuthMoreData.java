package io.braid.protocol.packet;

/**
 * A message of an authentication plugin in the middle of its exchange.
 *
 * @param data the plugin's bytes
 */
public record AuthMoreData(byte[] data) {}
