package io.braid.protocol.auth;

import io.braid.protocol.packet.HandshakeV10;
import java.util.random.RandomGenerator;

/** Challenges of the authentication mechanisms. */
final class Scramble {
  private Scramble() {}

  /**
   * A new challenge of 20 bytes between 1 and 127 without {@code $}, as MySQL makes them: clients
   * take a zero byte for the end, and stored passwords use {@code $} as their separator.
   *
   * @param random a source that cannot be foretold
   */
  static byte[] next(RandomGenerator random) {
    byte[] scramble = new byte[HandshakeV10.SCRAMBLE_BYTES];
    for (int i = 0; i < scramble.length; i++) {
      int value;
      do {
        value = random.nextInt(1, 128);
      } while (value == '$');
      scramble[i] = (byte) value;
    }
    return scramble;
  }
}
