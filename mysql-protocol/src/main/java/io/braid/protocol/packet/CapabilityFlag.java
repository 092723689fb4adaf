package io.braid.protocol.packet;

/**
 * What client and server can agree on at login, one bit each.
 *
 * @see "MySQL 9.7 Source Code Documentation, Capabilities Flags"
 */
public enum CapabilityFlag {
  LONG_PASSWORD(0),
  FOUND_ROWS(1),
  LONG_FLAG(2),
  CONNECT_WITH_DB(3),
  NO_SCHEMA(4),
  COMPRESS(5),
  ODBC(6),
  LOCAL_FILES(7),
  IGNORE_SPACE(8),
  PROTOCOL_41(9),
  INTERACTIVE(10),
  SSL(11),
  IGNORE_SIGPIPE(12),
  TRANSACTIONS(13),
  RESERVED(14),
  SECURE_CONNECTION(15),
  MULTI_STATEMENTS(16),
  MULTI_RESULTS(17),
  PS_MULTI_RESULTS(18),
  PLUGIN_AUTH(19),
  CONNECT_ATTRS(20),
  PLUGIN_AUTH_LENENC_CLIENT_DATA(21),
  CAN_HANDLE_EXPIRED_PASSWORDS(22),
  SESSION_TRACK(23),
  DEPRECATE_EOF(24),
  OPTIONAL_RESULTSET_METADATA(25),
  ZSTD_COMPRESSION_ALGORITHM(26),
  QUERY_ATTRIBUTES(27),
  MULTI_FACTOR_AUTHENTICATION(28),
  CAPABILITY_EXTENSION(29),
  SSL_VERIFY_SERVER_CERT(30),
  REMEMBER_OPTIONS(31);

  private final long mask;

  CapabilityFlag(int bit) {
    this.mask = 1L << bit;
  }

  /** The flag's bit in the 32-bit capability word. */
  public long mask() {
    return mask;
  }
}
