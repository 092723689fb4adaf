package io.braid.storage.node.volume;

import io.braid.storage.VolumeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/**
 * Where a volume replica lies and how it works.
 *
 * @param folder the replica's own; made when it does not exist
 * @param cluster a folder of another cluster is refused
 * @param owner the node; a folder of another node is refused
 * @param logMode used for a new folder; an existing one keeps its own and refuses another
 * @param commitBytesMax the largest commit, as a log entry; beyond it error 1197
 * @param waitMax how long a reader waits for a commit under way before error 1205
 * @param outcomeKept how long the outcome of a transaction can be asked for, at least an hour
 *     (PROTOCOL.md, rule 10)
 */
public record VolumeOptions(
    Path folder,
    UUID cluster,
    VolumeId volume,
    UUID owner,
    LogMode logMode,
    long commitBytesMax,
    Duration waitMax,
    Duration outcomeKept) {

  /** A commit of 256 MiB; it exists up to five times in memory on its way to the disk. */
  public static final long DEFAULT_COMMIT_BYTES_MAX = 256L << 20;

  /** The largest that {@code commitBytesMax} may be: an entry is one array. */
  public static final long COMMIT_BYTES_LIMIT = 1L << 30;

  /** Checks the limits. */
  public VolumeOptions {
    if (commitBytesMax < 1 << 20 || commitBytesMax > COMMIT_BYTES_LIMIT) {
      throw new IllegalArgumentException("a largest commit of " + commitBytesMax + " bytes");
    }
  }

  /** An embedded volume with the defaults. */
  public static VolumeOptions local(Path folder, UUID cluster, VolumeId volume, UUID owner) {
    return new VolumeOptions(
        folder,
        cluster,
        volume,
        owner,
        LogMode.LOCAL,
        DEFAULT_COMMIT_BYTES_MAX,
        Duration.ofSeconds(50),
        Duration.ofHours(1));
  }
}
