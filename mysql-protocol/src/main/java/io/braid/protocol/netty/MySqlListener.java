package io.braid.protocol.netty;

import io.braid.common.MySqlError;
import io.braid.protocol.codec.PacketWriter;
import io.braid.protocol.codec.ResponseCodec;
import io.braid.protocol.packet.CapabilityFlag;
import io.braid.protocol.packet.CapabilitySet;
import io.braid.protocol.packet.ErrPacket;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for clients and gives each a virtual thread. Event loops (epoll where there is one)
 * decode and encode; everything that can block runs on the virtual threads.
 */
public final class MySqlListener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MySqlListener.class);

  private static final int BACKLOG = 1024;
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final ListenerSettings settings;
  private final CapabilitySet offered;
  private final TlsUpgrade tls;
  private final ConnectionService service;
  private final AtomicLong nextId = new AtomicLong(1);
  private final AtomicLong refused = new AtomicLong();
  private final ConcurrentHashMap<Long, ServerConnection> connections = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final EventLoopGroup eventLoops;
  private final Channel serverChannel;
  private final InetSocketAddress address;

  private MySqlListener(ListenerSettings settings, TlsUpgrade tls, ConnectionService service)
      throws IOException {
    this.settings = settings;
    this.service = service;
    this.tls = tls;
    this.offered =
        tls.isOffered()
            ? CapabilitySet.SERVER_WITHOUT_TLS
                .with(CapabilityFlag.SSL)
                .with(CapabilityFlag.SSL_VERIFY_SERVER_CERT)
            : CapabilitySet.SERVER_WITHOUT_TLS;
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    Class<? extends ServerChannel> channelType =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    this.eventLoops =
        new MultiThreadIoEventLoopGroup(
            settings.eventLoopThreads(), new DefaultThreadFactory("mysql-io", true), handlers);
    try {
      this.serverChannel = bind(channelType);
    } catch (IOException failed) {
      eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw failed;
    }
    this.address = (InetSocketAddress) serverChannel.localAddress();
  }

  /**
   * Starts to listen.
   *
   * @throws IOException when the address cannot be bound
   */
  public static MySqlListener start(
      ListenerSettings settings, TlsUpgrade tls, ConnectionService service) throws IOException {
    return new MySqlListener(settings, tls, service);
  }

  private Channel bind(Class<? extends ServerChannel> channelType) throws IOException {
    var bound =
        new ServerBootstrap()
            .group(eventLoops)
            .channel(channelType)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    welcome(channel);
                  }
                })
            .bind(settings.bindAddress(), settings.port())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on " + settings.bindAddress() + ":" + settings.port(), bound.cause());
    }
    return bound.channel();
  }

  private void welcome(SocketChannel channel) {
    if (channel.remoteAddress() == null) {
      channel.close(); // gone before it was accepted
      return;
    }
    if (connections.size() >= settings.connectionsMax().getAsInt()) {
      refuse(channel);
      return;
    }
    long id = nextId.getAndIncrement();
    ServerConnection connection = new ServerConnection(id, channel, offered, tls);
    connections.put(id, connection);
    channel.pipeline().addLast("packets", connection.decoder());
    var unused = Thread.ofVirtual().name("connection-" + id).start(() -> serve(connection));
  }

  private void refuse(SocketChannel channel) {
    refused.incrementAndGet();
    PacketWriter out =
        new PacketWriter(
            channel.alloc(),
            bytes -> channel.writeAndFlush(bytes).addListener(ChannelFutureListener.CLOSE));
    ResponseCodec.write(
        ErrPacket.of(MySqlError.ER_CON_COUNT_ERROR.with()),
        CapabilitySet.NONE,
        StandardCharsets.UTF_8,
        out);
    out.flush();
  }

  private void serve(ServerConnection connection) {
    try {
      service.serve(connection);
    } catch (ConnectionClosedException gone) {
      log.debug("connection {}: {}", connection.id(), gone.getMessage());
    } catch (RuntimeException | Error bug) {
      log.error("connection {} ended by a failure of the server", connection.id(), bug);
    } finally {
      connection.close();
      connections.remove(connection.id());
      signalEnded();
    }
  }

  private void signalEnded() {
    lock.lock();
    try {
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the threads of all connections have ended, at most {@code patience}. */
  private void awaitEnded(Duration patience) {
    long rest = patience.toNanos();
    lock.lock();
    try {
      while (!connections.isEmpty() && rest > 0) {
        rest = ended.awaitNanos(rest);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** The address that is listened on, with its real port. */
  public InetSocketAddress address() {
    return address;
  }

  /** Clients that are connected, logged in or not. */
  public List<ServerConnection> connections() {
    return List.copyOf(connections.values());
  }

  /** Number of connections accepted so far ({@code Connections}). */
  public long acceptedCount() {
    return nextId.get() - 1;
  }

  /** Number of clients sent away with ER_CON_COUNT_ERROR. */
  public long refusedCount() {
    return refused.get();
  }

  /** Lets no new client in; those that are in stay. */
  public void stopAccepting() {
    serverChannel.close().awaitUninterruptibly();
  }

  /**
   * Lets no new client in and cuts all connections. Waits for their threads and the event loops.
   */
  @Override
  public void close() {
    stopAccepting();
    connections().forEach(ServerConnection::abort);
    awaitEnded(CLOSE_PATIENCE);
    eventLoops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
