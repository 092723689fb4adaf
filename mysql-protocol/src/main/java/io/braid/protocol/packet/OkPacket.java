package io.braid.protocol.packet;

import java.util.List;

/**
 * Success of a command, or the end of a result set for clients with {@link
 * CapabilityFlag#DEPRECATE_EOF}.
 *
 * @param affectedRows rows changed (or found, see {@link CapabilityFlag#FOUND_ROWS}), unsigned
 * @param lastInsertId first generated value, unsigned
 * @param status bits of {@link ServerStatus}
 * @param warnings number of warnings; more than 65535 are sent as 65535
 * @param info text such as {@code Rows matched: 1 Changed: 1 Warnings: 0}, or empty
 * @param sessionChanges what changed in the session, for clients that track it
 */
public record OkPacket(
    long affectedRows,
    long lastInsertId,
    int status,
    int warnings,
    String info,
    List<SessionStateChange> sessionChanges) {
  public OkPacket {
    sessionChanges = List.copyOf(sessionChanges);
    if (warnings < 0) {
      throw new IllegalArgumentException("warnings " + warnings);
    }
  }

  /** Success with nothing to tell. */
  public static OkPacket ofStatus(int status) {
    return new OkPacket(0, 0, status, 0, "", List.of());
  }

  /** The end of a result set. */
  public static OkPacket ofStatus(int status, int warnings) {
    return new OkPacket(0, 0, status, warnings, "", List.of());
  }
}
