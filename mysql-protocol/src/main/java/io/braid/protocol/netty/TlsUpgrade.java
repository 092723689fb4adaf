package io.braid.protocol.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the handlers that connections turn into TLS with.
 *
 * @param context certificate and key, empty where TLS is off
 */
record TlsUpgrade(Optional<SslContext> context) {
  @Nullable SslHandler handlerFor(ChannelHandlerContext connection) {
    return context.isEmpty() ? null : context.get().newHandler(connection.alloc());
  }
}
