package io.braid.protocol.netty;

import io.braid.protocol.tls.ServerKeys;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes the handlers that connections turn into TLS with, from a certificate and its key. */
public final class TlsUpgrade {
  private final Optional<SslContext> context;

  private TlsUpgrade(Optional<SslContext> context) {
    this.context = context;
  }

  /** Where no TLS is offered. */
  public static TlsUpgrade none() {
    return new TlsUpgrade(Optional.empty());
  }

  /**
   * Takes some tenths of a second in a process that has done nothing with TLS before.
   *
   * @throws IOException when the certificate cannot be used
   */
  public static TlsUpgrade with(ServerKeys keys) throws IOException {
    return new TlsUpgrade(Optional.of(context(keys)));
  }

  private static SslContext context(ServerKeys keys) throws SSLException {
    return SslContextBuilder.forServer(keys.serverKey(), keys.serverCertificates())
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3", "TLSv1.2")
        .build();
  }

  boolean isOffered() {
    return context.isPresent();
  }

  @Nullable SslHandler handlerFor(ChannelHandlerContext connection) {
    return context.isEmpty() ? null : context.get().newHandler(connection.alloc());
  }
}
