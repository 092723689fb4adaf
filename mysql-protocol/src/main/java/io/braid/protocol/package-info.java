/**
 * The MySQL client/server protocol as the server speaks it. Read {@link
 * io.braid.protocol.netty.MySqlListener} first, then {@link
 * io.braid.protocol.netty.ServerConnection}.
 */
@org.jspecify.annotations.NullMarked
package io.braid.protocol;
