package io.braid.storage;

import java.util.List;

/**
 * How a volume takes part in a two-phase commit: what recovery needs to ask for the outcome.
 *
 * @param primary the volume that has the decision
 * @param volumes all participants
 * @param branch the encoded XA identifier of a branch prepared by a client; empty for a commit that
 *     takes several volumes by itself
 * @see "PROTOCOL.md, rules 8 and 10"
 */
public record Participation(VolumeId primary, List<VolumeId> volumes, byte[] branch) {
  private static final byte[] NO_BRANCH = {};

  /** Copies the list. */
  public Participation {
    volumes = List.copyOf(volumes);
  }

  /** A commit over several volumes without a prepare of the client's. */
  public static Participation of(VolumeId primary, List<VolumeId> volumes) {
    return new Participation(primary, volumes, NO_BRANCH);
  }
}
