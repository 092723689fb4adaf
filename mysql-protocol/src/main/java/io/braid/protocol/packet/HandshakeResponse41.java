package io.braid.protocol.packet;

import java.util.Map;
import java.util.Optional;

/**
 * The client's login.
 *
 * @param capabilities what the client can do
 * @param packetBytesMax the largest packet that the client takes; 0 is sent by some and means
 *     nothing
 * @param collationId collation of the connection, 0 to 255
 * @param user account name
 * @param authenticationResponse the answer to the challenge, in the form of the client's plugin
 * @param database the database to use, if any
 * @param authenticationPlugin the plugin that the client used, if it says so
 * @param attributes connection attributes in the order sent
 */
public record HandshakeResponse41(
    CapabilitySet capabilities,
    long packetBytesMax,
    int collationId,
    String user,
    byte[] authenticationResponse,
    Optional<String> database,
    Optional<String> authenticationPlugin,
    Map<String, String> attributes) {}
