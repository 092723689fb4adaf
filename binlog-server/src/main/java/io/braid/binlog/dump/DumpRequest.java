package io.braid.binlog.dump;

import io.braid.binlog.gtid.GtidSet;
import java.time.Duration;
import java.util.Optional;

/**
 * What a consumer asks for.
 *
 * @param connectionId of the consumer's connection
 * @param serverId the consumer's; 0 means that it does not wait for new events
 * @param replicaUuid its {@code @replica_uuid}, if it said one
 * @param flags of the command: {@link #NON_BLOCKING}
 * @param checksum what its {@code @source_binlog_checksum} says
 * @param heartbeat its {@code @source_heartbeat_period}; zero for none
 */
public record DumpRequest(
    long connectionId,
    long serverId,
    Optional<String> replicaUuid,
    int flags,
    Checksum checksum,
    Duration heartbeat,
    Start start) {
  /** The dump ends at the end of the log. */
  public static final int NON_BLOCKING = 1;

  /** What the consumer knows of checksums. */
  public enum Checksum {
    /** It said nothing, so it cannot read them. */
    UNKNOWN,
    /** It wants events without. */
    NONE,
    CRC32
  }

  /** Where the dump starts. */
  public sealed interface Start {
    /** COM_BINLOG_DUMP; an empty name means the oldest file. */
    record AtPosition(String file, long position) implements Start {}

    /** COM_BINLOG_DUMP_GTID: everything outside of a set. */
    record AfterGtids(GtidSet executed) implements Start {}
  }

  /** Whether it waits for new events. */
  boolean waits() {
    return serverId != 0 && (flags & NON_BLOCKING) == 0;
  }
}
