/**
 * Packets from and to bytes. Read {@link io.braid.protocol.codec.PayloadReader} and {@link
 * io.braid.protocol.codec.PacketWriter} first.
 */
@org.jspecify.annotations.NullMarked
package io.braid.protocol.codec;
