package io.braid.protocol.netty;

/** What a connection is for. */
public interface ConnectionService {
  /**
   * Serves one client from greeting to end, on a virtual thread of its own. The listener closes the
   * connection afterwards; a {@link ConnectionClosedException} may be let through.
   */
  void serve(ServerConnection connection);
}
