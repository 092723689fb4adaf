package io.braid.protocol.codec;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.protocol.packet.AuthMoreData;
import io.braid.protocol.packet.AuthSwitchRequest;
import io.braid.protocol.packet.CapabilityFlag;
import io.braid.protocol.packet.CapabilitySet;
import io.braid.protocol.packet.HandshakeResponse41;
import io.braid.protocol.packet.HandshakeV10;
import io.braid.protocol.packet.SslRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Packets of the connection phase.
 *
 * <pre>
 * greeting   1: 10, version NUL, 4: id, 8: scramble, 1: 0, 2: low capabilities, 1: collation, 2: status,
 *            2: high capabilities, 1: 21, 10: 0, 12: scramble, 1: 0, plugin NUL
 * response   4: capabilities, 4: largest packet, 1: collation, 23: 0, user NUL, response (lenenc, or 1: length,
 *            or NUL), [schema NUL], [plugin NUL], [lenenc: length of attributes, (lenenc name, lenenc value)*]
 * </pre>
 */
public final class HandshakeCodec {
  /** Length of an {@link SslRequest}, which is the head of a response. */
  public static final int SSL_REQUEST_BYTES = 32;

  private static final int PROTOCOL_VERSION = 10;
  private static final int FILLER_BYTES = 23;

  /** MySQL's own limit of all attributes together. */
  private static final int ATTRIBUTES_BYTES_MAX = 64 * 1024;

  private HandshakeCodec() {}

  /** Whether a client's first packet asks for TLS. */
  public static boolean isSslRequest(byte[] payload) {
    return payload.length == SSL_REQUEST_BYTES
        && readSslRequest(payload).capabilities().has(CapabilityFlag.SSL);
  }

  /** Writes the greeting. */
  public static void write(HandshakeV10 greeting, PacketWriter out) {
    long capabilities = greeting.capabilities().bits();
    out.startPacket();
    out.putInt1(PROTOCOL_VERSION);
    out.putZeroTerminatedString(greeting.serverVersion());
    out.putInt4(greeting.connectionId());
    out.putBytes(greeting.scramble(), 0, 8);
    out.putInt1(0);
    out.putInt2((int) (capabilities & 0xFFFF));
    out.putInt1(greeting.collationId() & 0xFF);
    out.putInt2(greeting.status());
    out.putInt2((int) (capabilities >>> 16));
    out.putInt1(HandshakeV10.SCRAMBLE_BYTES + 1);
    out.putZeros(10);
    out.putBytes(greeting.scramble(), 8, HandshakeV10.SCRAMBLE_BYTES - 8);
    out.putInt1(0);
    out.putZeroTerminatedString(greeting.authenticationPlugin());
    out.endPacket();
  }

  /** Writes a request to authenticate with another plugin. */
  public static void write(AuthSwitchRequest request, PacketWriter out) {
    out.startPacket();
    out.putInt1(0xFE);
    out.putZeroTerminatedString(request.plugin());
    out.putBytes(request.scramble());
    out.putInt1(0);
    out.endPacket();
  }

  /** Writes a message of the authentication plugin. */
  public static void write(AuthMoreData more, PacketWriter out) {
    out.startPacket();
    out.putInt1(0x01);
    out.putBytes(more.data());
    out.endPacket();
  }

  /**
   * Reads the client's wish for TLS.
   *
   * @throws MySqlException ER_HANDSHAKE_ERROR (1043)
   */
  public static SslRequest readSslRequest(byte[] payload) {
    PayloadReader in = new PayloadReader(payload);
    try {
      CapabilitySet capabilities = new CapabilitySet(in.readInt4());
      return new SslRequest(capabilities, in.readInt4(), in.readInt1());
    } catch (MySqlException truncated) {
      throw badHandshake();
    }
  }

  /**
   * Reads the client's login.
   *
   * @throws MySqlException ER_HANDSHAKE_ERROR (1043) when it is malformed or of a client older than
   *     MySQL 4.1
   */
  public static HandshakeResponse41 readResponse(byte[] payload) {
    try {
      return response(new PayloadReader(payload));
    } catch (MySqlException malformed) {
      throw badHandshake();
    }
  }

  private static HandshakeResponse41 response(PayloadReader in) {
    CapabilitySet capabilities = new CapabilitySet(in.readInt4());
    if (!capabilities.has(CapabilityFlag.PROTOCOL_41)) {
      throw badHandshake();
    }
    long packetBytesMax = in.readInt4();
    int collationId = in.readInt1();
    in.skip(FILLER_BYTES);
    String user = in.readZeroTerminatedString();
    byte[] authentication;
    if (capabilities.has(CapabilityFlag.PLUGIN_AUTH_LENENC_CLIENT_DATA)) {
      authentication = in.readLengthEncodedBytes();
    } else if (capabilities.has(CapabilityFlag.SECURE_CONNECTION)) {
      authentication = in.readBytes(in.readInt1());
    } else {
      authentication = in.readZeroTerminatedBytes();
    }
    Optional<String> database =
        capabilities.has(CapabilityFlag.CONNECT_WITH_DB) && in.remaining() > 0
            ? Optional.of(in.readZeroTerminatedStringOrRest()).filter(name -> !name.isEmpty())
            : Optional.empty();
    Optional<String> plugin =
        capabilities.has(CapabilityFlag.PLUGIN_AUTH) && in.remaining() > 0
            ? Optional.of(in.readZeroTerminatedStringOrRest())
            : Optional.empty();
    Map<String, String> attributes =
        capabilities.has(CapabilityFlag.CONNECT_ATTRS) && in.remaining() > 0
            ? readAttributes(in)
            : Map.of();
    return new HandshakeResponse41(
        capabilities,
        packetBytesMax,
        collationId,
        user,
        authentication,
        database,
        plugin,
        attributes);
  }

  /** Reads connection attributes with their length in front. */
  static Map<String, String> readAttributes(PayloadReader in) {
    byte[] block = in.readLengthEncodedBytes();
    if (block.length > ATTRIBUTES_BYTES_MAX) {
      throw PayloadReader.malformed();
    }
    PayloadReader pairs = new PayloadReader(block);
    Map<String, String> attributes = new LinkedHashMap<>();
    while (pairs.remaining() > 0) {
      String name = pairs.readLengthEncodedString();
      attributes.put(name, pairs.readLengthEncodedString());
    }
    return Collections.unmodifiableMap(attributes);
  }

  private static MySqlException badHandshake() {
    return MySqlError.ER_HANDSHAKE_ERROR.with();
  }
}
