package io.braid.protocol.packet;

/**
 * The server's greeting.
 *
 * @param serverVersion as {@code version()} shows it
 * @param connectionId what {@code CONNECTION_ID()} shows; the packet has 32 bits for it
 * @param scramble the 20 bytes of challenge, none of them zero
 * @param capabilities what the server offers
 * @param collationId default collation; the packet has its low 8 bits
 * @param status bits of {@link ServerStatus}
 * @param authenticationPlugin the plugin whose challenge the scramble is
 */
public record HandshakeV10(
    String serverVersion,
    long connectionId,
    byte[] scramble,
    CapabilitySet capabilities,
    int collationId,
    int status,
    String authenticationPlugin) {
  /** Length of the challenge. */
  public static final int SCRAMBLE_BYTES = 20;

  public HandshakeV10 {
    if (scramble.length != SCRAMBLE_BYTES) {
      throw new IllegalArgumentException("scramble of " + scramble.length + " bytes");
    }
  }
}
