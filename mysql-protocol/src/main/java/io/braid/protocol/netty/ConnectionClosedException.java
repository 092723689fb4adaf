package io.braid.protocol.netty;

/** The connection is gone, by whichever side: its thread unwinds and ends. Not an error to log. */
public final class ConnectionClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConnectionClosedException(String reason) {
    super(reason, null, false, false);
  }
}
