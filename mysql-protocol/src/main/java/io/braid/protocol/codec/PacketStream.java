package io.braid.protocol.codec;

import io.braid.common.Invariant;
import io.braid.common.MySqlError;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages whose lengths are known before their bytes come, for long streams of them: all
 * bytes go into large buffers one behind the other, and a buffer goes to the client when it is
 * full, wherever in a packet that is. So a message of any length needs no memory of its own, and a
 * call of the operating system carries many small ones. One thread at a time; nothing is written to
 * the {@link PacketWriter} meanwhile.
 *
 * <p>Usage: {@link #startMessage}, {@link #put} until the message is whole, and {@link #flush()}
 * when the client is to see what waits.
 */
public final class PacketStream implements AutoCloseable {
  /** Bytes of a buffer while there is much to send. */
  public static final int BUFFER_BYTES = 128 * 1024;

  /** Bytes of the first buffer behind a {@link #flush()}: often there is no second one. */
  static final int FIRST_BUFFER_BYTES = 8 * 1024;

  /** The packet's header and the message's first byte are not parted. */
  private static final int HEADER_BYTES = 5;

  private static final ByteBuffer NO_VIEW = ByteBuffer.allocate(0);

  private final PacketWriter writer;
  private @Nullable ByteBuf buffer;

  /** The buffer's bytes, little-endian. */
  private ByteBuffer view = NO_VIEW;

  private int used;
  private int nextBufferBytes = FIRST_BUFFER_BYTES;

  /** Bytes that the message still needs, and of them those of the packet under way. */
  private int messageLeft;

  private int packetLeft;

  /** Whether another packet, maybe an empty one, follows the present one. */
  private boolean continues;

  PacketStream(PacketWriter writer) {
    this.writer = writer;
  }

  /**
   * Begins a message.
   *
   * @param first its first byte
   * @param restBytes how many follow by {@link #put}
   * @throws io.braid.common.MySqlException ER_NET_PACKET_TOO_LARGE (1153), with nothing written
   */
  public void startMessage(int first, int restBytes) {
    Invariant.check(!inMessage(), "a message ends before the next one starts");
    if (restBytes >= PacketWriter.MESSAGE_BYTES_MAX) {
      throw MySqlError.ER_NET_PACKET_TOO_LARGE.with();
    }
    messageLeft = restBytes;
    startPacket(restBytes + 1);
    view.put(used++, (byte) first);
    packetLeft--;
  }

  private void startPacket(int payloadBytes) {
    if (view.capacity() - used < HEADER_BYTES) {
      nextBuffer();
    }
    packetLeft = Math.min(payloadBytes, PacketWriter.FULL_PAYLOAD_BYTES);
    continues = packetLeft == PacketWriter.FULL_PAYLOAD_BYTES;
    view.putInt(used, packetLeft | writer.takeSequence() << 24);
    used += Integer.BYTES;
  }

  /** Appends bytes of the message, which must not become longer than was said. */
  public void put(ByteBuffer from, int offset, int length) {
    Invariant.check(length <= messageLeft, "a message has the length that it began with");
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (used == view.capacity()) {
        nextBuffer();
      }
      int count = Math.min(Math.min(end - at, view.capacity() - used), packetLeft);
      view.put(used, from, at, count);
      used += count;
      at += count;
      packetLeft -= count;
      messageLeft -= count;
      if (packetLeft == 0 && continues) {
        startPacket(messageLeft);
      }
    }
  }

  /** Whether a message has been started and is not whole yet: nothing else may be written then. */
  public boolean inMessage() {
    return messageLeft > 0;
  }

  /** Sends what waits. May block while the client is slow. */
  public void flush() {
    send();
    nextBufferBytes = FIRST_BUFFER_BYTES;
  }

  private void nextBuffer() {
    send();
    ByteBuf next = writer.allocator().directBuffer(nextBufferBytes, nextBufferBytes);
    buffer = next;
    view = next.nioBuffer(0, nextBufferBytes).order(ByteOrder.LITTLE_ENDIAN);
    used = 0;
    nextBufferBytes = BUFFER_BYTES;
  }

  private void send() {
    ByteBuf full = takeBuffer();
    if (full != null) {
      full.writerIndex(used);
      used = 0;
      writer.send(full);
    }
  }

  private @Nullable ByteBuf takeBuffer() {
    ByteBuf taken = buffer;
    buffer = null;
    view = NO_VIEW;
    return taken;
  }

  /** Sends whole messages that wait, or drops everything when the last one is not whole. */
  @Override
  public void close() {
    if (!inMessage()) {
      flush();
      return;
    }
    ByteBuf rest = takeBuffer();
    if (rest != null) {
      rest.release();
    }
  }
}
