package io.braid.protocol.netty;

import io.braid.protocol.codec.HandshakeCodec;
import io.braid.protocol.codec.PacketWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.Arrays;
import java.util.function.Function;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the byte stream into messages, on the event loop.
 *
 * <pre>
 * packet  3: payload length, 1: sequence id, payload; a payload of 2^24 - 1 bytes goes on in the next packet
 * </pre>
 *
 * Memory follows the bytes that have come, not the length that a header claims, and is bounded by
 * {@link #allowMessageBytes}. The decoder also starts TLS: it alone knows which bytes follow the
 * client's request for it.
 */
final class PacketFrameDecoder extends ChannelInboundHandlerAdapter {
  private static final int HEADER_BYTES = 4;
  private static final byte[] EMPTY = new byte[0];

  /** A message over the limit is read to its end, so that the client sees the error, up to here. */
  private static final long DROP_BYTES_MAX = 256L * 1024 * 1024;

  private final InboundQueue queue;
  private final Function<ChannelHandlerContext, @Nullable SslHandler> tls;
  private final ConnectionEvents events;
  private volatile int messageBytesMax;

  // State of the packet and message in work; only the event loop touches it.
  private final byte[] header = new byte[HEADER_BYTES];
  private int headerBytes;
  private int packetBytesLeft;
  private boolean fullPacket;
  private byte[] message = EMPTY;
  private int messageBytes;
  private long droppedBytes;
  private int packetsOfMessage;
  private int firstSequence;
  private int lastSequence;
  private boolean inOrder = true;
  private boolean firstMessage = true;
  private boolean ended;

  /** What the connection wants to know. */
  interface ConnectionEvents {
    /** TLS is up. */
    void tlsStarted(SSLSession session);

    /**
     * A message came, in order.
     *
     * @return whether it was answered at once, so that the connection's thread need not see it
     */
    boolean answered(Inbound.Message message);

    /** The connection ended; called once or more. */
    void ended(@Nullable Throwable cause);
  }

  /**
   * @param tls makes the handler that the connection turns into TLS with; null where there is none
   */
  PacketFrameDecoder(
      InboundQueue queue,
      Function<ChannelHandlerContext, @Nullable SslHandler> tls,
      int messageBytesMax,
      ConnectionEvents events) {
    this.queue = queue;
    this.tls = tls;
    this.messageBytesMax = messageBytesMax;
    this.events = events;
  }

  /** Sets the longest message that is taken from now on. */
  void allowMessageBytes(int bytesMax) {
    messageBytesMax = bytesMax;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object received) {
    ByteBuf in = (ByteBuf) received;
    try {
      while (in.isReadable() && !ended) {
        if (headerBytes < HEADER_BYTES && !readHeader(in)) {
          continue;
        }
        readPayload(in);
        if (packetBytesLeft > 0) {
          continue;
        }
        headerBytes = 0;
        if (!fullPacket && endMessage(context)) {
          // TLS from here on: the rest of these bytes is not for this decoder as they are.
          if (in.isReadable()) {
            context.pipeline().fireChannelRead(in.readRetainedSlice(in.readableBytes()));
          }
        }
      }
    } finally {
      in.release();
    }
  }

  /** Returns whether the header is complete. */
  private boolean readHeader(ByteBuf in) {
    int take = Math.min(HEADER_BYTES - headerBytes, in.readableBytes());
    in.readBytes(header, headerBytes, take);
    headerBytes += take;
    if (headerBytes < HEADER_BYTES) {
      return false;
    }
    int length = (header[0] & 0xFF) | (header[1] & 0xFF) << 8 | (header[2] & 0xFF) << 16;
    int sequence = header[3] & 0xFF;
    if (packetsOfMessage == 0) {
      firstSequence = sequence;
    } else if (sequence != ((lastSequence + 1) & 0xFF)) {
      inOrder = false;
    }
    packetsOfMessage++;
    lastSequence = sequence;
    packetBytesLeft = length;
    fullPacket = length == PacketWriter.FULL_PAYLOAD_BYTES;
    return true;
  }

  private void readPayload(ByteBuf in) {
    int take = Math.min(packetBytesLeft, in.readableBytes());
    packetBytesLeft -= take;
    if (droppedBytes > 0 || (long) messageBytes + take > messageBytesMax) {
      drop(in, take);
      return;
    }
    reserve(messageBytes + take);
    in.readBytes(message, messageBytes, take);
    messageBytes += take;
  }

  private void drop(ByteBuf in, int length) {
    droppedBytes += messageBytes + length;
    message = EMPTY;
    messageBytes = 0;
    in.skipBytes(length);
    if (droppedBytes > DROP_BYTES_MAX) {
      ended = true;
      queue.add(new Inbound.TooLarge(lastSequence));
      queue.close();
    }
  }

  private void reserve(int length) {
    if (length <= message.length) {
      return;
    }
    long expected = (long) messageBytes + packetBytesLeft + (length - messageBytes);
    // Small messages get their exact size at once; large ones grow as they come.
    int capacity =
        expected <= 64 * 1024
            ? (int) expected
            : (int) Math.min(Math.max(2L * length, 64 * 1024), expected);
    message = Arrays.copyOf(message, Math.max(capacity, length));
  }

  /** Hands the message over; returns whether it was the request for TLS. */
  private boolean endMessage(ChannelHandlerContext context) {
    byte[] payload =
        message.length == messageBytes ? message : Arrays.copyOf(message, messageBytes);
    boolean tooLarge = droppedBytes > 0;
    boolean ordered = inOrder;
    message = EMPTY;
    messageBytes = 0;
    droppedBytes = 0;
    packetsOfMessage = 0;
    inOrder = true;
    boolean first = firstMessage;
    firstMessage = false;
    if (first && ordered && !tooLarge && HandshakeCodec.isSslRequest(payload)) {
      SslHandler handler = tls.apply(context);
      if (handler != null) {
        // The request takes a sequence id: the login follows with the next.
        queue.add(new Inbound.Message(payload, firstSequence, lastSequence));
        context.pipeline().addFirst("tls", handler);
        return true;
      }
    }
    if (tooLarge) {
      queue.add(new Inbound.TooLarge(lastSequence));
    } else if (!ordered) {
      queue.add(new Inbound.OutOfOrder(lastSequence));
    } else {
      Inbound.Message whole = new Inbound.Message(payload, firstSequence, lastSequence);
      if (!events.answered(whole)) {
        queue.add(whole);
      }
    }
    return false;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent completion) {
      SslHandler handler = context.pipeline().get(SslHandler.class);
      if (completion.isSuccess() && handler != null) {
        events.tlsStarted(handler.engine().getSession());
      } else {
        events.ended(completion.cause());
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended = true;
    message = EMPTY;
    events.ended(null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    ended = true;
    events.ended(cause);
  }
}
