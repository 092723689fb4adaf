package io.braid.protocol.packet;

/**
 * A set of {@link CapabilityFlag}s as the 32-bit word of the handshake.
 *
 * @param bits the flags; only the low 32 bits may be set
 */
public record CapabilitySet(long bits) {
  /** No flag at all: what is known of a client before its first packet. */
  public static final CapabilitySet NONE = new CapabilitySet(0);

  /**
   * What Braid announces when it has no TLS certificate. Compression, optional metadata and
   * multi-factor authentication are not offered.
   */
  public static final CapabilitySet SERVER_WITHOUT_TLS =
      of(
          CapabilityFlag.LONG_PASSWORD,
          CapabilityFlag.FOUND_ROWS,
          CapabilityFlag.LONG_FLAG,
          CapabilityFlag.CONNECT_WITH_DB,
          CapabilityFlag.NO_SCHEMA,
          CapabilityFlag.ODBC,
          CapabilityFlag.LOCAL_FILES,
          CapabilityFlag.IGNORE_SPACE,
          CapabilityFlag.PROTOCOL_41,
          CapabilityFlag.INTERACTIVE,
          CapabilityFlag.IGNORE_SIGPIPE,
          CapabilityFlag.TRANSACTIONS,
          CapabilityFlag.RESERVED,
          CapabilityFlag.SECURE_CONNECTION,
          CapabilityFlag.MULTI_STATEMENTS,
          CapabilityFlag.MULTI_RESULTS,
          CapabilityFlag.PS_MULTI_RESULTS,
          CapabilityFlag.PLUGIN_AUTH,
          CapabilityFlag.CONNECT_ATTRS,
          CapabilityFlag.PLUGIN_AUTH_LENENC_CLIENT_DATA,
          CapabilityFlag.CAN_HANDLE_EXPIRED_PASSWORDS,
          CapabilityFlag.SESSION_TRACK,
          CapabilityFlag.DEPRECATE_EOF,
          CapabilityFlag.QUERY_ATTRIBUTES);

  public CapabilitySet {
    if ((bits & ~0xFFFF_FFFFL) != 0) {
      throw new IllegalArgumentException("capabilities have 32 bits");
    }
  }

  /** The set of the given flags. */
  public static CapabilitySet of(CapabilityFlag... flags) {
    long bits = 0;
    for (CapabilityFlag flag : flags) {
      bits |= flag.mask();
    }
    return new CapabilitySet(bits);
  }

  /** Whether {@code flag} is in this set. */
  public boolean has(CapabilityFlag flag) {
    return (bits & flag.mask()) != 0;
  }

  /** This set with {@code flag}. */
  public CapabilitySet with(CapabilityFlag flag) {
    return new CapabilitySet(bits | flag.mask());
  }

  /** This set without {@code flag}. */
  public CapabilitySet without(CapabilityFlag flag) {
    return new CapabilitySet(bits & ~flag.mask());
  }

  /** The flags of both sets. */
  public CapabilitySet and(CapabilitySet other) {
    return new CapabilitySet(bits & other.bits);
  }
}
