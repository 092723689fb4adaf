package io.braid.server;

import java.net.InetSocketAddress;
import java.time.Duration;

/** A running node: SQL and binlog dump both serve. */
public interface BraidServer extends AutoCloseable {
  /** Where MySQL clients connect; the port is the one really bound, also when 0 was asked for. */
  InetSocketAddress sqlAddress();

  /**
   * Takes no new connections and waits until running statements have ended, at most {@code
   * patience}. Idle sessions are closed at once.
   */
  void drain(Duration patience);

  /**
   * Stops every part, highest first, and makes the data folder clean. Throws nothing; a second call
   * does nothing.
   */
  @Override
  void close();
}
