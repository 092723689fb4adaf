package io.braid.protocol.netty;

import java.util.function.IntSupplier;

/**
 * Where and how clients are let in.
 *
 * @param bindAddress address or host name
 * @param port TCP port, 0 for any free one
 * @param eventLoopThreads threads that read, decode, encode and write
 * @param connectionsMax {@code max_connections}, asked at each new connection
 */
public record ListenerSettings(
    String bindAddress, int port, int eventLoopThreads, IntSupplier connectionsMax) {
  public ListenerSettings {
    if (port < 0 || port > 0xFFFF || eventLoopThreads < 1) {
      throw new IllegalArgumentException("port " + port + ", threads " + eventLoopThreads);
    }
  }
}
