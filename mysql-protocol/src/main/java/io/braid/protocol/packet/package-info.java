/** The packets of the protocol as records. Read {@link io.braid.protocol.packet.Command} first. */
@org.jspecify.annotations.NullMarked
package io.braid.protocol.packet;
