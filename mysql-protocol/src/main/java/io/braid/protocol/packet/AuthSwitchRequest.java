package io.braid.protocol.packet;

/**
 * Asks the client to authenticate with another plugin.
 *
 * @param plugin name of the plugin
 * @param scramble the challenge, 20 bytes
 */
public record AuthSwitchRequest(String plugin, byte[] scramble) {}
