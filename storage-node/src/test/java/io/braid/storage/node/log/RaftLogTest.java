package io.braid.storage.node.log;

import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** {@link RaftLog} with one member; its state machine syncs only at snapshots. */
final class RaftLogTest extends ReplicatedLogContract {
  @TempDir Path folder;

  @Override
  boolean appliesDurably() {
    return false;
  }

  @Override
  ReplicatedLog open(int life) {
    return RaftLog.open(
        "test", folder.resolve("raft"), new UUID(1, 2), new UUID(3, 4), disk, failure::set);
  }
}
