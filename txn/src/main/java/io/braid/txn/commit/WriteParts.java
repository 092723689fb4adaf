package io.braid.txn.commit;

import io.braid.storage.VolumeId;
import io.braid.storage.WriteSet;
import java.util.Map;
import java.util.Optional;

/**
 * What a transaction writes, divided among the volumes that hold its keys.
 *
 * @param primary where the transaction record and the decision go; one of the volumes
 * @param byVolume what each writes; none but a {@link #whole} is without a share
 */
record WriteParts(VolumeId primary, Map<VolumeId, WriteSet> byVolume) {
  WriteParts {
    if (!byVolume.containsKey(primary)) {
      throw new IllegalArgumentException(primary + " is not among " + byVolume.keySet());
    }
  }

  /** Everything on one volume. */
  static WriteParts whole(VolumeId volume, WriteSet writes) {
    return new WriteParts(volume, Map.of(volume, writes));
  }

  /** The writes if one log entry commits them. */
  Optional<WriteSet> whole() {
    WriteSet onPrimary = byVolume.get(primary);
    return byVolume.size() == 1 && onPrimary != null && onPrimary.share().isEmpty()
        ? Optional.of(onPrimary)
        : Optional.empty();
  }
}
