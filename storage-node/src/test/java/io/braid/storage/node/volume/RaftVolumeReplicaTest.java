package io.braid.storage.node.volume;

/** All that a volume does, on a Raft group of one member. */
final class RaftVolumeReplicaTest extends VolumeReplicaTest {
  @Override
  LogMode logMode() {
    return LogMode.RAFT;
  }

  /** A commit is one Raft entry, of at most 1 MiB. */
  @Override
  int largeImageBytes() {
    return 20_000;
  }
}
