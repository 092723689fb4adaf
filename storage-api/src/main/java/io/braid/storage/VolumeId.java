package io.braid.storage;

/** A volume: the unit of replication, snapshot, clone and movement. 0 is the meta volume. */
public record VolumeId(int value) implements Comparable<VolumeId> {
  /** The volume that holds the catalog. */
  public static final VolumeId META = new VolumeId(0);

  /** Volume ids are not negative. */
  public VolumeId {
    if (value < 0) {
      throw new IllegalArgumentException("volume " + value);
    }
  }

  @Override
  public int compareTo(VolumeId other) {
    return Integer.compare(value, other.value);
  }
}
