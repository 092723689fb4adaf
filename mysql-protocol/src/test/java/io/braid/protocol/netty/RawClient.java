package io.braid.protocol.netty;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends whatever a test wants. */
final class RawClient implements AutoCloseable {
  final Socket socket = new Socket();
  private final DataInputStream in;
  private final OutputStream out;
  int lastSequence;

  RawClient(InetSocketAddress server) throws IOException {
    socket.setReceiveBufferSize(16 * 1024);
    socket.connect(new InetSocketAddress("127.0.0.1", server.getPort()), 5_000);
    socket.setSoTimeout(20_000);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** Logs in as root without a password. */
  static RawClient loggedIn(InetSocketAddress server) throws IOException {
    RawClient client = new RawClient(server);
    byte[] greeting = client.read();
    if (greeting[0] != 10) {
      throw new IOException("not a greeting: " + greeting[0]);
    }
    client.write(login(0x018FA205L), 1);
    byte[] answer = client.read();
    if (answer[0] != 0) {
      throw new IOException("not let in: " + answer[0]);
    }
    return client;
  }

  static byte[] login(long capabilities) {
    ByteArrayOutputStream login = new ByteArrayOutputStream();
    for (int i = 0; i < 4; i++) {
      login.write((int) (capabilities >> 8 * i));
    }
    login.writeBytes(new byte[] {0, 0, 0, 1, 45});
    login.writeBytes(new byte[23]);
    login.writeBytes("root\0\0caching_sha2_password\0".getBytes(StandardCharsets.US_ASCII));
    return login.toByteArray();
  }

  void write(byte[] payload, int sequence) throws IOException {
    byte[] packet = new byte[4 + payload.length];
    packet[0] = (byte) payload.length;
    packet[1] = (byte) (payload.length >> 8);
    packet[2] = (byte) (payload.length >> 16);
    packet[3] = (byte) sequence;
    System.arraycopy(payload, 0, packet, 4, payload.length);
    writeBytes(packet);
  }

  void writeBytes(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  void query(String sql) throws IOException {
    write(("\3" + sql).getBytes(StandardCharsets.UTF_8), 0);
  }

  byte[] read() throws IOException {
    int length = in.read();
    if (length < 0) {
      throw new EOFException();
    }
    length |= in.read() << 8 | in.read() << 16;
    lastSequence = in.read();
    byte[] payload = new byte[length];
    in.readFully(payload);
    return payload;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
