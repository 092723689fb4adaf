package io.braid.storage.node.volume;

import io.braid.storage.VolumeId;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Says whose a volume replica's folder is. One block, replaced as a whole.
 *
 * <pre>
 * offset  length  type      meaning
 * 0       8       bytes     "BRAIDVOL"
 * 8       4       u32 BE    format version of the whole folder
 * 12      16      UUID      cluster
 * 28      4       u32 BE    volume id
 * 32      16      UUID      this replica
 * 48      16      UUID      owner: the node that may write here
 * 64      8       u64 BE    fencing epoch, one more with each opening; LocalLog's term
 * 72      1       u8        log: 0 local, 1 raft
 * 73      8       u64 BE    term of the snapshot that the Raft log starts from
 * 81      8       u64 BE    index of that snapshot
 * 89      1       u8        1 when the database has been made: from then on it must be there
 * 90      2                 zero
 * 92      4       u32 BE    CRC-32C of the bytes before
 * </pre>
 *
 * @param epoch grows with each opening
 * @param snapshotTerm see above, 0 with a local log
 * @param snapshotIndex see above, 0 with a local log
 * @param complete whether the database has been made
 * @see "DESIGN.md, section 2; PROTOCOL.md, rule 33"
 */
record Superblock(
    int formatVersion,
    UUID cluster,
    VolumeId volume,
    UUID replica,
    UUID owner,
    long epoch,
    LogMode mode,
    long snapshotTerm,
    long snapshotIndex,
    boolean complete) {

  /** The format that this build writes; it reads this one only. */
  static final int FORMAT_VERSION = 1;

  static final int BYTES = 96;
  private static final long MAGIC = 0x4252414944564F4CL;
  private static final int CRC_OFFSET = BYTES - 4;

  byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    out.putLong(MAGIC).putInt(formatVersion);
    putUuid(out, cluster);
    out.putInt(volume.value());
    putUuid(out, replica);
    putUuid(out, owner);
    out.putLong(epoch).put((byte) mode.code()).putLong(snapshotTerm).putLong(snapshotIndex);
    out.put((byte) (complete ? 1 : 0));
    out.putInt(CRC_OFFSET, crc(out.array()));
    return out.array();
  }

  /**
   * Reads a superblock.
   *
   * @throws VolumeRefusedException when it is damaged or of another format; the message goes behind
   *     the folder's name
   */
  static Superblock decode(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new VolumeRefusedException("has a damaged superblock (" + bytes.length + " bytes)");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getLong() != MAGIC) {
      throw new VolumeRefusedException("has a superblock that is not Braid's");
    }
    int formatVersion = in.getInt();
    // A newer format may lay out all the rest differently, so this comes before the checksum.
    if (formatVersion > FORMAT_VERSION) {
      throw new VolumeRefusedException(
          "is in format "
              + formatVersion
              + ", this version of Braid reads format "
              + FORMAT_VERSION
              + ": use the newer version that wrote it");
    }
    if (in.getInt(CRC_OFFSET) != crc(bytes) || formatVersion != FORMAT_VERSION) {
      throw new VolumeRefusedException("has a damaged superblock (checksum)");
    }
    UUID cluster = getUuid(in);
    int volume = in.getInt();
    UUID replica = getUuid(in);
    UUID owner = getUuid(in);
    long epoch = in.getLong();
    int mode = in.get();
    if (volume < 0 || mode < 0 || mode >= LogMode.values().length) {
      throw new VolumeRefusedException("has a damaged superblock (values)");
    }
    return new Superblock(
        formatVersion,
        cluster,
        new VolumeId(volume),
        replica,
        owner,
        epoch,
        LogMode.values()[mode],
        in.getLong(),
        in.getLong(),
        in.get() != 0);
  }

  Superblock withEpoch(long newEpoch) {
    return with(newEpoch, complete);
  }

  Superblock completed() {
    return with(epoch, true);
  }

  private Superblock with(long newEpoch, boolean nowComplete) {
    return new Superblock(
        formatVersion,
        cluster,
        volume,
        replica,
        owner,
        newEpoch,
        mode,
        snapshotTerm,
        snapshotIndex,
        nowComplete);
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CRC_OFFSET);
    return (int) crc.getValue();
  }

  private static void putUuid(ByteBuffer out, UUID uuid) {
    out.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
  }

  private static UUID getUuid(ByteBuffer in) {
    return new UUID(in.getLong(), in.getLong());
  }
}
