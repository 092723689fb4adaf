/**
 * Sockets, framing and the hand-over to the virtual thread that serves a connection. Read {@link
 * io.braid.protocol.netty.MySqlListener} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.protocol.netty;
