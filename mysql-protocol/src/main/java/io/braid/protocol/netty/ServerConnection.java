package io.braid.protocol.netty;

import io.braid.common.MySqlError;
import io.braid.common.MySqlException;
import io.braid.protocol.codec.CommandDecoder;
import io.braid.protocol.codec.PacketWriter;
import io.braid.protocol.codec.ResponseCodec;
import io.braid.protocol.codec.ResultSetHead;
import io.braid.protocol.codec.ResultSetWriter;
import io.braid.protocol.codec.RowFormat;
import io.braid.protocol.packet.CapabilityFlag;
import io.braid.protocol.packet.CapabilitySet;
import io.braid.protocol.packet.Command;
import io.braid.protocol.packet.EofPacket;
import io.braid.protocol.packet.ErrPacket;
import io.braid.protocol.packet.LocalInfileRequest;
import io.braid.protocol.packet.OkPacket;
import io.braid.protocol.packet.ResultColumn;
import io.braid.protocol.packet.StatementPrepared;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client as the server sees it. A virtual thread owns the connection and calls everything here,
 * blocking; only {@link #close()}, {@link #abort()} and the getters of fixed facts may be called
 * from elsewhere.
 *
 * <p>Everything written waits in a buffer until {@link #flush()}, the next {@link #receiveCommand}
 * or a full buffer.
 */
public final class ServerConnection implements AutoCloseable {
  /** Longest message before the client has logged in. */
  public static final int LOGIN_MESSAGE_BYTES_MAX = 1024 * 1024;

  private static final Logger log = LoggerFactory.getLogger(ServerConnection.class);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final long id;
  private final Channel channel;
  private final CapabilitySet offered;
  private final InboundQueue inbound;
  private final OutboundGate outbound = new OutboundGate();
  private final PacketFrameDecoder decoder;
  private final PacketWriter out;
  private final AtomicReference<@Nullable Runnable> closeListener = new AtomicReference<>();
  private volatile @Nullable ShortCommands shortCommands;
  private volatile @Nullable SSLSession tlsSession;
  private volatile boolean ended;
  private volatile CapabilitySet capabilities = CapabilitySet.NONE;
  private Charset resultsCharset = StandardCharsets.UTF_8;
  private Duration writeTimeout = Duration.ofSeconds(60);
  private Duration readTimeout = Duration.ofSeconds(30);
  private volatile long bytesReceived;

  ServerConnection(long id, Channel channel, CapabilitySet offered, TlsUpgrade tls) {
    this.id = id;
    this.channel = channel;
    this.offered = offered;
    this.inbound =
        new InboundQueue(
            () -> channel.config().setAutoRead(false),
            () -> channel.config().setAutoRead(true),
            this::alarm);
    this.decoder =
        new PacketFrameDecoder(
            inbound,
            tls::handlerFor,
            LOGIN_MESSAGE_BYTES_MAX,
            new PacketFrameDecoder.ConnectionEvents() {
              @Override
              public void tlsStarted(SSLSession session) {
                tlsSession = session;
              }

              @Override
              public boolean answered(Inbound.Message message) {
                return ServerConnection.this.answered(message);
              }

              @Override
              public void ended(@Nullable Throwable cause) {
                ServerConnection.this.ended(cause);
              }
            });
    this.out = new PacketWriter(channel.alloc(), this::send);
  }

  PacketFrameDecoder decoder() {
    return decoder;
  }

  private Runnable alarm(Runnable task, long delayNanos) {
    try {
      ScheduledFuture<?> alarm =
          channel.eventLoop().schedule(task, delayNanos, TimeUnit.NANOSECONDS);
      return () -> alarm.cancel(false);
    } catch (RejectedExecutionException stopped) {
      // The event loop has ended, and its connections end with it.
      return () -> {};
    }
  }

  /** Answers commands that are sure to need no wait, on the event loop. */
  @FunctionalInterface
  public interface ShortCommands {
    /**
     * Answers a command if that can be done at once. The caller owns the connection meanwhile, as
     * its thread otherwise does.
     *
     * @param payload the command's bytes, not checked yet
     * @return false when the connection's thread has to run it; what was written is taken back then
     */
    boolean run(byte[] payload);
  }

  /** Sets who may answer commands on the event loop while the thread waits for them. */
  public void setShortCommands(ShortCommands commands) {
    shortCommands = commands;
  }

  /** Called on the event loop. */
  private boolean answered(Inbound.Message message) {
    ShortCommands commands = shortCommands;
    if (commands == null
        || message.firstSequence() != 0
        || outbound.pendingBytes() > 0
        || !inbound.borrow()) {
      return false;
    }
    try {
      out.setNextSequence(message.lastSequence() + 1);
      out.hold();
      boolean ran = commands.run(message.payload());
      if (ran) {
        bytesReceived += message.payload().length + 4L;
        out.release();
        out.flush();
      } else {
        out.takeBack();
        out.setNextSequence(0);
      }
      return ran;
    } catch (ConnectionClosedException gone) {
      log.debug("connection {} was gone when a command was answered", id);
      return true;
    } finally {
      inbound.giveBack();
    }
  }

  /** What {@code CONNECTION_ID()} shows; never used twice while the server runs. */
  public long id() {
    return id;
  }

  /** Address and port of the client. */
  public InetSocketAddress remoteAddress() {
    return (InetSocketAddress) channel.remoteAddress();
  }

  /** What the server offers to this client. */
  public CapabilitySet offeredCapabilities() {
    return offered;
  }

  /** What both sides can do; nothing before login. */
  public CapabilitySet capabilities() {
    return capabilities;
  }

  /** Fixes what both sides can do, at login. */
  public void agreeOn(CapabilitySet agreed) {
    capabilities = agreed;
  }

  /** Turns multi-statements on or off (COM_SET_OPTION). */
  public void setMultiStatements(boolean on) {
    capabilities =
        on
            ? capabilities.with(CapabilityFlag.MULTI_STATEMENTS)
            : capabilities.without(CapabilityFlag.MULTI_STATEMENTS);
  }

  /** Whether the connection runs over TLS. */
  public boolean isSecure() {
    return tlsSession != null;
  }

  /** The version of TLS, as {@code Ssl_version} shows it; empty without TLS. */
  public String tlsVersion() {
    SSLSession session = tlsSession;
    return session == null ? "" : session.getProtocol();
  }

  /** The cipher suite, as {@code Ssl_cipher} shows it; empty without TLS. */
  public String tlsCipher() {
    SSLSession session = tlsSession;
    return session == null ? "" : session.getCipherSuite();
  }

  /** Whether the client is still there, as far as is known. */
  public boolean isOpen() {
    return !ended;
  }

  /** Bytes of all messages received. */
  public long bytesReceived() {
    return bytesReceived;
  }

  /** Bytes of all packets written. */
  public long bytesSent() {
    return out.bytesWritten();
  }

  /**
   * Sets the longest message that the client may send, after login ({@code max_allowed_packet}).
   */
  public void allowMessageBytes(int bytesMax) {
    decoder.allowMessageBytes(bytesMax);
  }

  /** Sets the character set of names and error texts ({@code character_set_results}). */
  public void setResultsCharset(Charset charset) {
    resultsCharset = charset;
  }

  /** Sets how long the client may take no byte ({@code net_write_timeout}). */
  public void setWriteTimeout(Duration timeout) {
    writeTimeout = timeout;
  }

  /** Sets how long to wait for messages inside of a command ({@code net_read_timeout}). */
  public void setReadTimeout(Duration timeout) {
    readTimeout = timeout;
  }

  /**
   * Sets what runs once when the client goes away, on the event loop or, if it is gone already, at
   * once; it must not block. It is the way to stop a statement whose client has left.
   */
  public void onClose(Runnable listener) {
    closeListener.set(listener);
    if (ended && closeListener.compareAndSet(listener, null)) {
      listener.run();
    }
  }

  /** Packets in the order of the protocol; for exchanges that this class has no method for. */
  public PacketWriter packets() {
    return out;
  }

  /**
   * Sends what waits, then waits for the next command.
   *
   * @return empty when none came within {@code idleMax} ({@code wait_timeout})
   * @throws ConnectionClosedException when the connection is gone
   * @throws MySqlException ER_MALFORMED_PACKET (1835): the connection can go on;
   *     ER_NET_PACKET_TOO_LARGE (1153), ER_NET_PACKETS_OUT_OF_ORDER (1156): it must be closed
   */
  public Optional<Command> receiveCommand(Duration idleMax) {
    out.flush();
    out.setNextSequence(0);
    Optional<byte[]> payload = receive(idleMax, true);
    return payload.map(bytes -> CommandDecoder.decode(bytes, capabilities));
  }

  /**
   * Sends what waits, then waits for a message inside of a command or of the login.
   *
   * @throws ConnectionClosedException when the connection is gone
   * @throws MySqlException ER_NET_READ_INTERRUPTED (1159), ER_NET_PACKET_TOO_LARGE (1153),
   *     ER_NET_PACKETS_OUT_OF_ORDER (1156): the connection must be closed
   */
  public byte[] receiveMessage() {
    return receiveMessage(readTimeout);
  }

  /** As {@link #receiveMessage()}, with a time limit of its own. */
  public byte[] receiveMessage(Duration timeout) {
    out.flush();
    return receive(timeout, false).orElseThrow(MySqlError.ER_NET_READ_INTERRUPTED::with);
  }

  /** Whether a message of the client waits to be received. */
  public boolean hasMessage() {
    return inbound.hasMessage();
  }

  private Optional<byte[]> receive(Duration timeout, boolean command) {
    Inbound next;
    try {
      next = inbound.take(saturatedNanos(timeout), command);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ConnectionClosedException("interrupted");
    }
    return switch (next) {
      case Inbound.Message message -> {
        bytesReceived += message.payload().length + 4L;
        if (message.firstSequence() != out.nextSequence()) {
          out.setNextSequence(message.lastSequence() + 1);
          throw MySqlError.ER_NET_PACKETS_OUT_OF_ORDER.with();
        }
        out.setNextSequence(message.lastSequence() + 1);
        yield Optional.of(message.payload());
      }
      case Inbound.OutOfOrder(int lastSequence) -> {
        out.setNextSequence(lastSequence + 1);
        throw MySqlError.ER_NET_PACKETS_OUT_OF_ORDER.with();
      }
      case Inbound.TooLarge(int lastSequence) -> {
        out.setNextSequence(lastSequence + 1);
        throw MySqlError.ER_NET_PACKET_TOO_LARGE.with();
      }
      case Inbound.TimedOut() -> Optional.empty();
      case Inbound.Closed() -> throw new ConnectionClosedException("closed by the client");
    };
  }

  private static long saturatedNanos(Duration timeout) {
    return timeout.getSeconds() > 365L * 24 * 3600 ? TimeUnit.DAYS.toNanos(365) : timeout.toNanos();
  }

  /**
   * Asks the client for a file of its machine (LOAD DATA LOCAL). Closing the stream reads what the
   * client still sends; nothing may be written before. Reads throw as {@link #receiveMessage()}.
   *
   * @param name as the client gave it
   */
  public InputStream requestFile(String name) {
    ResponseCodec.write(new LocalInfileRequest(name), out);
    return new ClientFile(this);
  }

  /** Writes an OK packet. */
  public void writeOk(OkPacket ok) {
    ResponseCodec.write(ok, capabilities, out);
  }

  /** Writes an EOF packet in its old form, whatever was agreed on. */
  public void writeEof(EofPacket end) {
    ResponseCodec.write(end, out);
  }

  /** Writes an ERR packet; a packet begun before is taken back. */
  public void writeError(ErrPacket error) {
    out.abandonPacket();
    ResponseCodec.write(error, capabilities, resultsCharset, out);
  }

  /** As {@link #writeError(ErrPacket)}. */
  public void writeError(MySqlException error) {
    writeError(ErrPacket.of(error));
  }

  /** What result sets with these columns begin with, for as long as the character set stays. */
  public ResultSetHead resultSetHead(List<ResultColumn> columns) {
    return new ResultSetHead(columns, resultsCharset, capabilities);
  }

  /** A writer for one result set whose head is known. */
  public ResultSetWriter resultSet(ResultSetHead head, RowFormat format) {
    return new ResultSetWriter(out, head, format);
  }

  /** A writer for one result set. */
  public ResultSetWriter resultSet(List<ResultColumn> columns, RowFormat format) {
    return new ResultSetWriter(out, capabilities, resultsCharset, columns, format);
  }

  /**
   * Writes the answer to COM_STMT_PREPARE.
   *
   * @param parameters a description for each {@code ?}
   * @param columns descriptions of the result, empty when there is none
   * @param status status word for the EOF packets of clients that still get them
   */
  public void writePrepared(
      StatementPrepared prepared,
      List<ResultColumn> parameters,
      List<ResultColumn> columns,
      int status) {
    ResponseCodec.write(prepared, out);
    writeDefinitions(parameters, status);
    writeDefinitions(columns, status);
  }

  private void writeDefinitions(List<ResultColumn> definitions, int status) {
    for (ResultColumn definition : definitions) {
      ResponseCodec.write(definition, resultsCharset, out);
    }
    if (!definitions.isEmpty() && !capabilities.has(CapabilityFlag.DEPRECATE_EOF)) {
      ResponseCodec.write(new EofPacket(0, status), out);
    }
  }

  /** Writes the answer to COM_STATISTICS: a packet of plain text. */
  public void writeText(String text) {
    out.startPacket();
    out.putBytes(text.getBytes(StandardCharsets.UTF_8));
    out.endPacket();
  }

  /** Sends what waits. May block while the client is slow. */
  public void flush() {
    out.flush();
  }

  private void send(ByteBuf bytes) {
    int length = bytes.readableBytes();
    OutboundGate.Passage passage;
    try {
      passage = outbound.enter(length, saturatedNanos(writeTimeout));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      passage = OutboundGate.Passage.CLOSED;
    }
    switch (passage) {
      case OPEN ->
          channel
              .writeAndFlush(bytes)
              .addListener(
                  (ChannelFutureListener)
                      done -> {
                        outbound.leave(length);
                        if (!done.isSuccess()) {
                          ended(done.cause());
                        }
                      });
      case CLOSED -> {
        bytes.release();
        throw new ConnectionClosedException("closed while writing");
      }
      case TIMED_OUT -> {
        bytes.release();
        abort();
        throw new ConnectionClosedException("the client did not read for " + writeTimeout);
      }
    }
  }

  private void ended(@Nullable Throwable cause) {
    boolean first = !ended;
    ended = true;
    if (first && cause != null && !isOfTheNetwork(cause)) {
      log.error("connection {} ended by a failure of the server", id, cause);
    } else if (first && cause != null) {
      log.debug("connection {} ended: {}", id, cause.toString());
    }
    inbound.close();
    outbound.close();
    channel.close();
    Runnable listener = closeListener.getAndSet(null);
    if (listener != null) {
      listener.run();
    }
  }

  /** Resets, closed channels and failed TLS come from outside and are nobody's fault here. */
  private static boolean isOfTheNetwork(Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof IOException || at instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  /** Sends what waits and closes; also when that fails. Called by the owning thread at its end. */
  @Override
  public void close() {
    try {
      if (!ended) {
        out.abandonPacket();
        out.flush();
      }
    } catch (ConnectionClosedException gone) {
      log.debug("connection {} was gone before its last bytes", id);
    } finally {
      out.discard();
      closeChannel();
      inbound.closeNow();
    }
  }

  /** Closes when everything is sent, or after a while when the client does not take it. */
  private void closeChannel() {
    try {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      var unused =
          channel
              .eventLoop()
              .schedule(() -> channel.close(), CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopped) {
      log.debug("connection {}: its event loop has ended with all channels closed", id);
    }
  }

  /** Cuts the connection at once, from any thread: its thread meets a closed connection. */
  public void abort() {
    inbound.closeNow();
    outbound.close();
    channel.close();
  }
}
