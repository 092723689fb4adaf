package io.braid.protocol.packet;

/**
 * The client's wish to go on with TLS: the head of a {@link HandshakeResponse41}, sent in the
 * clear.
 *
 * @param capabilities what the client can do, {@link CapabilityFlag#SSL} among it
 * @param packetBytesMax the largest packet that the client takes, 32 bits unsigned
 * @param collationId collation of the connection
 */
public record SslRequest(CapabilitySet capabilities, long packetBytesMax, int collationId) {}
