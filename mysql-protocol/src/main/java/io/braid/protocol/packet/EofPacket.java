package io.braid.protocol.packet;

/**
 * The end of column definitions or rows for clients without {@link CapabilityFlag#DEPRECATE_EOF}.
 *
 * @param warnings number of warnings; more than 65535 are sent as 65535
 * @param status bits of {@link ServerStatus}
 */
public record EofPacket(int warnings, int status) {}
