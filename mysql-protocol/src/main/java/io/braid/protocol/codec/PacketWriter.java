package io.braid.protocol.codec;

import io.braid.common.Invariant;
import io.braid.common.MySqlError;
import io.braid.common.NotNowException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes packets, from the first byte of each to its last, into buffers that go to the client as
 * they fill. Packets of 16 MB - 1 and more are split as the protocol wants it. One thread at a
 * time.
 *
 * <p>Usage: {@link #startPacket()}, any {@code put…}, {@link #endPacket()}, and {@link #flush()}
 * when the client is to see it. A packet stays in memory until its end, because its length comes
 * first: memory is bounded by the largest packet plus {@link #FLUSH_BYTES}.
 */
public final class PacketWriter {
  /**
   * Payload of a full packet; a packet of this length is followed by another of the same message.
   */
  public static final int FULL_PAYLOAD_BYTES = 0xFF_FFFF;

  /** A buffer goes out at the first packet end behind this size. */
  public static final int FLUSH_BYTES = 32 * 1024;

  /** An answer that is held is not much longer. */
  public static final int HELD_BYTES_MAX = 128 * 1024;

  /** No message may be longer: the upper limit of {@code max_allowed_packet}. */
  public static final int MESSAGE_BYTES_MAX = 1 << 30;

  private static final int HEADER_BYTES = 4;

  /** Takes filled buffers on their way to the client. */
  public interface Destination {
    /**
     * Sends {@code bytes} and owns them from now on. May block while the client is slow.
     *
     * @throws RuntimeException when the connection is gone; {@code bytes} are released then too
     */
    void send(ByteBuf bytes);
  }

  private final ByteBufAllocator allocator;
  private final Destination destination;
  private @Nullable ByteBuf buffer;
  private int packetStart = -1;
  private int nextSequence;
  private long bytesWritten;
  private boolean held;
  private long bytesBefore;

  public PacketWriter(ByteBufAllocator allocator, Destination destination) {
    this.allocator = allocator;
    this.destination = destination;
  }

  /** The sequence id of the next packet, 0 to 255. */
  public int nextSequence() {
    return nextSequence;
  }

  /** Sets the sequence id of the next packet, which follows that of the packet read last. */
  public void setNextSequence(int sequence) {
    nextSequence = sequence & 0xFF;
  }

  /** Bytes of all packets ended so far, headers included. */
  public long bytesWritten() {
    return bytesWritten;
  }

  /** Begins a packet. */
  public void startPacket() {
    Invariant.check(packetStart < 0, "a packet ends before the next one starts");
    ByteBuf out = buffer();
    packetStart = out.writerIndex();
    out.writeInt(0); // the header, filled in at the end
  }

  /** Ends the packet, and sends the buffer when it is full. */
  public void endPacket() {
    Invariant.check(packetStart >= 0, "a packet starts before it ends");
    ByteBuf out = buffer();
    int payloadBytes = out.writerIndex() - packetStart - HEADER_BYTES;
    if (payloadBytes > MESSAGE_BYTES_MAX) {
      abandonPacket();
      throw MySqlError.ER_NET_PACKET_TOO_LARGE.with();
    }
    bytesWritten += payloadBytes + HEADER_BYTES;
    if (payloadBytes >= FULL_PAYLOAD_BYTES) {
      sendSplit(out, payloadBytes);
      return;
    }
    out.setMediumLE(packetStart, payloadBytes);
    out.setByte(packetStart + 3, takeSequence());
    packetStart = -1;
    if (held) {
      if (out.readableBytes() > HELD_BYTES_MAX) {
        throw new NotNowException("a long answer");
      }
    } else if (out.readableBytes() >= FLUSH_BYTES) {
      flush();
    }
  }

  /**
   * Keeps everything written from now on in memory, until it is released or taken back. Nothing may
   * wait to be sent before. Beyond {@link #HELD_BYTES_MAX} the end of a packet throws {@link
   * NotNowException}.
   */
  public void hold() {
    Invariant.check(buffer == null && !held, "what is held begins with an empty buffer");
    held = true;
    bytesBefore = bytesWritten;
  }

  /** What was held may be sent. */
  public void release() {
    held = false;
  }

  /** Drops what was held. */
  public void takeBack() {
    held = false;
    discard();
    bytesWritten = bytesBefore;
  }

  /**
   * Writes whole packets that were encoded before, the first with sequence id 1.
   *
   * @param count how many they are
   * @return false, with nothing written, when the next packet has another sequence id
   */
  public boolean putPackets(byte[] packets, int count) {
    if (nextSequence != 1 || packetStart >= 0) {
      return false;
    }
    buffer().writeBytes(packets);
    bytesWritten += packets.length;
    nextSequence = (1 + count) & 0xFF;
    return true;
  }

  /** Takes back the packet that has been started but not ended. Nothing happens without one. */
  public void abandonPacket() {
    if (packetStart >= 0) {
      buffer().writerIndex(packetStart);
      packetStart = -1;
    }
  }

  /** Whether a packet has been started and not ended. */
  public boolean inPacket() {
    return packetStart >= 0;
  }

  /** Offset in the started packet's payload of the byte written next. */
  public int packetOffset() {
    return buffer().writerIndex() - packetStart - HEADER_BYTES;
  }

  /** Sends all ended packets. May block while the client is slow. */
  public void flush() {
    ByteBuf full = buffer;
    if (full == null) {
      return;
    }
    Invariant.check(packetStart < 0, "only whole packets are sent");
    buffer = null;
    if (full.isReadable()) {
      destination.send(full);
    } else {
      full.release();
    }
  }

  /** A stream of messages of known lengths, to be closed before the next packet is written here. */
  public PacketStream stream() {
    flush();
    return new PacketStream(this);
  }

  ByteBufAllocator allocator() {
    return allocator;
  }

  /** Sends bytes of packets that were not written here. */
  void send(ByteBuf packets) {
    bytesWritten += packets.readableBytes();
    destination.send(packets);
  }

  /** Drops everything that has not been sent, at the end of the connection. */
  public void discard() {
    packetStart = -1;
    ByteBuf rest = buffer;
    buffer = null;
    if (rest != null) {
      rest.release();
    }
  }

  public void putInt1(int value) {
    buffer().writeByte(value);
  }

  public void putInt2(int value) {
    buffer().writeShortLE(value);
  }

  public void putInt3(int value) {
    buffer().writeMediumLE(value);
  }

  public void putInt4(long value) {
    buffer().writeIntLE((int) value);
  }

  public void putInt8(long value) {
    buffer().writeLongLE(value);
  }

  public void putZeros(int count) {
    buffer().writeZero(count);
  }

  /** Sets bits of a byte of the started packet, for null bitmaps. */
  public void setBits(int payloadOffset, int bits) {
    ByteBuf out = buffer();
    int index = packetStart + HEADER_BYTES + payloadOffset;
    out.setByte(index, out.getByte(index) | bits);
  }

  /** Writes a length-encoded integer; negative values are large unsigned ones. */
  public void putLengthEncodedInteger(long value) {
    ByteBuf out = buffer();
    if (value >= 0 && value < 0xFB) {
      out.writeByte((int) value);
    } else if (value >= 0 && value <= 0xFFFF) {
      out.writeByte(0xFC);
      out.writeShortLE((int) value);
    } else if (value >= 0 && value <= 0xFF_FFFF) {
      out.writeByte(0xFD);
      out.writeMediumLE((int) value);
    } else {
      out.writeByte(0xFE);
      out.writeLongLE(value);
    }
  }

  public void putBytes(byte[] bytes) {
    putBytes(bytes, 0, bytes.length);
  }

  public void putBytes(byte[] bytes, int offset, int length) {
    requireRoom(length);
    buffer().writeBytes(bytes, offset, length);
  }

  /** Writes all remaining bytes of {@code bytes} and moves its position. */
  public void putBytes(java.nio.ByteBuffer bytes) {
    requireRoom(bytes.remaining());
    buffer().writeBytes(bytes);
  }

  public void putLengthEncodedBytes(byte[] bytes) {
    putLengthEncodedBytes(bytes, 0, bytes.length);
  }

  public void putLengthEncodedBytes(byte[] bytes, int offset, int length) {
    putLengthEncodedInteger(length);
    putBytes(bytes, offset, length);
  }

  public void putLengthEncodedString(String text) {
    putLengthEncodedString(text, StandardCharsets.UTF_8);
  }

  public void putLengthEncodedString(String text, Charset charset) {
    putLengthEncodedBytes(text.getBytes(charset));
  }

  public void putZeroTerminatedString(String text) {
    putBytes(text.getBytes(StandardCharsets.UTF_8));
    putInt1(0);
  }

  private ByteBuf buffer() {
    ByteBuf out = buffer;
    if (out == null) {
      out = allocator.buffer(1024);
      buffer = out;
    }
    return out;
  }

  private void requireRoom(int length) {
    if (packetStart >= 0 && (long) packetOffset() + length > MESSAGE_BYTES_MAX) {
      throw MySqlError.ER_NET_PACKET_TOO_LARGE.with();
    }
  }

  /** The sequence id of a packet that begins now. */
  int takeSequence() {
    int sequence = nextSequence;
    nextSequence = (sequence + 1) & 0xFF;
    return sequence;
  }

  /** Sends a message of several packets piece by piece, a header in front of each. */
  private void sendSplit(ByteBuf out, int payloadBytes) {
    int payloadStart = packetStart + HEADER_BYTES;
    ByteBuf ahead = packetStart > 0 ? out.retainedSlice(0, packetStart) : Unpooled.EMPTY_BUFFER;
    packetStart = -1;
    buffer = null;
    try {
      if (ahead.isReadable()) {
        destination.send(ahead);
      }
      int sent = 0;
      while (true) {
        int length = Math.min(FULL_PAYLOAD_BYTES, payloadBytes - sent);
        ByteBuf header = allocator.buffer(HEADER_BYTES);
        header.writeMediumLE(length);
        header.writeByte(takeSequence());
        destination.send(header);
        int pieceStart = payloadStart + sent;
        for (int at = 0; at < length; at += SPLIT_PIECE_BYTES) {
          int piece = Math.min(SPLIT_PIECE_BYTES, length - at);
          destination.send(out.retainedSlice(pieceStart + at, piece));
        }
        sent += length;
        if (length < FULL_PAYLOAD_BYTES) {
          return;
        }
      }
    } finally {
      out.release();
    }
  }

  /** Size of the pieces of a huge message, so that back-pressure works inside of it too. */
  private static final int SPLIT_PIECE_BYTES = 128 * 1024;
}
