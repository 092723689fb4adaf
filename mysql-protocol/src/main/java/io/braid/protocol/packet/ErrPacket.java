package io.braid.protocol.packet;

import io.braid.common.MySqlException;

/**
 * Failure of a command.
 *
 * @param number MySQL's error number
 * @param sqlState five characters
 * @param message text for the user
 */
public record ErrPacket(int number, String sqlState, String message) {
  public ErrPacket {
    if (number <= 0 || number > 0xFFFF || sqlState.length() != 5) {
      throw new IllegalArgumentException("error " + number + ", state " + sqlState);
    }
  }

  /** The packet of an exception. */
  public static ErrPacket of(MySqlException exception) {
    return new ErrPacket(
        exception.error().number(), exception.error().sqlState(), exception.getMessage());
  }
}
