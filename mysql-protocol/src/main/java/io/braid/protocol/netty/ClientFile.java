package io.braid.protocol.netty;

import java.io.InputStream;

/**
 * A file that the client sends on request, message by message; an empty message is its end. What
 * was not read is taken from the client when the stream closes, because only then it can be
 * answered. Belongs to the thread that owns the connection; at most one message is in memory beside
 * those of the inbound queue.
 *
 * @see "MySQL Source Code Documentation, LOCAL INFILE Request"
 */
final class ClientFile extends InputStream {
  private final ServerConnection connection;
  private byte[] message = new byte[0];
  private int at;
  private boolean ended;
  private boolean failed;

  ClientFile(ServerConnection connection) {
    this.connection = connection;
  }

  @Override
  public int read() {
    return receive() ? message[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (!receive()) {
      return -1;
    }
    int count = Math.min(length, message.length - at);
    System.arraycopy(message, at, target, offset, count);
    at += count;
    return count;
  }

  /** Sees to it that there is a byte to read; false at the end. */
  private boolean receive() {
    if (at < message.length) {
      return true;
    }
    if (ended) {
      return false;
    }
    // After an error there is nothing more to wait for: the connection is out of step or gone.
    failed = true;
    message = connection.receiveMessage();
    failed = false;
    at = 0;
    ended = message.length == 0;
    return !ended;
  }

  @Override
  public void close() {
    at = message.length;
    while (!failed && receive()) {
      at = message.length;
    }
  }
}
