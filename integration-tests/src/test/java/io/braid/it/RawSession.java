package io.braid.it;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A MySQL connection byte by byte, for sending what no driver sends. */
final class RawSession implements AutoCloseable {
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
  private static final int READ_TIMEOUT_MILLIS = 10_000;

  /** LONG_PASSWORD, CONNECT_WITH_DB, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, PLUGIN_AUTH. */
  private static final int CAPABILITIES = 0x1 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x80000;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  /** Connects and reads the greeting. */
  RawSession(Endpoint server) throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
        CONNECT_TIMEOUT_MILLIS);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    readPacket();
  }

  /** A login with an empty password, as a packet with its header. */
  static byte[] login(String user, String database) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int shift = 0; shift < 32; shift += 8) {
      body.write(CAPABILITIES >> shift);
    }
    body.writeBytes(new byte[] {0, 0, 0, 1, 45});
    body.writeBytes(new byte[23]);
    body.writeBytes(user.getBytes(StandardCharsets.UTF_8));
    body.write(0);
    body.write(0); // length of the empty authentication data
    body.writeBytes(database.getBytes(StandardCharsets.UTF_8));
    body.write(0);
    body.writeBytes("caching_sha2_password".getBytes(StandardCharsets.UTF_8));
    body.write(0);
    return packet(1, body.toByteArray());
  }

  /** A packet of one frame. */
  static byte[] packet(int sequence, byte[] body) {
    byte[] packet = new byte[4 + body.length];
    packet[0] = (byte) body.length;
    packet[1] = (byte) (body.length >> 8);
    packet[2] = (byte) (body.length >> 16);
    packet[3] = (byte) sequence;
    System.arraycopy(body, 0, packet, 4, body.length);
    return packet;
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** The body of the next packet. */
  byte[] readPacket() throws IOException {
    int length = in.readUnsignedByte() | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
    in.readUnsignedByte();
    byte[] body = new byte[length];
    in.readFully(body);
    return body;
  }

  /**
   * Takes what the server sent, waiting at most {@code waitMillis} for the first byte.
   *
   * @throws EOFException when the server closed the connection
   */
  void drain(int waitMillis) throws IOException {
    InputStream raw = in;
    socket.setSoTimeout(Math.max(1, waitMillis));
    try {
      byte[] buffer = new byte[8192];
      do {
        if (raw.read(buffer) < 0) {
          throw new EOFException();
        }
      } while (raw.available() > 0);
    } catch (java.net.SocketTimeoutException e) {
      // the server waits for more bytes, or has nothing to say
    } finally {
      socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
