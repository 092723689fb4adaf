package io.braid.txn.shard;

import io.braid.common.InvariantViolation;
import io.braid.storage.VolumeId;
import io.braid.storage.node.volume.Volume;
import java.util.List;

/** The volumes of a cluster as a node reaches them. Volume 0 is the meta volume. */
public final class VolumeSet {
  private final List<Volume> volumes;

  /**
   * @param volumes with the ids 0, 1, … in this order
   */
  public VolumeSet(List<? extends Volume> volumes) {
    this.volumes = List.copyOf(volumes);
    for (int i = 0; i < volumes.size(); i++) {
      if (volumes.get(i).id().value() != i) {
        throw new IllegalArgumentException("volume " + volumes.get(i).id() + " at place " + i);
      }
    }
  }

  /** All volumes in the order of their ids. */
  public List<Volume> all() {
    return volumes;
  }

  /** The meta volume. */
  public Volume meta() {
    return volumes.getFirst();
  }

  /** A volume by its id. */
  public Volume get(VolumeId id) {
    if (id.value() >= volumes.size()) {
      throw new InvariantViolation("there is no volume " + id.value());
    }
    return volumes.get(id.value());
  }

  /** How many volumes hold rows. */
  public int dataVolumes() {
    return volumes.size() - 1;
  }

  /** The highest commit timestamp on any volume. */
  public long highestCommitTs() {
    long highest = 0;
    for (Volume volume : volumes) {
      highest = Math.max(highest, volume.highestCommitTs());
    }
    return highest;
  }
}
